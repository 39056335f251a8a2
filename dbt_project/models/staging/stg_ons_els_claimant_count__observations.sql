{{ stage_statistics('ons_els_claimant_count') }}
