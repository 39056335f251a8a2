"""What the registers of civil society hold, read from small files in their publishers' formats."""

import polars as pl

from ingest.card import load_cards
from ingest.contract import type_table
from ingest.readers import read_frames


def typed(source: str, payload: bytes, table: str | None = None) -> pl.DataFrame:
    """A table of a source, read in its publisher's own layout."""
    card = load_cards()[source]
    wanted = next(each for each in card.tables if table in (None, each.name))
    return type_table(
        card, "publisher", read_frames(card, "publisher", payload)[wanted.name], wanted
    )


def test_the_address_of_a_sports_club_is_never_read() -> None:
    rows = 'id,name,address,postcode,active\nGB-CASC-0000000a,"A, Club",1 Home Lane,—,False\n'
    clubs = typed("hmrc_cascs", rows.encode())
    assert clubs.rows() == [("GB-CASC-0000000a", "A, Club", "—", "False")]


def test_a_class_without_a_sub_group_is_a_group_or_a_section() -> None:
    rows = (
        "\ufeffSection,Group,Sub-group,Title,Notes\nA,,,Culture,\nA,A10,,Arts,\nA,A10,A11,Stage,x\n"
    )
    classes = typed("ukcat_icnptso", rows.encode())
    assert classes.select("row_number", "section_code", "group_code", "sub_group_code").rows() == [
        ("1", "A", None, None),
        ("2", "A", "A10", None),
        ("3", "A", "A10", "A11"),
    ]
