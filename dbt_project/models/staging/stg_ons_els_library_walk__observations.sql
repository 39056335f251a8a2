{{ stage_statistics('ons_els_library_walk') }}
