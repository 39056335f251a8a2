-- The IMD of four editions on LSOAs of 2011 or 2021, with the people an average is weighted by.
-- IoD 2010 is published for LSOAs of 2001. One of 2011 made of several takes their plain mean, as
-- their populations are not held. Averages of 2010 and 2015 use the mid-2015 people of IoD 2019.
with edition_2010 as (
    select
        pairs.lsoa_2011_code,
        cast(sum(cast(iod_2010.imd_score as decimal(18, 6))) / count(*) as decimal(9, 6))
            as imd_score,
        cast(sum(iod_2010.imd_rank) / count(*) as decimal(12, 6)) as imd_rank,
        bool_or(pairs.change_code != 'U') as is_redrawn
    from {{ ref('stg_ons_lsoa01_lsoa11__pairs') }} as pairs
    inner join {{ ref('stg_mhclg_iod2010__lsoas') }} as iod_2010
        on pairs.lsoa_2001_code = iod_2010.lsoa_2001_code
    group by pairs.lsoa_2011_code
)

select
    'iod_2010' as edition,
    'lsoa_2011' as lsoa_type,
    edition_2010.lsoa_2011_code as lsoa_code,
    edition_2010.imd_score,
    edition_2010.imd_rank,
    edition_2010.is_redrawn,
    people.population_total as population
from edition_2010
inner join {{ ref('stg_mhclg_iod2019__lsoas') }} as people
    on edition_2010.lsoa_2011_code = people.lsoa_2011_code
union all
select
    'iod_2015' as edition,
    'lsoa_2011' as lsoa_type,
    iod_2015.lsoa_2011_code as lsoa_code,
    cast(iod_2015.imd_score as decimal(9, 6)) as imd_score,
    cast(iod_2015.imd_rank as decimal(12, 6)) as imd_rank,
    false as is_redrawn,
    people.population_total as population
from {{ ref('stg_mhclg_iod2015__lsoas') }} as iod_2015
inner join {{ ref('stg_mhclg_iod2019__lsoas') }} as people
    on iod_2015.lsoa_2011_code = people.lsoa_2011_code
union all
select
    edition,
    lsoa_type,
    lsoa_code,
    cast(imd_score as decimal(9, 6)) as imd_score,
    cast(imd_rank as decimal(12, 6)) as imd_rank,
    false as is_redrawn,
    population
from {{ ref('int_lsoa__deprived') }}
