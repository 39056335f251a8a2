{{ stage_statistics('ons_els_railway_station_walk') }}
