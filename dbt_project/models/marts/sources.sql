select
    source_id,
    title,
    publisher,
    family,
    status,
    stale_since,
    vintage,
    cadence,
    row_count,
    dropped_row_count,
    coverage_area_type,
    covered_area_count,
    area_count,
    case
        when area_count > 0 then (covered_area_count * 10000 // area_count / 10000)::decimal(5, 4)
    end as coverage_share,
    coverage_note,
    licence_id,
    licence_title,
    licence_kind,
    attribution,
    landing_page,
    origin,
    retrieved_at,
    snapshot_bytes,
    snapshot_sha256,
    notes
from {{ ref('stg_register__sources') }}
