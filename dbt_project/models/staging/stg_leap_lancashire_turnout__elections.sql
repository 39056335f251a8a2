select
    row_number,
    council,
    ward_name,
    election_date,
    election_type,
    electorate,
    turnout,
    votes,
    seats
from {{ source('leap_lancashire_turnout', 'elections') }}
