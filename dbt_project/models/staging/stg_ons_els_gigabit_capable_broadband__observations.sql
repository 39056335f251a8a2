{{ stage_statistics('ons_els_gigabit_capable_broadband') }}
