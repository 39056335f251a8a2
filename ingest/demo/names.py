"""Invented place names, each with the word "Demo" in it.

Belongs here: the syllables and how they combine. Not here: which place gets which name.
"""

import itertools
from collections.abc import Iterable, Iterator

from ingest.demo.draw import stream

FIRST = (
    "Ald Ash Barn Bel Bram Brax Cald Corv Dray Dun Elver Fald Fen Gald Gorse Hax Hex Holm Ister "
    "Jass Kell Lark Lind Marl Mox Nether Nor Oaken Pell Quen Raven Rush Sel Skel Thrax Tolver "
    "Ulver Vel Wray Yarr"
)
SECOND = (
    "bury by combe dale den field ford ham holt hurst ley mere minster stead stow thorpe ton wick "
    "well worth"
)
LAST = ("", " Vale", " North", " South", " Green", " Cross", " Moor", " Heath")


def place_names(seed: int, subject: str, count: int) -> list[str]:
    """Names such as "Demo Braxford Vale"; the first 6,400 differ, then they come round again."""
    whole = [f"Demo {first}{second}{last}" for first, second, last in _parts()]
    order = stream(seed, f"names of {subject}").permutation(len(whole))
    return [whole[order[number % len(whole)]] for number in range(count)]


def _parts() -> Iterator[tuple[str, str, str]]:
    return itertools.product(FIRST.split(), SECOND.split(), LAST)


def lsoa_names(
    districts: Iterable[str], groups: Iterable[int], letters: Iterable[str]
) -> list[str]:
    """Names of the publisher's grammar, such as "Demo Braxford Vale 001A"."""
    rows = zip(districts, groups, letters, strict=True)
    return [f"{district} {group:03d}{letter}" for district, group, letter in rows]
