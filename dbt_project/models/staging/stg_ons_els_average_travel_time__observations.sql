{{ stage_statistics('ons_els_average_travel_time') }}
