{{ stage_statistics('ons_els_healthy_life_expectancy') }}
