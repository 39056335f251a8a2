{{ stage_statistics('ons_els_sports_facilities') }}
