{{ stage_statistics('ons_els_food_outlets') }}
