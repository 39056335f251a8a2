"""Known errata are put right while they are there, and the day they are healed is noticed."""

from pathlib import Path

import polars as pl
import pytest

from ingest.card import CardError, load_cards
from ingest.corrections import (
    CORRECTIONS_FOLDER,
    Correction,
    correct,
    load_corrections,
    read_corrections,
)
from ingest.errors import ContractError

TWICE = Correction(
    table="places",
    where={"name": "Corby East"},
    expect={"code": "E02005617"},
    set={"code": "E02005616"},
    rows=1,
    why="both neighbourhoods of Corby carry the code of one",
    evidence="https://data.example/",
)
PLACES = pl.DataFrame(
    {"name": ["Corby East", "Corby West"], "code": ["E02005617", "E02005617"], "people": [7, 8]}
)


def test_an_erratum_is_put_right_in_its_rows_and_nowhere_else() -> None:
    corrected = correct("a_source", "places", PLACES, [TWICE])
    assert corrected["code"].to_list() == ["E02005616", "E02005617"]
    assert corrected.drop("code").equals(PLACES.drop("code"))


def test_a_number_is_corrected_to_a_number() -> None:
    change = {"where": {"name": "Corby East"}, "expect": {"people": "7"}, "set": {"people": "70"}}
    corrected = correct("a_source", "places", PLACES, [TWICE.model_copy(update=change)])
    assert corrected["people"].to_list() == [70, 8]


def test_an_erratum_of_another_table_is_left_alone() -> None:
    assert correct("a_source", "others", PLACES, [TWICE]).equals(PLACES)


def test_a_healed_erratum_is_refused_with_what_to_do() -> None:
    healed = PLACES.with_columns(code=pl.Series(["E02005616", "E02005617"]))
    with pytest.raises(ContractError) as refused:
        correct("a_source", "places", healed, [TWICE])
    assert "is in 0 rows, not 1: the publisher may have healed it" in str(refused.value)
    assert "ingest/corrections/a_source.yml" in str(refused.value)


@pytest.mark.parametrize("slip", ["- {table: places, wher: {}}", "7", "- [", "- 7"])
def test_a_slip_in_a_file_of_corrections_names_the_file(slip: str, tmp_path: Path) -> None:
    path = tmp_path / "a_source.yml"
    path.write_text(slip, encoding="utf-8")
    with pytest.raises(CardError, match=r"a_source\.yml: the corrections are not valid"):
        read_corrections(path)


def test_every_correction_is_of_a_table_and_columns_that_its_card_has() -> None:
    paths = list(CORRECTIONS_FOLDER.glob("*.yml"))
    assert paths
    for path in paths:
        card = load_cards()[path.stem]
        columns = {table.name: {column.name for column in table.columns} for table in card.tables}
        corrections = load_corrections(card.id)
        assert corrections, path
        for correction in corrections:
            named = {*correction.where, *correction.expect, *correction.set}
            assert correction.set
            assert named <= columns[correction.table]
