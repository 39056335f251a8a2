"""A full disk costs the new release, never the old one, and says how much room is missing."""

import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog import promote as promotion
from catalog.errors import ReleaseError
from catalog.release import latest_release, verify_release
from catalog.stage import stage
from tests import toy_release as toy

TOO_MUCH = (
    "INSERT INTO marts.people SELECT 'E05' || hash(i), hash(-i) // 2 FROM range(400000) AS t(i)",
)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of two megabytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk needs root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_fills_up_while_staging_is_explained_and_tidied(tmp_path, small_disk):
    first = stage_and_promote(tmp_path, small_disk)
    warehouse = toy.warehouse(tmp_path, *TOO_MUCH)
    with pytest.raises(ReleaseError) as refusal:
        stage(warehouse, toy.datasets(), toy.build(), small_disk)
    message = str(refusal.value)
    assert f"The disk of {small_disk} is full" in message
    assert f"needs about {warehouse.stat().st_size / 1e6:,.1f} MB" in message
    assert "MB is free after tidying up" in message
    assert "The latest release was not touched." in message
    assert {path.name for path in small_disk.iterdir()} == {"latest.json", "releases"}
    assert latest_release(small_disk) == first
    assert verify_release(first.folder) > 0


@pytest.mark.parametrize("step", ["describe_package", "write_pages", "seal"])
def test_a_disk_that_fills_up_while_promoting_leaves_the_old_release(tmp_path, monkeypatch, step):
    first = toy.published(tmp_path)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(promotion, step, full)
    with pytest.raises(ReleaseError, match=r"is full: a release needs about .* MB is free"):
        toy.published(tmp_path)
    published = tmp_path / "published"
    assert latest_release(published) == first
    assert {path.name for path in published.iterdir()} == {"latest.json", "releases"}


def test_any_other_fault_while_promoting_tidies_up_too_and_keeps_its_name(tmp_path, monkeypatch):
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(promotion, "write_pages", broken)
    with pytest.raises(ZeroDivisionError):
        toy.published(tmp_path)
    assert list((tmp_path / "published").iterdir()) == []


def stage_and_promote(folder: Path, published: Path):
    staging = stage(toy.warehouse(folder), toy.datasets(), toy.build(), published)
    changes = promotion_changes(staging)
    return promotion.promote(staging, toy.SOURCES, toy.passed(staging), changes, None)


def promotion_changes(staging):
    from catalog.versions import compare

    return compare(staging, None)
