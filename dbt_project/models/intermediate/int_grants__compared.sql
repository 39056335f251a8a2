-- Which grants are, or may be, listed twice. The first of several is the one of the source that
-- comes first here; nothing is taken out.
with identified as (
    select
        united.award_key,
        united.source_id,
        united.award_date,
        united.amount_pence,
        coalesce(funders.canonical_funder_id, united.funder_id) as funder_key,
        coalesce(
            united.published_grant_id,
            'made-' || left(md5(concat_ws(
                '|', united.source_id, united.file, united.recipient_name, united.award_date,
                united.amount_pence, united.recipient_district_name
            )), 16)
        ) as grant_id,
        {{ name_key('united.recipient_name') }} as recipient_key,
        list_position([
            'threesixty_files', 'threesixty_grantnav', 'sportengland_awards', 'ace_project_grants',
            'ace_portfolio_2018', 'ace_portfolio_2023', 'dcms_lottery_grants',
        ], united.source_id) as source_rank
    from {{ ref('int_grants__united') }} as united
    left join {{ ref('ref_funders') }} as funders on united.funder_id = funders.funder_id
    where united.reason_left_out is null
),

keyed as (
    select
        *,
        lower(regexp_replace(grant_id, '^DCMS-', '360G-')) as grant_key
    from identified
),

compared as (
    select
        *,
        first_value(source_rank) over same_id as first_rank,
        first_value(source_id || '/' || grant_id) over same_id as first_of_id,
        first_value(award_key) over same_award as first_key,
        first_value(source_id || '/' || grant_id) over same_award as first_of_award
    from keyed
    window
        same_id as (
            partition by funder_key, grant_key
            order by source_rank, award_date, amount_pence, award_key
        ),
        same_award as (
            partition by funder_key, recipient_key, award_date, amount_pence
            order by source_rank, grant_id, award_key
        )
),

judged as (
    select
        *,
        source_rank > first_rank as is_duplicate,
        source_rank = first_rank and amount_pence > 0 and award_date is not null
        and award_key != first_key as is_possible_duplicate
    from compared
)

select
    award_key,
    grant_id,
    funder_key,
    row_number() over (
        partition by source_id, grant_id
        order by award_date asc nulls last, amount_pence asc, award_key asc
    ) as part,
    is_duplicate,
    is_possible_duplicate,
    case
        when is_duplicate then first_of_id
        when is_possible_duplicate then first_of_award
    end as duplicate_of
from judged
