"""Versions: how each dataset differs from the previous release, and the number that follows.

Belongs here: comparing staged data with released data. Not here: the dates of releases (`stage`).

========  =====================================================================================
MAJOR     a column removed, renamed, retyped or moved; the key or the licence changed
MINOR     rows added or removed; a new last column
PATCH     values changed
same      nothing changed, whatever the order of rows; the version stays
========  =====================================================================================
"""

from collections.abc import Collection

import duckdb

from catalog import sql
from catalog.changelog import plural, removed_datasets
from catalog.datasets import Dataset
from catalog.errors import ReleaseError
from catalog.model import Strict
from catalog.release import DatasetChange, Level, Release, ReleasedDataset
from catalog.stage import SchemaColumn, StagedTable, Staging

FIRST_VERSION = "1.0.0"
ORDER: list[Level] = ["same", "patch", "minor", "major"]

Finding = tuple[Level, str]

VALUE_DRIFT = 0.10


class RowChanges(Strict):
    """Rows told apart by the key, before against after; values that differ, by column."""

    added: int
    removed: int
    changed: int
    values: dict[str, int]


def compare(staging: Staging, previous: Release | None) -> list[DatasetChange]:
    """How every staged dataset differs from the previous release; without one, all are first."""
    with duckdb.connect() as connection:
        return [_compare(connection, staging, dataset, previous) for dataset in staging.datasets]


def require_expected(
    changes: list[DatasetChange],
    previous: Release | None,
    expected_changes: Collection[str],
    free_to_change: Collection[str] = (),
) -> None:
    """Refuse changes that break readers' code or rewrite their numbers, unless a person meant them.

    Args:
        changes: what `compare` found.
        previous: the release before, or none.
        expected_changes: datasets of which a person said so.
        free_to_change: datasets whose values, not columns, may change without that.

    Raises:
        ReleaseError: naming each dataset that is gone, has a MAJOR change, or has other values in
            more than a tenth of its rows.
    """
    surprises = {
        c.dataset: reason for c in changes if (reason := _surprise(c, c.dataset in free_to_change))
    }
    surprises |= dict.fromkeys(removed_datasets(changes, previous), "it is no longer published")
    unexpected = {name: why for name, why in surprises.items() if name not in expected_changes}
    if unexpected:
        listing = "\n".join(f"  - {name}: {why}" for name, why in unexpected.items())
        options = " ".join(f"--expect-change {name}" for name in unexpected)
        raise ReleaseError(
            f"The release would surprise its readers, so nothing was published:\n{listing}\n",
            f"If that is meant, refresh with {options}.",
        )


def _surprise(change: DatasetChange, is_free: bool) -> str | None:
    if change.level == "major":
        return "; ".join(change.reasons)
    if not is_free and change.changed_rows > VALUE_DRIFT * max(change.rows_before, 1):
        return f"{change.changed_rows:,} of {change.rows_before:,} rows have other values"
    return None


def _compare(
    connection: duckdb.DuckDBPyConnection,
    staging: Staging,
    dataset: Dataset,
    previous: Release | None,
) -> DatasetChange:
    after = staging.table(dataset.name)
    before = previous.dataset(dataset.name) if previous else None
    if previous is None or before is None:
        return _first(after)
    findings = [*_column_findings(before, after), *_term_findings(before, dataset)]
    rows = None
    if before.key == dataset.key:
        rows = _row_changes(
            connection,
            str(previous.parquet_path(dataset.name)),
            str(staging.parquet_path(dataset.name)),
            dataset.key,
            _shared(before.columns, after.columns),
        )
        findings += _row_findings(rows)
    return _change(before, after, findings, rows)


def _first(after: StagedTable) -> DatasetChange:
    return DatasetChange(
        dataset=after.dataset,
        version=FIRST_VERSION,
        previous_version=None,
        level="first",
        reasons=["first release of this dataset"],
        rows_before=0,
        rows_after=after.rows,
        added_rows=after.rows,
    )


def _change(
    before: ReleasedDataset,
    after: StagedTable,
    findings: list[Finding],
    rows: RowChanges | None,
) -> DatasetChange:
    findings.sort(key=lambda finding: -ORDER.index(finding[0]))
    level: Level = findings[0][0] if findings else "same"
    return DatasetChange(
        dataset=after.dataset,
        version=next_version(before.version, level),
        previous_version=before.version,
        level=level,
        reasons=[reason for _, reason in findings],
        rows_before=before.rows,
        rows_after=after.rows,
        added_rows=rows.added if rows else 0,
        removed_rows=rows.removed if rows else 0,
        changed_rows=rows.changed if rows else 0,
        changed_values=rows.values if rows else {},
    )


def next_version(version: str, level: Level) -> str:
    """The semantic version after a change of that level."""
    major, minor, patch = (int(part) for part in version.split("."))
    if level == "major":
        return f"{major + 1}.0.0"
    if level == "minor":
        return f"{major}.{minor + 1}.0"
    if level == "patch":
        return f"{major}.{minor}.{patch + 1}"
    return version


def _column_findings(before: ReleasedDataset, after: StagedTable) -> list[Finding]:
    old = {column.name: column.type for column in before.columns}
    new = {column.name: column.type for column in after.columns}
    removed = [name for name in old if name not in new]
    added = [name for name in new if name not in old]
    findings: list[Finding] = [("major", f"column {name} was removed") for name in removed]
    findings += [
        ("major", f"column {name} was {old[name]} and is {new[name]}")
        for name in old
        if name in new and new[name] != old[name]
    ]
    kept = [name for name in new if name in old]
    if not removed and list(new)[: len(old)] != list(old):
        findings.append(("major", "columns changed their order"))
    level: Level = "major" if removed and kept != list(new)[: len(kept)] else "minor"
    findings += [(level, f"column {name} is new") for name in added]
    return findings


def _term_findings(before: ReleasedDataset, dataset: Dataset) -> list[Finding]:
    """Changes of the key and of the licence."""
    findings: list[Finding] = []
    if before.key != dataset.key:
        was_is = f"was {', '.join(before.key)} and is {', '.join(dataset.key)}"
        findings.append(("major", f"the key {was_is}"))
    old = [licence.id for licence in before.licences]
    new = [licence.id for licence in dataset.licences]
    if old != new:
        findings.append(("major", f"the licence was {', '.join(old)} and is {', '.join(new)}"))
    return findings


def _row_findings(rows: RowChanges) -> list[Finding]:
    counts: list[tuple[int, Level, str]] = [
        (rows.added, "minor", "added"),
        (rows.removed, "minor", "removed"),
        (rows.changed, "patch", "changed"),
    ]
    return [(level, f"{plural(count, 'row')} {verb}") for count, level, verb in counts if count]


def _shared(before: list[SchemaColumn], after: list[SchemaColumn]) -> list[str]:
    return [column.name for column in before if column in after]


def _row_changes(
    connection: duckdb.DuckDBPyConnection,
    before: str,
    after: str,
    key: list[str],
    shared: list[str],
) -> RowChanges:
    """Join both by the key and count; the order of rows does not matter."""
    columns = [column for column in shared if column not in key]
    differs = {c: f'before."{c}" IS DISTINCT FROM after."{c}"' for c in columns}
    kept = "before._here AND after._here"
    counts = [
        "count(*) FILTER (WHERE before._here IS NULL)",
        "count(*) FILTER (WHERE after._here IS NULL)",
        f"count(*) FILTER (WHERE {kept} AND ({' OR '.join(differs.values()) or 'false'}))",
        *(f"count(*) FILTER (WHERE {kept} AND {test})" for test in differs.values()),
    ]
    row = connection.execute(
        f"SELECT {', '.join(counts)} "  # noqa: S608 - quoted by sql
        f"FROM (SELECT *, true AS _here FROM {sql.parquet(before)}) AS before "
        f"FULL JOIN (SELECT *, true AS _here FROM {sql.parquet(after)}) AS after "
        f"USING ({sql.names(key)})"
    ).fetchall()[0]
    added, removed, changed, *values = row
    by_column = {name: count for name, count in zip(columns, values, strict=True) if count}
    return RowChanges(added=added, removed=removed, changed=changed, values=by_column)
