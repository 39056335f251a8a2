"""What the registers of civil society hold, read from small files in their publishers' formats."""

from datetime import date

import polars as pl
import pytest

from ingest.bundle import bundle
from ingest.card import load_cards
from ingest.contract import type_table
from ingest.errors import ContractError
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


def links(**lists: str) -> pl.DataFrame:
    """The lists of pairs, each given as the text of its file."""
    files = {f"{name.replace('_', '-')}.csv": text.encode() for name, text in lists.items()}
    return typed("charitylookups_links", bundle(files))


def test_lists_of_pairs_are_read_together_though_their_columns_differ() -> None:
    found = links(
        mergers=(
            '"org_id_a","org_id_b","relationship","source","org_name_a","valid_from"\n'
            '"","GB-CHC-210202","sameas","Mergers","A ""private"" name","2008-01-01 00:00:00"\n'
        ),
        rsp="\ufefforg_id_a,company_number,org_id_b,relationship,source\nGB-SHPE-1,,,sameas,RSPs\n",
    )
    assert found.columns[2:4] == ["org_id", "linked_org_id"]
    assert found.rows() == [
        ("mergers.csv", "1", None, "GB-CHC-210202", "sameas", "Mergers", date(2008, 1, 1)),
        ("rsp.csv", "1", "GB-SHPE-1", None, "sameas", "RSPs", None),
    ]


def test_a_list_of_pairs_without_its_relationship_is_refused() -> None:
    with pytest.raises(ContractError, match="column 'relationship' missing"):
        links(pairs="org_id_a,org_id_b,source\nGB-CHC-1,GB-CHC-2,Pairs\n")
