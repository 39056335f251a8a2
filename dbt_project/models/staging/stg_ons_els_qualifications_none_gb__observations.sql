{{ stage_statistics('ons_els_qualifications_none_gb') }}
