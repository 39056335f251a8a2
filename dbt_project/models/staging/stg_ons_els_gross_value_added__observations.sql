{{ stage_statistics('ons_els_gross_value_added') }}
