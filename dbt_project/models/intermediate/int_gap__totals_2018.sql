-- What each group holds of each cut of the money, and what may be in it besides.
{{ gap_totals('int_gap__observed_2018') }}
