"""`CHANGES.md`: what changed since the previous release, for people. Not here: comparing."""

from collections.abc import Iterable, Iterator

from catalog.build import DEMO_LABEL
from catalog.release import DatasetChange, Release, ReleaseManifest


def write_changelog(manifest: ReleaseManifest, previous: Release | None) -> str:
    """The changes as Markdown, dataset by dataset; what is gone is said first."""
    against = f"release {previous.id}" if previous else "nothing: this is the first release"
    lines = [f"# Changes in release {manifest.release}", ""]
    lines += [f"**{DEMO_LABEL}**", ""] if manifest.demo else []
    lines += [f"Compared with {against}.", ""]
    for gone in removed_datasets(manifest.changes, previous):
        lines += [f"**{gone} is no longer published.**", ""]
    for change in manifest.changes:
        lines += [*_section(change), ""]
    return "\n".join(lines).rstrip() + "\n"


def removed_datasets(changes: Iterable[DatasetChange], previous: Release | None) -> list[str]:
    """Datasets of the previous release that this one lacks."""
    now = {change.dataset for change in changes}
    before = previous.manifest.datasets if previous else []
    return [dataset.name for dataset in before if dataset.name not in now]


def plural(count: int, noun: str) -> str:
    """A count with its noun: 1 row, 1,200 rows."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def _section(change: DatasetChange) -> Iterator[str]:
    was = f" (was {change.previous_version})" if change.previous_version else ""
    yield f"## {change.dataset} {change.version}{was}"
    yield ""
    for reason in change.reasons or ["no change"]:
        yield f"- {reason}"
    if change.level != "first":
        yield f"- {plural(change.rows_before, 'row')} before, {change.rows_after:,} after"
    for column, count in change.changed_values.items():
        yield f"- {column}: {plural(count, 'value')} changed"
