-- What could be moved: contracts that end soon, held by suppliers outside, in categories where
-- there is a supplier within. Only a register with end dates can say.
with last_days as (
    select
        council_code,
        max(council_name) as council_name,
        max(payment_date) as reference_date
    from {{ ref('council_payments') }}
    group by council_code
),

placed as (
    select
        contracts.council_code,
        coalesce(contracts.category, 'none given') as category,
        contracts.supplier_name,
        coalesce(contracts.annual_value_pence, 0) as value_pence,
        contracts.is_sme_supplier,
        last_days.reference_date,
        postcodes.district_2024_code is not null as is_placed,
        coalesce(postcodes.district_2024_code = contracts.council_code, false) as is_local,
        contracts.end_date > last_days.reference_date
        and contracts.end_date <= last_days.reference_date + interval 24 month as is_ending
    from {{ ref('council_contracts') }} as contracts
    inner join last_days on contracts.council_code = last_days.council_code
    left join {{ ref('postcodes') }} as postcodes
        on contracts.supplier_postcode = postcodes.postcode
    where
        contracts.end_date > last_days.reference_date
        and coalesce(contracts.start_date <= last_days.reference_date, true)
),

{% set sums = [
    ('annual_value_pence', 'true'),
    ('placed_value_pence', 'is_placed'),
    ('local_value_pence', 'is_local'),
    ('sme_value_pence', 'is_sme_supplier'),
    ('ending_value_pence', 'is_ending'),
    ('ending_outside_value_pence', 'is_ending and is_placed and not is_local'),
    ('ending_not_local_value_pence', 'is_ending and not is_local'),
] %}
summed as (
    select
        council_code,
        category,
        count(*) as contract_count,
        count(distinct supplier_name) as supplier_count,
        count(distinct supplier_name) filter (where is_local) as local_supplier_count,
        {% for name, condition in sums %}
        cast(coalesce(sum(value_pence) filter (where {{ condition }}), 0) as bigint) as {{ name }}
        {%- if not loop.last %},{% endif %}
        {% endfor %}
    from placed
    group by council_code, category
)

select
    last_days.council_code,
    last_days.council_name,
    coalesce(summed.category, 'all') as category,
    last_days.reference_date,
    summed.contract_count,
    summed.supplier_count,
    summed.local_supplier_count,
    summed.annual_value_pence,
    summed.placed_value_pence,
    summed.local_value_pence,
    summed.sme_value_pence,
    summed.ending_value_pence,
    summed.ending_outside_value_pence,
    case
        when summed.supplier_count >= 3 and summed.local_supplier_count >= 1
            then summed.ending_outside_value_pence
        when summed.category is not null then 0
    end as influenceable_low_pence,
    case
        when summed.supplier_count >= 2 and summed.local_supplier_count >= 1
            then summed.ending_outside_value_pence
        when summed.category is not null then 0
    end as influenceable_pence,
    summed.ending_not_local_value_pence as influenceable_high_pence,
    case
        when summed.category is null then 'not held: no register of contracts with end dates'
        else 'measured'
    end as status,
    'Yearly values of contracts of suppliers placed outside the district that end within 24 months '
    || 'of the reference date. Central: two suppliers in the category, one of them local; low: '
    || 'three; high: any category, and suppliers without a place too. Not in it: whether a local '
    || 'firm could do the work, spending outside the register, values that are not given.'
        as interval_basis
from last_days
left join summed on last_days.council_code = summed.council_code
order by last_days.council_code, category
