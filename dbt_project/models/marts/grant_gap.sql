{{ grant_gap_rows('int_gap__totals', 'int_gap__drawn', 'grants') }}
