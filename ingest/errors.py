"""The errors of this room. Each names the source, the place and the remedy."""

from typing import Literal

Stage = Literal["fetch", "contract", "not in archive", "not in demo"]


class IngestError(Exception):
    """A source could not be taken in; the last good snapshot keeps serving.

    Args:
        source: id of the source card.
        problem: what is wrong, where.
        remedy: what a person can do about it.
    """

    stage: Stage = "fetch"

    def __init__(self, source: str, problem: str, remedy: str = "") -> None:
        self.source = source
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{source}: {problem}" + (f"; {remedy}" if remedy else ""))


class FetchError(IngestError):
    """The publisher's bytes could not be obtained (network, limits, missing file, refused host)."""


class ContractError(IngestError):
    """The bytes are not what the source card says (header, type, key, range, rows, period)."""

    stage: Stage = "contract"


class NotInArchiveError(FetchError):
    """The source comes from an archive, and there is no copy of it in one."""

    stage: Stage = "not in archive"


class NotInDemoError(FetchError):
    """The demo England has no such data."""

    stage: Stage = "not in demo"
