{{ stage_statistics('ons_els_personal_wellbeing_estimates') }}
