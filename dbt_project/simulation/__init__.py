"""Monte-Carlo draws of a composite index: how sure its ranks are, and what makes them unsure.

Belongs here: functions from numpy arrays to numpy arrays. Not here: SQL, files, the meaning of an
indicator. `tables` alone knows the columns of the dbt models.

Words used throughout: an index ranks `areas` (in order of their codes) by `indicators`, which
belong to `domains`. One draw is one set of defensible choices and one set of errors. Rank 1 = most
in need.
"""
