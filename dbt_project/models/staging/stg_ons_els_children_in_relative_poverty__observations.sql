{{ stage_statistics('ons_els_children_in_relative_poverty') }}
