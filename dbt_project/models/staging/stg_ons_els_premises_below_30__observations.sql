{{ stage_statistics('ons_els_premises_below_30') }}
