{{ stage_statistics('ons_els_employment_rate') }}
