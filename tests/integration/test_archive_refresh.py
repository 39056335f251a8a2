"""The same publishers' bytes and the same code make the same release, wherever and whenever."""

from hashlib import sha256
from pathlib import Path

from orchestration.workspace import Workspace
from tests.conftest import Lbn

Stamp = tuple[int, int]


def data_hashes(workspace: Workspace) -> dict[str, str]:
    """Name -> sha256 of every data file of the workspace's only release."""
    files = sorted(workspace.published.glob("releases/*/data/*"))
    return {file.name: sha256(file.read_bytes()).hexdigest() for file in files}


def stamps(folder: Path) -> dict[str, Stamp]:
    """Size and time of the last write, in nanoseconds, of everything below a folder."""
    found = sorted(folder.rglob("*"))
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in found}


def test_threads_time_zone_language_and_folder_leave_no_trace_and_nothing_new_writes_nothing(
    archive: Path, archive_workspace: Workspace, lbn: Lbn, tmp_path: Path
) -> None:
    other = Workspace(tmp_path / "somewhere" / "else entirely")
    options = ("refresh", "--origin", "archive", "--archive", archive, "--out", other.root)
    surroundings = {"LBN_THREADS": "2", "TZ": "America/St_Johns", "LC_ALL": "C.UTF-8"}

    done = lbn(*options, **surroundings)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Published release" in done.stdout
    assert len(data_hashes(other)) > 6
    assert data_hashes(other) == data_hashes(archive_workspace)

    before = stamps(other.root)
    again = lbn(*options, **surroundings)
    assert again.returncode == 0, again.stdout + again.stderr
    assert "Nothing new" in again.stdout
    assert stamps(other.root) == before
