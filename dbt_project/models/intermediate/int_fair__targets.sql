{{ allocation_targets(ref('param_scenarios'), ref('fair_funding_inputs')) }}
