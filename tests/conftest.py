"""What several rooms' tests share: the archive of real files, and workspaces refreshed once.

Belongs here: fixtures that are slow to make, made only when a test asks. Not here: what is tested.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.refresh import run_refresh
from orchestration.workspace import Settings, Workspace

pytest_plugins = ["tests.publishers"]

REPOSITORY = Path(__file__).parents[1]
DEMO_SCALE = 0.02

Lbn = Callable[..., subprocess.CompletedProcess[str]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that needs the real archive, however far away it asks for it."""
    for item in items:
        if "archive" in getattr(item, "fixturenames", ()):
            item.add_marker("archive")


@pytest.fixture(scope="session")
def archive() -> Path:
    """The archive of real publisher files; the test is skipped where there is none."""
    default = REPOSITORY.parent / "shared" / "upstream"
    folder = Path(os.environ.get("LBN_TEST_ARCHIVE", default))
    if not (folder / "MANIFEST.tsv").is_file():
        pytest.skip(f"no archive of real files at {folder}; name one in LBN_TEST_ARCHIVE")
    return folder


@pytest.fixture(scope="session")
def lbn() -> Lbn:
    """The command `lbn` of this environment; keywords become environment variables."""

    def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [Path(sys.executable).with_name("lbn"), *arguments],
            env={**os.environ, "COLUMNS": "200", **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def demo_workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with one release of a small demo England. Read it; copy it before changing it."""
    out = tmp_path_factory.mktemp("demo")
    settings = Settings(origin="demo", out=out, scale=DEMO_SCALE)
    done = run_refresh(settings, None, lambda line: None)
    assert not done.problems, "\n".join(done.problems)
    return settings.workspace


@pytest.fixture(scope="session")
def archive_workspace(
    archive: Path, lbn: Lbn, tmp_path_factory: pytest.TempPathFactory
) -> Workspace:
    """A workspace with one release of the real archive. Read it; copy it before changing it.

    Made with one thread, in Nepal's time zone and in no language, as a machine might be set up.
    """
    out = tmp_path_factory.mktemp("real")
    options = ("--origin", "archive", "--archive", archive, "--out", out)
    done = lbn("refresh", *options, LBN_THREADS="1", TZ="Asia/Kathmandu", LC_ALL="C")
    assert done.returncode == 0, done.stdout + done.stderr
    return Workspace(out)
