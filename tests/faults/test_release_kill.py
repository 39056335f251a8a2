"""Killed at any moment, a publisher leaves the old release or the new one, complete."""

import importlib
import multiprocessing
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from catalog.release import latest_release, verify_release
from tests import toy_release as toy

OLD, NEW = "2026-11-24.1-demo", "2026-11-24.2-demo"
POINTS = [
    ("catalog.stage._write_csv", "before", 2, OLD),
    ("catalog.promote.write_pages", "before", 1, OLD),
    ("catalog.promote._write", "after", 4, OLD),
    ("catalog.promote.seal", "before", 1, OLD),
    ("catalog.durable.sync", "before", 3, OLD),
    ("pathlib.Path.rename", "before", 1, OLD),
    ("pathlib.Path.rename", "after", 1, OLD),
    ("catalog.promote.replace", "before", 1, OLD),
    ("pathlib.Path.replace", "before", 1, OLD),
    ("pathlib.Path.replace", "after", 1, NEW),
]


@pytest.mark.parametrize(("place", "when", "count", "expected"), POINTS)
def test_killed_at_this_point_latest_names_a_complete_release(
    tmp_path, place, when, count, expected
):
    toy.published(tmp_path)
    kill_while_publishing(tmp_path, place, when, count)
    latest = latest_release(tmp_path / "published")
    assert latest is not None
    assert latest.id == expected
    for folder in (tmp_path / "published" / "releases").iterdir():
        assert verify_release(folder) > 0


def test_after_a_kill_the_next_run_tidies_up_and_publishes(tmp_path):
    toy.published(tmp_path)
    kill_while_publishing(tmp_path, "pathlib.Path.replace", "before", 1)
    kill_while_publishing(tmp_path, "pathlib.Path.rename", "before", 1)
    published = tmp_path / "published"
    left = {path.name.rpartition("-")[0] or path.name for path in published.iterdir()}
    assert left == {
        "latest.json",
        ".latest.json.part",
        ".staging-2026-11-24.3-demo",
        "releases",
    }
    release = toy.published(tmp_path)
    assert latest_release(published) == release
    assert {path.name for path in published.iterdir()} == {"latest.json", "releases"}


def kill_while_publishing(folder: Path, place: str, when: str, count: int) -> None:
    """Publish in another process that is killed before or after the count-th call of a function."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.toy_release", "frictionless"])
    process = context.Process(target=publish_and_die, args=(folder, place, when, count))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL


def publish_and_die(folder: Path, place: str, when: str, count: int) -> None:
    module, _, name = place.rpartition(".")
    owner: Any = Path if module == "pathlib.Path" else importlib.import_module(module)
    original = getattr(owner, name)
    calls = 0

    def deadly(*args: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == count and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*args)
        if calls == count:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, deadly)
    toy.published(folder, "DELETE FROM marts.people WHERE ward_2024_code LIKE '%4'")
