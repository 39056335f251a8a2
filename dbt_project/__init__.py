"""The dbt project, and beside it the arithmetic that SQL cannot do.

Belongs here: models, seeds, macros and tests of dbt; `simulation`. Not here: publishers' files.
"""
