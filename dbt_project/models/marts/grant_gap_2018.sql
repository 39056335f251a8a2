{{ grant_gap_rows('int_gap__totals_2018', 'int_gap__drawn_2018', 'grants_by_ward_2018') }}
