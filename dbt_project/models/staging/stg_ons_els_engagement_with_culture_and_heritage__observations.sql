{{ stage_statistics('ons_els_engagement_with_culture_and_heritage') }}
