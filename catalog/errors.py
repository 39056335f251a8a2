"""The errors of this room. Each names the thing, the place and the remedy."""


class CatalogError(Exception):
    """Something could not be published or read.

    Args:
        problem: what is wrong, where.
        remedy: what a person can do about it.
    """

    def __init__(self, problem: str, remedy: str = "") -> None:
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{problem} {remedy}".strip())


class PublishingError(CatalogError):
    """Datasets are not described well enough to be published; `blockers` says what is missing."""

    def __init__(self, blockers: list[str]) -> None:
        self.blockers = blockers
        listing = "\n".join(f"  - {blocker}" for blocker in blockers)
        super().__init__(
            f"{len(blockers)} blockers stand against publishing:\n{listing}\n",
            "Complete the YAML beside the models under dbt_project/models/marts/.",
        )


class ReleaseError(CatalogError):
    """A release could not be staged, promoted, read or verified; `latest` was not touched."""


class GateFailedError(CatalogError):
    """The staged data failed the release gate; nothing was published."""


class QueryError(CatalogError):
    """A query over a release could not be answered."""


class ServeError(CatalogError):
    """The releases cannot be served at the address asked for."""
