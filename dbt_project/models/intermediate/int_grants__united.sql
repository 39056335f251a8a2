-- Every row of every source of grants, with the same columns; also rows that are left out of the
-- dataset, each with the reason. Sources whose terms are not known to be open are not here.
{% set arts_council = {
    'recipient_kind': "'organisation'", 'currency': "'GBP'", 'recipient_name': 'applicant_name',
    'funder_id': "'GB-COH-RC000742'", 'funder_name': "'Arts Council England'",
    'recipient_district_name': 'local_authority_name', 'record': 'record',
} %}
{% set standard = {
    'record': 'record', 'published_grant_id': 'grant_id', 'recipient_kind': 'recipient_kind',
    'currency': 'currency', 'amount_pence': 'amount_pence', 'amount_basis': "'as published'",
    'award_date': 'award_date', 'recipient_id': 'recipient_id', 'recipient_name': 'recipient_name',
    'funder_id': 'funder_id', 'funder_name': 'funder_name',
} %}
{% set located = {
    'planned_start_date': 'planned_start_date', 'planned_end_date': 'planned_end_date',
    'programme': 'programme', 'funding_type': 'funding_type', 'regrant_type': 'regrant_type',
    'location_scope': 'location_scope', 'beneficiary_locations': 'beneficiary_locations',
    'beneficiary_code': 'beneficiary_geographic_code', 'recipient_postcode': 'recipient_postcode',
    'recipient_code': 'recipient_geographic_code', 'recipient_ward_code': 'recipient_ward_code',
    'recipient_district_code': 'recipient_district_code',
} %}
{% set sources = [
    ('ace_project_grants', 'awards', dict(arts_council, **{
        'recipient_kind': 'recipient_kind', 'recipient_name': 'recipient_name',
        'amount_pence': 'amount_pence', 'amount_basis': "'as published'",
        'award_date': 'award_date', 'funding_source': "'lottery'",
        'programme': "'National Lottery Project Grants'",
    })),
    ('ace_portfolio_2018', 'agreements', dict(arts_council, **{
        'amount_pence': 'amount_pence', 'amount_basis': "'sum of the years planned'",
        'planned_start_date': "date '2018-04-01'", 'planned_end_date': "date '2022-03-31'",
        'funding_source': "case funding_source when 'LOT' then 'lottery' else 'exchequer' end",
        'programme': "'National Portfolio 2018-22'",
    })),
    ('ace_portfolio_2023', 'organisations', dict(arts_council, **{
        'file': "'2022-23'",
        'amount_pence': 'pence_2022_23', 'amount_basis': "'as published'",
        'planned_start_date': "date '2022-04-01'", 'planned_end_date': "date '2023-03-31'",
        'programme': "'National Portfolio extension year 2022-23'",
    })),
    ('ace_portfolio_2023', 'organisations', dict(arts_council, **{
        'file': "'2023-26'",
        'amount_pence': 'annual_pence_2023_26 * 3',
        'amount_basis': "'annual amount for three years'", 'award_date': "date '2022-11-04'",
        'planned_start_date': "date '2023-04-01'", 'planned_end_date': "date '2026-03-31'",
        'programme': "'Investment Programme 2023-26'",
    })),
    ('sportengland_awards', 'awards', dict(standard, **{
        'file': 'file', 'recipient_id': 'null', 'recipient_type': 'recipient_type',
        'programme': 'programme',
        'funding_source': "case when contains(file, 'lottery') then 'lottery' else 'exchequer' end",
        'recipient_district_name': 'local_authority_name',
    })),
    ('threesixty_files', 'grants', dict(standard, **dict(located, **{
        'file': 'file', 'project_postcode': 'project_postcode',
    }))),
    ('threesixty_grantnav', 'grants', dict(standard, **located)),
    ('dcms_lottery_grants', 'grants', dict(standard, **{
        'file': 'file', 'funding_source': "'lottery'", 'programme': 'good_cause',
        'area_or_office_name': 'local_authority_name',
    })),
] %}
with united as (
    {% for source_id, table, held in sources %}
    select
        {{ grant_columns(source_id, held) }}
    from {{ ref('stg_' ~ source_id ~ '__' ~ table) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    *,
    concat_ws('/', source_id, file, record) as award_key,
    case
        when recipient_kind = 'individual' then 'The grant is to a person.'
        when recipient_kind = 'possible individual'
            then 'The recipient may be a person: nothing shows that it is an organisation.'
        when amount_pence is null then 'No amount is published.'
        when coalesce(currency, 'none') != 'GBP' then 'The amount is not in pounds.'
        when source_id = 'ace_portfolio_2023' and amount_pence = 0
            then 'No funding in this period.'
    end as reason_left_out
from united
