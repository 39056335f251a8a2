select
    united.org_id,
    united.kind,
    united.org_name,
    united.legal_form,
    united.status,
    united.registered_date,
    united.removed_date,
    classified.icnptso_code,
    classes.title as icnptso_name,
    classified.icnptso_code_probability as icnptso_probability,
    classified.icnptso_code_source as icnptso_source,
    united.sector,
    united.latest_income_gbp,
    united.latest_year_end_date,
    {{ income_band('united.latest_income_gbp') }} as income_band,
    {{ written_postcode('united.postcode') }} as postcode,
    united.source_id
from {{ ref('int_organisation__united') }} as united
left join {{ ref('stg_ukcat_cics__companies') }} as classified on united.org_id = classified.org_id
left join {{ ref('stg_ukcat_icnptso__classes') }} as classes
    on classified.icnptso_code = classes.icnptso_code
order by united.org_id
