"""What a build is: the one thing that decides whether two releases are of the same making.

Belongs here: the build's identity and kind. Not here: how the identity is computed
(`orchestration`).
"""

from typing import Annotated

from pydantic import AwareDatetime, Field

from catalog.model import Strict

DEMO_LABEL = "DEMO: not real data"
DEMO_CSV_COLUMN = "demo"


class BuildInfo(Strict):
    """One build of the warehouse.

    Attributes:
        build: sha256 in hex over snapshots and code.
        code_version: git sha, or `unknown`.
        demo: whether the data is the synthetic England.
        scale: size of a demo England; 1 is the real number of areas.
    """

    build: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    code_version: str
    demo: bool
    created_at: AwareDatetime
    scale: Annotated[float, Field(gt=0)] = 1.0

    @property
    def is_national(self) -> bool:
        """Whether the data covers all of England, so that national totals must be met."""
        return not self.demo or self.scale == 1

    @property
    def version(self) -> str:
        """The build in twelve characters, as Parquet footers carry it."""
        return self.build[:12]
