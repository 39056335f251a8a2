-- The councils' files that are not held, with the columns of `exclusions`.
with expected as (
    select
        unnest([
            'council_payments',
            'council_payments',
            'council_payments',
            'council_payments',
            'council_contracts',
            'council_contracts'
        ]) as dataset,
        unnest([
            'calderdale_payments',
            'wakefield_payments',
            'salford_payments',
            'hyndburn_payments',
            'salford_contracts',
            'preston_contracts'
        ]) as item
),

held as (
    select distinct source_id as item
    from {{ ref('council_payments') }}
    union
    select distinct source_id as item
    from {{ ref('council_contracts') }}
),

files_not_held as (
    select expected.*
    from expected
    anti join held on expected.item = held.item
)

{{ not_held('dataset', 'files_not_held') }}
