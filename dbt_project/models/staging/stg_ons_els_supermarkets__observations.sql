{{ stage_statistics('ons_els_supermarkets') }}
