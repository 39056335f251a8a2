select
    row_number,
    organisation_number,
    charity_number,
    linked_charity_number,
    class_code,
    class_type,
    class_name
from {{ source('ccew_classifications', 'classes') }}
