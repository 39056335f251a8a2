-- Median pay, and the gap between the medians of men and women, in the shape of the other sources
-- of district statistics. Only published medians are used: a withheld one leaves the gap empty.
with pay as (
    select
        area_code,
        area_name,
        employees,
        median_gbp,
        median_mark,
        right(table_number, 2) as kind,
        case left(table_number, 1) when '7' then 'work' else 'residence' end as place,
        cast(regexp_extract(file, '20\d\d') as integer) as survey_year,
        regexp_matches(lower(file), 'prov') as is_provisional
    from {{ ref('stg_ons_ashe_pay__estimates') }}
),

medians as (
    select
        *,
        case kind
            when '6a' then 'Median hourly pay excluding overtime'
            else 'Median annual pay'
        end || ' by place of ' || place || ': ' || employees || ' employees' as indicator,
        'Median' as measure,
        '£' as unit,
        cast(median_gbp as decimal(18, 9)) as observation
    from pay
    where
        (kind = '6a' and employees in ('all', 'male', 'female'))
        or (kind = '7a' and employees = 'all')
),

gaps as (
    select
        men.* exclude (median_mark),
        coalesce(men.median_mark, women.median_mark) as median_mark,
        'Gender pay gap by place of ' || men.place
        || case men.employees when 'male' then ': all employees' else ': full-time employees' end
            as indicator,
        'Share of men''s median' as measure,
        '%' as unit,
        cast(
            round(100 * cast(men.median_gbp - women.median_gbp as double) / men.median_gbp, 1)
            as decimal(18, 9)
        ) as observation
    from pay as men
    inner join pay as women
        on
            men.area_code = women.area_code
            and men.place = women.place
            and men.survey_year = women.survey_year
            and men.kind = women.kind
            and men.is_provisional = women.is_provisional
            and men.employees = replace(women.employees, 'female', 'male')
    where
        men.kind = '6a'
        and men.employees in ('male', 'male full-time')
        and women.employees in ('female', 'female full-time')
),

united as (
    select * from medians
    union all by name
    select * from gaps
)

select
    'ons_ashe_pay' as source_id,
    area_code,
    area_name,
    'ASHE' as geography,
    indicator,
    case kind
        when '7a' then (survey_year - 1) || '-04-06/P1Y'
        else survey_year || '-04-01/P1M'
    end as period,
    observation,
    measure,
    unit,
    cast(null as decimal(18, 9)) as lower_95,
    cast(null as decimal(18, 9)) as upper_95,
    case when observation is null then 'x' end as status,
    concat_ws(
        '. ',
        case when is_provisional then 'Provisional' end,
        case median_mark
            when 'x' then 'Withheld: coefficient of variation above 20 %'
            when '..' then 'Withheld: disclosive'
            when ':' then 'Not applicable'
            when '-' then 'Nil or negligible'
        end
    ) as note
from united
