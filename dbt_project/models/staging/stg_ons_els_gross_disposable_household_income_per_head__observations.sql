{{ stage_statistics('ons_els_gross_disposable_household_income_per_head') }}
