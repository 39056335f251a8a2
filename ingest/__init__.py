"""From a publisher's bytes to typed bronze tables.

Belongs here: source cards, the HTTP client, the snapshot store, the three origins (live, archive,
demo), readers, table contracts. Does not belong here: business meaning (no index, no rank, no
allocation), anything of dbt, Dagster or the catalogue.
"""
