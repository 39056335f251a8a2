-- The boundary of each LSOA of 2021 in British National Grid metres, prepared once for every source
-- of points (macro located_points).
select
    lsoa_2021_code,
    st_transform(
        st_geomfromgeojson(geometry), 'EPSG:4326', 'EPSG:27700', always_xy := true
    ) as boundary
from {{ ref('stg_ons_lsoa21_boundaries__lsoas') }}
where {{ is_england('lsoa_2021_code') }}
