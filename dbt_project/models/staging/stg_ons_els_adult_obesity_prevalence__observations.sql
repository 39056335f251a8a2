{{ stage_statistics('ons_els_adult_obesity_prevalence') }}
