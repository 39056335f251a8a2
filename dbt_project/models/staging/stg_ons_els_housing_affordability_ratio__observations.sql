{{ stage_statistics('ons_els_housing_affordability_ratio') }}
