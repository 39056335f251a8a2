"""One refresh from the command line: the Dagster job in this process, told in plain lines.

Belongs here: running the job, what is said while it runs, and what came of it. Not here: what the
steps do (`defs`).
"""

import contextlib
import io
import logging
import re
import time
from collections.abc import Callable, Iterator

import dagster as dg

from catalog.errors import GateFailedError
from catalog.gate import GateReport
from catalog.release import latest_release
from ingest.card import load_cards
from ingest.register import TROUBLES, status_of
from orchestration.defs.resources import Refresh
from orchestration.defs.runs import PROGRESS_LOGGER
from orchestration.defs.warehouse import dbt_resource
from orchestration.outcome import Refreshed, keep_problems
from orchestration.warehouse import mart_names, read_manifest
from orchestration.workspace import Settings, Workspace, WorkspaceError

Tell = Callable[[str], None]
DBT_STEP = re.compile(r"(\d+) of (\d+) (?:OK|PASS|FAIL|ERROR)")
STEP_ENDS = (dg.DagsterEventType.STEP_SUCCESS, dg.DagsterEventType.STEP_FAILURE)
STAGES = {
    "fetch": "fetching sources",
    "parse": "typing bronze tables",
    "register": "listing the sources",
    "dbt": "building and testing the datasets with dbt",
    "stage": "writing Parquet and CSV",
    "gate": "checking the release (Great Expectations)",
    "release": "publishing",
}


def run_refresh(
    settings: Settings,
    select: list[str] | None,
    tell: Tell,
    expect_change: list[str] | None = None,
) -> Refreshed:
    """Run the refresh job once in this process.

    Args:
        settings: origin and workspace.
        select: sources to fetch; all when none are named.
        tell: called with each line of progress.
        expect_change: datasets that may change a lot in this refresh.

    Raises:
        WorkspaceError: the workspace holds another kind of data or is in use, or the archive is
            not one.
    """
    started = time.monotonic()
    workspace = settings.workspace
    settings.open_origin()
    progress = ProgressHandler(tell)
    with workspace.claimed(settings.kind):  # asked first, for a plain refusal; the job holds it
        before = latest_release(workspace.published)
    result = _execute(Refresh.of(settings, select, expect_change), progress)
    after = latest_release(workspace.published)
    problems = [] if result.success else _problems(result, workspace)
    keep_problems(workspace, problems)
    seconds = progress.seconds
    seconds["framework"] = time.monotonic() - started - sum(seconds.values())
    return Refreshed(
        release=after,
        is_new=(after and after.id) != (before and before.id),
        problems=problems,
        stale=_troubles(workspace),
        missing=_missing(workspace),
        seconds=seconds,
    )


def stage_of(step: str) -> str:
    """The stage a Dagster step belongs to."""
    if step.startswith("snapshot__"):
        return "fetch"
    if step.startswith("bronze_"):
        return "parse"
    return {
        "register__sources": "register",
        "dbt_build": "dbt",
        "release__staged": "stage",
        "release_gate": "gate",
        "release__published": "release",
    }[step]


class ProgressHandler(logging.Handler):
    """Says a line when a stage begins and adds up its time; Dagster's own lines are not shown."""

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self.tell = tell
        self.seconds: dict[str, float] = {}
        self._began = 0.0

    def emit(self, record: logging.LogRecord) -> None:
        """Take note of a step that starts or ends."""
        event = getattr(record, "dagster_meta", {}).get("dagster_event")
        if event is None or event.step_key is None:
            return
        stage = stage_of(event.step_key)
        if event.event_type == dg.DagsterEventType.STEP_START:
            self._began = record.created
            if stage not in self.seconds:
                self.tell(f"{STAGES[stage]} ...")
                self.seconds[stage] = 0.0
        elif event.event_type in STEP_ENDS:
            self.seconds[stage] += record.created - self._began


class DbtLines(io.TextIOBase):
    """Takes what dbt prints and says how far it is at each quarter."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._quarter = 0

    def write(self, text: str) -> int:
        """Look for dbt's `12 of 159 OK …` in the text."""
        for match in DBT_STEP.finditer(text):
            done, total = int(match[1]), int(match[2])
            if (quarter := 4 * done // total) > self._quarter:
                self._quarter = quarter
                self._tell(f"  dbt: {done} of {total} models and tests")
        return len(text)


def _execute(refresh: Refresh, progress: ProgressHandler) -> dg.ExecuteInProcessResult:
    progress.tell("starting (Dagster and dbt take about five seconds to load) ...")
    _refuse_unknown_datasets(refresh.expect_change or [])
    from orchestration.definitions import defs  # noqa: PLC0415 - slow to import, so said first

    with contextlib.redirect_stdout(DbtLines(progress.tell)), _telling(progress):
        return defs.resolve_job_def("refresh").execute_in_process(
            run_config={"loggers": {PROGRESS_LOGGER: {}}},
            resources={"refresh": refresh, "dbt": dbt_resource()},
            raise_on_error=False,
        )


def _refuse_unknown_datasets(names: list[str]) -> None:
    known = mart_names(read_manifest())
    if unknown := sorted(set(names) - set(known)):
        raise WorkspaceError(
            f"there is no dataset {', '.join(unknown)}; choose from {', '.join(known)}"
        )


@contextlib.contextmanager
def _telling(handler: logging.Handler) -> Iterator[None]:
    # When nothing is new the gate is skipped with all that follows it; Dagster warns of each of its
    # checks that it gave no result, which reads as if the gate were off.
    logging.getLogger("dagster._core.execution.plan.active").setLevel(logging.ERROR)
    logger = logging.getLogger(PROGRESS_LOGGER)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


def _problems(result: dg.ExecuteInProcessResult, workspace: Workspace) -> list[str]:
    failed = [event for event in result.all_events if event.is_step_failure]
    return [_describe(event, workspace) for event in failed]


def _describe(event: dg.DagsterEvent, workspace: Workspace) -> str:
    if stage_of(str(event.step_key)) == "gate" and workspace.gate_report.exists():
        report = GateReport.model_validate_json(workspace.gate_report.read_bytes())
        try:
            report.require_pass()
        except GateFailedError as error:
            return f"The release gate refused the release. {error}"
    failure = event.step_failure_data
    if failure.user_failure_data and failure.user_failure_data.description:
        return failure.user_failure_data.description
    error_info = failure.error
    while error_info is not None and error_info.cause is not None:
        error_info = error_info.cause
    return f"{event.step_key}: {error_info.message.strip() if error_info else event.message}"


def _troubles(workspace: Workspace) -> dict[str, str]:
    states = {source: workspace.store.state(source) for source in load_cards()}
    return {
        source: state.failure.message
        for source, state in states.items()
        if state.failure
        and status_of(state) in TROUBLES
        and (state.serving or not load_cards()[source].required)
    }


def _missing(workspace: Workspace) -> list[str]:
    wanting = ("not in archive", "not held")
    return [s for s in load_cards() if status_of(workspace.store.state(s)) in wanting]
