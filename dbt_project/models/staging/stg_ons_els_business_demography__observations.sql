{{ stage_statistics('ons_els_business_demography') }}
