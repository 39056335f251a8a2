{{ stage_statistics('ons_els_research_and_development_public_funded') }}
