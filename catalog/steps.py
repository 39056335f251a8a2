"""What a walk is made of: steps, differences, and numbers as people read them.

Belongs here: shapes and words that every walk shares. Not here: any dataset.
"""

import math
from collections.abc import Iterator
from typing import Any

from pydantic import Field

from catalog.model import Strict

# Published values are rounded to six decimals or more.
TOLERANCE = 1e-6
NOTHING = "–"

# A row of a dataset; its columns are of the types that its contract says.
Row = dict[str, Any]


class Step(Strict):
    """One step: sentences, and a table with its header; a table may be empty."""

    title: str
    text: list[str]
    header: list[str] = Field(default_factory=list)
    rows: list[list[str]] = Field(default_factory=list)


class Difference(Strict):
    """A number that the release publishes and that does not follow from the step before."""

    what: str
    published: float | None
    recomputed: float | None

    def __str__(self) -> str:
        return f"{self.what} is published as {self.published} but comes out as {self.recomputed}"


def unlike(what: str, published: Any, recomputed: Any) -> Iterator[Difference]:
    """The difference between a published number and the same recomputed, if there is one."""
    one, other = (None if value is None else float(value) for value in (published, recomputed))
    agree = (
        one == other
        if one is None or other is None
        else math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    )
    if not agree:
        yield Difference(what=what, published=one, recomputed=other)


def amount(value: Any) -> str:
    """A number as people read it: 12,345; 12.3; 0.0123."""
    if value is None:
        return NOTHING
    number = float(value)
    if abs(number) >= 1000 or number == int(number):
        return f"{number:,.0f}"
    return f"{number:.4g}"


def signed(value: Any) -> str:
    """A number of standard deviations, with its sign."""
    return f"{float(value):+.3f}".replace("-", "−")


def percent(value: Any) -> str:
    """A share as a percentage; one that is not 0 or 1 is never told as 0 % or 100 %."""
    if value is None:
        return NOTHING
    share = float(value)
    told = f"{100 * share:.1f}".removesuffix(".0")
    if told == "100" and share < 1:
        return "over 99.9 %"
    return "under 0.1 %" if told == "0" and share > 0 else f"{told} %"


def yes(value: Any) -> str:
    """Whether something holds, as a word."""
    return "yes" if value else "no"
