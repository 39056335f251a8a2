"""Putting files on disk so that a crash leaves the old state or the new one, never a part.

Belongs here: hashing, syncing and replacing files, and what to do when the disk is full. Not here:
what the files hold.
"""

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from catalog.errors import ReleaseError


def sha256_of(path: Path) -> str:
    """The sha256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_below(folder: Path) -> list[Path]:
    """Every file below a folder, in order of its path relative to the folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return sorted(files, key=lambda path: path.relative_to(folder).as_posix())


def sync(path: Path) -> None:
    """Have the disk confirm a file, or a folder's list of names."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def seal(folder: Path) -> None:
    """Make every file below a folder read-only and have the disk confirm all of it."""
    for path in files_below(folder):
        path.chmod(0o444)
        sync(path)
    for path in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
        sync(path)


def replace(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old text or the new text, even after a crash."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    sync(part)
    part.replace(path)
    sync(path.parent)


@contextmanager
def removed_on_failure(folder: Path, needed: int) -> Iterator[None]:
    """Remove a folder when what is done to it fails; a full disk is explained.

    Args:
        folder: the folder being filled.
        needed: bytes that filling it takes, roughly.

    Raises:
        ReleaseError: the disk is full.
    """
    try:
        yield
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if _is_disk_full(error):
            free = shutil.disk_usage(folder.parent).free
            raise ReleaseError(
                f"The disk of {folder.parent} is full: a release needs about "
                f"{_megabytes(needed)}, {_megabytes(free)} is free after tidying up.",
                "Free some space, or publish to another folder, and run again. "
                "The latest release was not touched.",
            ) from error
        raise


def _is_disk_full(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    return os.strerror(errno.ENOSPC) in str(error)


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"
