{{ config(meta={'dagster': {'ref': {'name': 'places'}}}) }}
-- No closed practice with a title in its name; no pub that is called a title and one other word; no
-- telephone number or e-mail address.
select place_id
from {{ ref('places') }}
where
    (
        not is_open
        and category in ('gp_practice', 'dental_practice', 'pharmacy')
        and list_has_any(
            string_split_regex(lower(name), '[^a-z]+'), ['dr', 'drs', 'mr', 'mrs', 'miss', 'ms']
        )
    )
    or (
        category = 'pub_bar_or_club'
        and len(string_split(name, ' ')) = 2
        and lower(string_split(name, ' ')[1]) in ('dr', 'mr', 'mrs', 'miss', 'ms')
    )
    or regexp_matches(name, '\S@\S+\.\S')
    or regexp_matches(name, '(tel|request) *0\d')
