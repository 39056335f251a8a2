{{ stage_statistics('ons_els_museums') }}
