-- Every cell of the capital outturn with the line it is of. Receipts of all services are taken from
-- the financing sheet in the years whose service sheet has none (seed ref_capital_unfilled).
-- The totals of classes of two financing sheets have one value twice, and every later one a column
-- too far to the right: each is taken from the column to its right (seed ref_capital_shifted).
with placed as (
    select
        cells.* exclude (value),
        case
            when cells.sheet_column < shifted.first_sheet_column or shifted.sheet is null
                then cells.value
            else lead(cells.value) over (
                partition by cells.workbook, cells.sheet, cells.sheet_row
                order by cells.sheet_column
            )
        end as value
    from {{ ref('stg_mhclg_capital_outturn__cells') }} as cells
    left join {{ ref('ref_capital_shifted') }} as shifted
        on
            cells.financial_year = shifted.financial_year
            and cells.sheet = shifted.sheet
            and cells.lgf_code is null
            and cells.name not like 'England%'
),

measured as (
    select
        *,
        case when section is not null then {{ capital_measure('title') }} end as measure,
        regexp_matches(section, '(?i)^total|^all services') as is_all_services,
        regexp_matches(
            title, '^(TOTAL|Total) (CAPITAL )?(RECEIPTS|Receipts)( \(ACCRUALS\).*)?$'
        ) as is_total_receipts,
        financial_year = '2005-06' and sheet_column > 88 as is_unlabelled
    from placed
),

unfilled as (
    select
        measured.*,
        service.measure is not null as is_unfilled,
        financing.measure is not null as is_filled_from_financing
    from measured
    left join {{ ref('ref_capital_unfilled') }} as service
        on
            measured.financial_year = service.financial_year
            and measured.measure = service.measure
            and measured.is_all_services
    left join {{ ref('ref_capital_unfilled') }} as financing
        on
            measured.financial_year = financing.financial_year
            and measured.is_total_receipts
            and measured.measure is null
            and financing.measure = 'total_receipts'
)

select
    * exclude (
        is_all_services, is_total_receipts, is_unfilled, is_filled_from_financing, is_unlabelled
    ),
    case
        when is_filled_from_financing then 'all_services.total_receipts'
        when measure is null then {{ capital_line_name('title') }}
        when is_all_services then 'all_services.' || measure
        else {{ line_name('section') }} || '.' || measure
    end as line,
    case
        when is_unlabelled then 'The publisher''s working columns have no headings of their own.'
        when is_unfilled
            then
                'The publisher left this column empty or zero; the services and the financing '
                || 'sheet have it.'
    end as reason_left_out,
    lgf_code is null as is_total,
    case
        when lgf_code is not null then 'authority'
        when name like 'England%' then 'country'
        when regexp_matches(block, '(?i)^region') then 'region'
        else 'class'
    end as scope
from unfilled
