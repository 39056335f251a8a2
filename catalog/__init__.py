"""The catalogue: stage what dbt built, gate it, compare it, promote it to a release, show it.

Belongs here: releases, their metadata, their pages, the server and queries over them. Not here:
numbers. The catalogue publishes what dbt made, value for value. It knows a DuckDB file, dbt's
manifest and plain data; it knows nothing of `ingest`, Dagster or dbt's code.

In calling order: `datasets.read_datasets`, `stage.stage`, `gate.run_gate`, `versions.compare`,
`promote.promote`; then `release.latest_release`, `serve.serve` and `query.connect` for readers.
"""
