"""What is printed about a refresh, a release or a query.

Belongs here: words for people at a prompt. Not here: finding things out (`refresh`, `catalog`).
"""

import shutil
import sys
from collections import Counter
from itertools import groupby
from math import floor
from pathlib import Path
from typing import get_args

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from catalog.build import DEMO_LABEL
from catalog.changelog import plural
from catalog.query import connect, run
from catalog.release import Release, latest_release, read_release
from ingest.card import load_cards
from ingest.register import TROUBLES, Entry, Status, read_entries, register_frame, status_of
from orchestration.outcome import Refreshed, last_failure
from orchestration.workspace import DEFAULT_OUT, Settings, Workspace, WorkspaceError, relative

MAX_ROWS = 50
SOURCE_COLUMNS = {
    "source": 36,
    "vintage": 12,
    "cadence": 13,
    "retrieved": 10,
    "rows": 9,
    "covers": 18,
    "status": 14,
}
LEGEND = (
    "fresh: held, and the newest attempt did not fail. It does not say that the data is recent: an "
    "archive copy is as old as its vintage. stale: held, but the newest attempt failed. "
    "not in archive: never had, for no copy is held. failed: never had, though it was tried. "
    "not held: never asked for, or no part of the demo."
)
EXAMPLE_QUERY = (
    '"select ward_2017_name, region_name, iod_2019_average_score_rank as rank '
    'from published_left_behind_wards order by rank limit 5"'
)


def report_refresh(done: Refreshed, settings: Settings, say: Console) -> None:
    """Say what came of a refresh: the release, what is in it, and how to look at it."""
    for source, problem in done.stale.items():
        status = status_of(settings.workspace.store.state(source))
        say.print(f"[yellow]{status}[/]  {escape(problem)}")
    if done.missing:
        say.print(
            f"[yellow]Without {plural(len(done.missing), 'source')} of which no copy is held[/]"
        )
    if done.problems:
        _report_problems(done, say)
        return
    release = done.release
    if release is None:
        raise WorkspaceError("the run succeeded but published nothing: this is a bug, report it")
    if done.is_new:
        say.print(f"\n[green]Published release {release.id}[/] in {relative(release.folder)}")
    else:
        say.print(f"\n[green]Nothing new:[/] release {release.id} is up to date")
    _print_release(release, say)
    out = f'--out "{relative(settings.workspace.root)}"'
    say.print(f"\nOpen     {escape(relative(release.folder / 'index.html'))}")
    say.print(f"Query    {escape(f'{command()} query {out} {EXAMPLE_QUERY}')}")
    say.print(f"Serve    {escape(f'{command()} serve {out}')}")
    spent = ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in done.seconds.items())
    say.print(f"Seconds  {spent}")


def report_status(workspace: Workspace, say: Console) -> None:
    """Say which release is the latest and what is wrong with what feeds it."""
    release = require_release(workspace)
    say.print(f"Release {release.id}, made {release.manifest.created_at:%Y-%m-%d %H:%M} UTC")
    say.print(f"in {relative(release.folder)}")
    _print_release(release, say)
    states = {source: workspace.store.state(source) for source in load_cards()}
    counts = Counter(status_of(state) for state in states.values())
    told = ", ".join(f"{counts[each]} {each}" for each in get_args(Status) if counts[each])
    say.print(f"\nSources: {told}")
    for state in states.values():
        if state.failure and status_of(state) in TROUBLES:
            since = f"{state.failure.since:%Y-%m-%d %H:%M}"
            say.print(escape(f"- since {since}: {state.failure.message}"))
    if failed := last_failure(workspace):
        say.print(f"\n[red]The refresh of {failed.at:%Y-%m-%d %H:%M} UTC published nothing:[/]")
        for problem in failed.problems:
            say.print(escape(problem))


def print_sources(workspace: Workspace | None, say: Console, *, as_csv: bool) -> None:
    """List every source with its status and coverage; all columns of the register as CSV."""
    entries = read_entries((workspace or Workspace(DEFAULT_OUT)).store)
    if as_csv:
        say.out(register_frame(entries).write_csv(), end="", highlight=False)
        return
    by_publisher = groupby(sorted(entries, key=_heading), key=_heading)
    for heading, listed in by_publisher:
        table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim")
        for name, width in SOURCE_COLUMNS.items():
            table.add_column(name, width=width)
        for entry in listed:
            table.add_row(*_source_row(entry))
        say.print(f"\n[bold]{escape(heading)}[/]", soft_wrap=False)
        say.print(table)
    say.print(f"\n{_totals(entries)}\n[dim]{LEGEND}[/]", soft_wrap=False)
    if workspace is None:
        say.print("Nothing has been fetched yet: `lbn refresh`.")
        return
    for entry in entries:
        failure = workspace.store.state(entry.source_id).failure
        if failure and entry.status in TROUBLES:
            say.print(escape(f"since {failure.since:%Y-%m-%d %H:%M}: {failure.message}"))


def _totals(entries: list[Entry]) -> str:
    """How many sources there are, how they stand, and how many rows are read from them."""
    counts = Counter(entry.status for entry in entries)
    told = ", ".join(f"{counts[each]} {each}" for each in get_args(Status) if counts[each])
    rows = sum(entry.row_count for entry in entries)
    return f"{plural(len(entries), 'source')}: {told}; {rows:,} rows"


def _heading(entry: Entry) -> str:
    return f"{entry.publisher}, {entry.licence_title}"


def _source_row(entry: Entry) -> tuple[str, ...]:
    colour = {"fresh": "green", "stale": "red", "failed": "red"}.get(entry.status, "yellow")
    return (
        entry.source_id,
        entry.vintage,
        entry.cadence,
        f"{entry.retrieved_at:%Y-%m-%d}" if entry.retrieved_at else "",
        f"{entry.row_count:,}" if entry.snapshot_sha256 else "",
        _coverage_words(entry),
        f"[{colour}]{entry.status}[/]",
    )


def _coverage_words(entry: Entry) -> str:
    if not entry.area_count or entry.covered_area_count is None:
        return ""
    share = 100 * entry.covered_area_count / entry.area_count
    # Rounded down: 99.96 % is not all of England.
    return f"{floor(10 * share) / 10:g}% {entry.coverage_area_type}"


def command() -> str:
    """How a person at this prompt types `lbn`."""
    return "lbn" if shutil.which("lbn") else relative(Path(sys.executable).with_name("lbn"))


def print_query(
    workspace: Workspace, sql: str, say: Console, tell: Console, *, as_csv: bool
) -> None:
    """Run a query on the latest release and print what it answers."""
    release = require_release(workspace)
    with connect(release) as connection:
        frame = run(connection, sql)
    if as_csv:
        say.out(frame.write_csv(), end="", highlight=False)
    else:
        table = Table(*(escape(column) for column in frame.columns))
        for row in frame.head(MAX_ROWS).rows():
            table.add_row(*(escape(_cell(value)) for value in row))
        say.print(table)
    label = f". {DEMO_LABEL}" if release.manifest.demo else ""
    shown = f", the first {MAX_ROWS} shown" if not as_csv and frame.height > MAX_ROWS else ""
    rows = "1 row" if frame.height == 1 else f"{frame.height:,} rows"
    tell.print(f"{rows}{shown}, from {relative(release.folder)}{label}")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def require_release(workspace: Workspace, named: str | None = None) -> Release:
    """The latest release of a workspace, or the one of an id.

    Raises:
        WorkspaceError: nothing was published in it, or nothing of that id.
    """
    if named is not None:
        held = sorted(path.name for path in (workspace.published / "releases").glob("*"))
        if named not in held:
            raise WorkspaceError(
                f"there is no release '{named}'; there is {', '.join(held) or 'none'}"
            )
        return read_release(workspace.published / "releases" / named)
    release = latest_release(workspace.published)
    if release is None:
        raise WorkspaceError(f"nothing is published in {workspace.root}: run `lbn refresh` first")
    return release


def _report_problems(done: Refreshed, say: Console) -> None:
    for problem in done.problems:
        say.print(f"\n[red]{escape(problem)}[/]")
    if done.release:
        say.print(f"\nNothing was published. Release {done.release.id} stays the latest.")
    else:
        say.print("\nNothing was published, and there is no earlier release.")


def _print_release(release: Release, say: Console) -> None:
    if release.manifest.demo:
        say.print(f"[bold yellow]{DEMO_LABEL}[/]")
    table = Table("dataset", "rows", "version", "what it is")
    for dataset in release.manifest.datasets:
        table.add_row(dataset.name, f"{dataset.rows:,}", dataset.version, escape(dataset.title))
    say.print(table)
