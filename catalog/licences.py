"""Licences: what each allows, and what a dataset of several sources may not mix.

Belongs here: kinds of licence and the rules that follow from them. Not here: which licences
there are (the source cards), or which sources a dataset rests on (`datasets`).
"""

from collections.abc import Collection, Iterator
from typing import Literal

from catalog.model import Strict

Kind = Literal["public domain", "attribution", "share alike", "unclear", "not open"]
PUBLISHABLE = ("public domain", "attribution", "share alike")


class Licence(Strict):
    """A licence: its short id, its title, where its text is, and what kind of terms it has.

    A record that does not say its kind, as those of early releases, counts as unclear.
    """

    id: str
    title: str
    url: str
    kind: Kind = "unclear"

    @property
    def is_publishable(self) -> bool:
        """Whether data under it may be published again."""
        return self.kind in PUBLISHABLE


def find_conflicts(licences: Collection[Licence]) -> Iterator[str]:
    """Why data under these licences cannot be in one dataset, in words."""
    alike = sorted({licence.id for licence in licences if licence.kind == "share alike"})
    if len(alike) > 1:
        yield (
            f"mixes sources under {' and '.join(alike)}, each of which wants the whole under its "
            "own terms: publish them as two datasets, or leave one of them out"
        )
