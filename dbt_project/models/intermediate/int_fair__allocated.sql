{{ allocations(ref('int_fair__targets')) }}
