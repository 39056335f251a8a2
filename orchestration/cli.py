"""`lbn`: the command line for whoever refreshes, reads or checks the data.

Belongs here: options, help and what is printed. Not here: what the commands do. Dagster is imported
only by the commands that need it, so that the others answer at once.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.markup import escape

from orchestration.workspace import (
    Settings,
    Workspace,
    WorkspaceError,
    reading_workspace,
    relative,
)

app = typer.Typer(
    name="lbn",
    help=(
        "Open data on England's left-behind neighbourhoods.\n\n"
        "Start with `lbn refresh`: it makes a release of the data that you can open in a browser, "
        "in Excel, or query with `lbn query`."
    ),
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
archive_app = typer.Typer(no_args_is_help=True, help="Keep publishers' files that you downloaded.")
app.add_typer(archive_app, name="archive")

say = Console(highlight=False, soft_wrap=True)
tell = Console(stderr=True, highlight=False, soft_wrap=True)

Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        help="Folder of the data. When not said: the first that holds a release of `out/live`, "
        "`out/archive` and `out/demo`.",
        envvar="LBN_OUT",
    ),
]


@app.command()
def refresh(
    origin: Annotated[
        str,
        typer.Option(
            help="Where the data comes from: `live` (the publishers' websites), `archive` (a "
            "folder of their files) or `demo` (a made-up England, to try things out).",
            envvar="LBN_ORIGIN",
        ),
    ] = "demo",
    archive: Annotated[
        Path | None,
        typer.Option(
            help="The folder of publishers' files, for `--origin archive`; with `--origin live` "
            "the sources that no publisher offers at a stable address come from it.",
            envvar="LBN_ARCHIVE",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Folder to work in. When not said: `out/<origin>`.",
            envvar="LBN_OUT",
        ),
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option(
            help="Fetch only this source (may be repeated); the others serve as they are. "
            "`lbn sources` lists them."
        ),
    ] = None,
    expect_change: Annotated[
        list[str] | None,
        typer.Option(
            help="A dataset that may lose, rename or multiply columns or rows in this release "
            "(may be repeated). Without it such a change is refused.",
        ),
    ] = None,
    scale: Annotated[
        float,
        typer.Option(
            min=0.01,
            help="Size of the demo England: 1 is the real number of areas.",
            envvar="LBN_SCALE",
        ),
    ] = 1.0,
) -> None:
    """Fetch the sources, build the datasets, check them and publish a release.

    Nothing is published unless every check passes. A source that cannot be had keeps serving from
    its last good snapshot; `lbn status` says so, and so does the next release.
    """
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "1")
    environment = {"LBN_ORIGIN": origin, "LBN_SCALE": str(scale)}
    environment |= {"LBN_ARCHIVE": str(archive)} if archive else {}
    environment |= {"LBN_OUT": str(out)} if out else {}
    with _plain_errors():
        from ingest.card import select_cards
        from orchestration.refresh import run_refresh
        from orchestration.report import report_refresh

        settings = Settings.from_environment(environment)
        select_cards(select)
        done = run_refresh(settings, select, lambda line: tell.print(escape(line)), expect_change)
        report_refresh(done, settings, say)
    raise typer.Exit(1 if done.problems else 0)


@app.command()
def sources(
    out: Out = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV with every column.")] = False,
) -> None:
    """List the sources: publisher, licence, what is held, coverage, status, what went wrong."""
    with _plain_errors():
        from orchestration.report import print_sources

        print_sources(_workspace_or_none(out), say, as_csv=csv)


@app.command()
def status(out: Out = None) -> None:
    """Say which release is the latest, what is in it, and whether anything is stale or refused."""
    with _plain_errors():
        from orchestration.report import report_status

        report_status(reading_workspace(out), say)


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help='A query, such as "select * from areas limit 5".')],
    out: Out = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table.")] = False,
) -> None:
    """Ask the latest release a question in SQL; each dataset is a table."""
    with _plain_errors():
        from orchestration.report import print_query

        print_query(reading_workspace(out), sql, say, tell, as_csv=csv)


@app.command()
def allocate(
    pot: Annotated[
        str, typer.Option(help="Pounds, such as `50m` or `2.5bn`; `match-cost`: matching London.")
    ],
    formula: Annotated[
        str,
        typer.Option(
            help="`per-head`, `need`, `mix`, `match-london`, `catch-up`, `base` or `damped`."
        ),
    ] = "need",
    level: Annotated[
        str,
        typer.Option(
            help="`region`, `district_2024`, `ward_2024`, `ward_2025`, `ward_2017`, `msoa_2021` or "
            "`lsoa_2021`."
        ),
    ] = "ward_2024",
    need: Annotated[
        str,
        typer.Option(
            help="`imd`, `income_deprived`, `community_need` or `imd_and_community_need`."
        ),
    ] = "imd",
    gamma: Annotated[str, typer.Option(help="Power to which need is raised.")] = "1",
    need_weight: Annotated[
        str, typer.Option("--lambda", help="Share of the pot by need, the rest per head.")
    ] = "1",
    catch_up_share: Annotated[
        str, typer.Option("--kappa", help="Share of the pot by past shortfalls against London.")
    ] = "0.5",
    rate: Annotated[str, typer.Option(help="Interest a year on past shortfalls.")] = "0",
    base: Annotated[str, typer.Option(help="Pounds that each area gets first.")] = "0",
    floor: Annotated[
        str | None, typer.Option(help="The least, in shares per head: `0.9`; for `damped`.")
    ] = None,
    cap: Annotated[
        str | None, typer.Option(help="The most, in shares per head: `1.5`; for `damped`.")
    ] = None,
    eligible: Annotated[
        str,
        typer.Option(help="`all`, `published_225`, `left_behind_2019` or `left_behind_2025`."),
    ] = "all",
    years: Annotated[
        str, typer.Option(help="First and last year of spending compared with London's.")
    ] = "2009-10:2017-18",
    csv: Annotated[Path | None, typer.Option(help="Also write all areas to this file.")] = None,
    xlsx: Annotated[Path | None, typer.Option(help="Also write a workbook.")] = None,
    out: Out = None,
) -> None:
    """Share out a pot by a formula, to the penny, with the SQL that makes fair_funding_allocations.

    What it shows is a scenario, not a forecast: quote it with the sentence printed below it.
    """
    with _plain_errors():
        from orchestration import allocate as sharing
        from orchestration.report import require_release

        first_year, _, last_year = years.partition(":")
        choices = {
            "need_measure": need,
            "gamma": gamma,
            "need_weight": need_weight,
            "catch_up_share": catch_up_share,
            "catch_up_rate": rate,
            "base_gbp": sharing.pounds(base),
            "least_share": floor,
            "most_share": cap,
            "eligible_set": eligible,
            "first_year": first_year,
            "last_year": last_year or first_year,
        }
        scenario = sharing.scenario_of(pot, formula, level, choices)
        release = require_release(reading_workspace(out))
        frame = sharing.share_out(release, scenario)
        sharing.write_files(release, frame, csv, xlsx)
        sharing.print_allocations(release, frame, say)


@app.command()
def explain(
    area: Annotated[
        str, typer.Argument(help="Code of a ward, MSOA or LSOA, or its name or a part of it.")
    ],
    out: Out = None,
    release: Annotated[
        str | None, typer.Option(help="Id of a release. When not said: the latest.")
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(help="Kind of area, such as `ward_2017`, where a code is of several."),
    ] = None,
    form: Annotated[
        Literal["text", "markdown"],
        typer.Option("--format", help="`text` for a prompt, `markdown` for a page."),
    ] = "text",
) -> None:
    """Show how an area comes to its rank of community need: every step from raw numbers on.

    Each number is computed again from the step before it and held against what the release says;
    one that differs is shown as an error, and the command fails.
    """
    with _plain_errors():
        from catalog.walk import explain as explain_area
        from orchestration.explain import markdown, print_walk
        from orchestration.report import require_release

        walk = explain_area(require_release(reading_workspace(out), release), area, kind)
        if form == "markdown":
            say.out(markdown(walk), end="", highlight=False)
        else:
            print_walk(walk, say)
    raise typer.Exit(1 if walk.differences else 0)


@app.command()
def serve(
    out: Out = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
) -> None:
    """Serve the releases over HTTP, for a browser or for DuckDB, Polars and R."""
    with _plain_errors():
        from catalog.serve import listen
        from catalog.serve import serve as serve_folder
        from orchestration.report import require_release

        workspace = reading_workspace(out)
        require_release(workspace)
        listener = listen(host, port)
        tell.print(f"http://{host}:{port}/ serves {relative(workspace.published)}; Ctrl-C ends it")
        serve_folder(workspace.published, listener)


@app.command()
def doctor(out: Out = None) -> None:
    """Say what is missing on this machine or in the data folder, and how to mend it."""
    with _plain_errors():
        from orchestration.doctor import examine

        findings = examine(_workspace_or_none(out))
    for finding in findings:
        if finding.is_well:
            say.print(f"[green]ok[/]    {escape(finding.what)}")
        else:
            say.print(f"[red]mend[/]  {escape(finding.what)}: {escape(finding.remedy)}")
    raise typer.Exit(0 if all(finding.is_well for finding in findings) else 1)


@archive_app.command("import")
def archive_import(
    source: Annotated[str, typer.Argument(help="Which source it is of: see `lbn sources`.")],
    files: Annotated[
        list[Path],
        typer.Argument(
            exists=True,
            dir_okay=False,
            help="The downloaded file; of a source that is several files, all of them at once.",
        ),
    ],
    archive: Annotated[
        Path,
        typer.Option(help="The archive folder; made when it does not exist.", envvar="LBN_ARCHIVE"),
    ],
    url: Annotated[str | None, typer.Option(help="Where you downloaded it from.")] = None,
) -> None:
    """Take what you downloaded by hand into an archive folder.

    Files must be as the publisher gives them, under the names it gives them. They are checked
    against the source's contract before they are taken in. Then:
    `lbn refresh --origin archive --archive FOLDER`.
    """
    with _plain_errors():
        from ingest.archive import import_files
        from ingest.card import select_cards

        card = select_cards([source])[source]
        paths = import_files(archive, card, files, url)
    for file, path in zip(files, paths, strict=True):
        told = f"{file.name} is now {path} in {archive}, dated {datetime.now(UTC):%Y-%m-%d}"
        say.print(escape(told))


def _workspace_or_none(out: Path | None) -> Workspace | None:
    try:
        return reading_workspace(out)
    except WorkspaceError:
        return None


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Errors that are written for people are printed as they are, without a traceback."""
    from catalog.errors import CatalogError
    from ingest.errors import IngestError

    try:
        yield
    except (CatalogError, IngestError, WorkspaceError, FileNotFoundError) as error:
        tell.print(f"[red]{escape(str(error))}[/]")
        raise typer.Exit(1) from error
