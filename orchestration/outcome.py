"""What came of a refresh, and what is kept of it when it failed.

Belongs here: plain records that both the runner and the reports use. Not here: Dagster.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from pydantic import BaseModel

from catalog.release import Release
from ingest.store import write_atomically
from orchestration.workspace import Workspace


@dataclass(frozen=True)
class Refreshed:
    """What came of a refresh.

    Attributes:
        release: the latest release afterwards, new or not.
        is_new: whether this refresh made it.
        problems: why the refresh failed, in words; empty when it did not.
        stale: sources whose newest attempt failed while the build went on, and why.
        missing: sources that have no copy where they would come from, and are built without.
        seconds: wall time by stage; `framework` is what no step accounts for.
    """

    release: Release | None
    is_new: bool
    problems: list[str]
    stale: dict[str, str]
    missing: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)


class FailedRefresh(BaseModel):
    """When and why the last refresh published nothing."""

    at: datetime
    problems: list[str]


def keep_problems(workspace: Workspace, problems: list[str]) -> None:
    """Keep why a refresh published nothing; forget it when there is nothing to keep."""
    if problems:
        report = FailedRefresh(at=datetime.now(UTC), problems=problems)
        write_atomically(workspace.failure_report, report.model_dump_json(indent=2).encode())
    else:
        workspace.failure_report.unlink(missing_ok=True)


def last_failure(workspace: Workspace) -> FailedRefresh | None:
    """Why the last refresh published nothing, if it failed."""
    path = workspace.failure_report
    return FailedRefresh.model_validate_json(path.read_bytes()) if path.exists() else None
