{{ stage_statistics('ons_els_network_coverage_4g') }}
