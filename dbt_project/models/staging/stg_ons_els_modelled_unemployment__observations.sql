{{ stage_statistics('ons_els_modelled_unemployment') }}
