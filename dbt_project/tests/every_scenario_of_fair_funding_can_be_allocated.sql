{{ config(meta={'dagster': {'ref': {'name': 'int_fair__targets'}}}) }}
-- Floors, caps and bases that no pot can meet, with the arithmetic.
{{ allocation_refusals(ref('int_fair__targets')) }}
