"""Zips and bundles: several files as one payload, and taking files out again, safely.

Belongs here: members of archives and their defences. Not here: what a member's bytes mean
(`readers`).
"""

import hashlib
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping

from ingest.errors import ContractError

MAX_ZIP_MEMBERS = 1_000
# The earliest date a zip can carry: the same bytes whenever they are written.
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def bundle(files: Mapping[str, bytes]) -> bytes:
    """One zip of files, in order of name: the same bytes for the same files.

    Stored, not compressed: compression libraries differ in the bytes they make.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, ZIP_DATE), files[name])
    return buffer.getvalue()


def file_hashes(files: Mapping[str, bytes]) -> dict[str, str]:
    """The sha256 of each file, in hex, in order of name."""
    return {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}


def unzip_member(source: str, pattern: str, max_bytes: int, payload: bytes) -> bytes:
    """The bytes of the one zip member whose name matches; nothing is ever written to disk by name.

    Raises:
        ContractError: not a zip, an unsafe member name, no or several matches, or a member that
            unpacks to more than `max_bytes`.
    """
    archive = _open(source, payload)
    matches = _matches(archive, pattern)
    if len(matches) != 1:
        raise _wrong_count(source, pattern, archive, len(matches))
    return _unpack(source, archive, matches[0], max_bytes)


def unzip_members(source: str, pattern: str, max_bytes: int, payload: bytes) -> dict[str, bytes]:
    """The bytes of every zip member whose name matches, by name, in order of name.

    Raises:
        ContractError: as `unzip_member`, but for no match; `max_bytes` bounds all of them together.
    """
    archive = _open(source, payload)
    matches = _matches(archive, pattern)
    if not matches:
        raise _wrong_count(source, pattern, archive, 0)
    unpacked: dict[str, bytes] = {}
    for member in sorted(matches, key=lambda member: member.filename):
        left = max_bytes - sum(map(len, unpacked.values()))
        unpacked[member.filename] = _unpack(source, archive, member, left)
    return unpacked


def each_member(source: str, max_bytes: int, payload: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every zip member, one at a time.

    Raises:
        ContractError: as `unzip_members`.
    """
    archive, left = _open(source, payload), max_bytes
    for member in archive.infolist():
        body = _unpack(source, archive, member, left)
        left -= len(body)
        yield member.filename, body


def _open(source: str, payload: bytes) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(payload))
    except zipfile.BadZipFile as error:
        raise ContractError(
            source,
            f"the file is not a zip archive ({error})",
            "look at the file; a download may be broken: try again, or tell the publisher",
        ) from error
    _refuse_unsafe_members(source, archive.infolist())
    return archive


def _matches(archive: zipfile.ZipFile, pattern: str) -> list[zipfile.ZipInfo]:
    return [member for member in archive.infolist() if re.fullmatch(pattern, member.filename)]


def _wrong_count(source: str, pattern: str, archive: zipfile.ZipFile, count: int) -> ContractError:
    held = ", ".join(archive.namelist()[:10])
    return ContractError(
        source,
        f"{count} zip members match '{pattern}'; the archive holds {held}",
        "a file may be missing or named otherwise; if the publisher renamed it, correct 'member' "
        "or 'members' on the card",
    )


def _refuse_unsafe_members(source: str, members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_ZIP_MEMBERS:
        raise ContractError(
            source,
            f"the zip has {len(members)} members, over {MAX_ZIP_MEMBERS}",
            "if it is the publisher's own, raise MAX_ZIP_MEMBERS in ingest/bundle.py",
        )
    names = Counter(member.filename for member in members)
    if repeated := [name for name, count in names.items() if count > 1]:
        raise ContractError(
            source,
            f"several zip members bear one name: {repeated[:3]}",
            "which of them is meant cannot be told: tell the publisher",
        )
    for member in members:
        parts = member.filename.replace("\\", "/").split("/")
        if member.filename.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
            raise ContractError(
                source,
                f"the zip member '{member.filename}' points outside the archive",
                "the file is hostile or broken: tell the publisher",
            )


def _unpack(
    source: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, max_bytes: int
) -> bytes:
    # The size a zip declares may lie, so the stream itself is measured.
    try:
        with archive.open(member) as file:
            unpacked = file.read(max_bytes + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ContractError(
            source,
            f"zip member '{member.filename}' is damaged: {error}",
            "a download may be broken: try again, or tell the publisher",
        ) from error
    if len(unpacked) > max_bytes:
        raise ContractError(
            source,
            f"zip member '{member.filename}' unpacks to more than {max_bytes:,} bytes",
            "if the publisher's file has really grown, raise 'max_bytes' on the card",
        )
    return unpacked
