"""The errors of this room. Each names the source, the place and the remedy."""


class IngestError(Exception):
    """A source could not be taken in; the last good snapshot keeps serving.

    Args:
        source: id of the source card.
        problem: what is wrong, where.
        remedy: what a person can do about it.
    """

    def __init__(self, source: str, problem: str, remedy: str = "") -> None:
        self.source = source
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{source}: {problem}" + (f"; {remedy}" if remedy else ""))


class FetchError(IngestError):
    """The publisher's bytes could not be obtained (network, limits, missing file, refused host)."""


class ContractError(IngestError):
    """The bytes are not what the source card says (header, type, key, range, rows, period)."""
