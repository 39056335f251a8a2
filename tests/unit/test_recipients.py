"""Organisations may be named, people never: what tells them apart, and what is left of a person."""

import gzip
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.card import load_cards
from ingest.readers import read_frames
from ingest.recipients import (
    KIND,
    clean_text,
    id_shows_organisation,
    name_says_person,
    name_shows_organisation,
    withhold_people,
)

PEOPLE = [
    "Jane Doe",
    "JANE DOE",
    "jane doe",
    "Jane O'Doe-Smith",
    "Zed Garden",
    "Zed English",
    "Zed Royal",
    "Zed London",
    "Zed Church",
    "Dr. Ann Theatre",
    "Miss Jane Doe t/a Doe Theatre Company",
    "Jane Doe trading as Doe Theatre",
    "Maria Jose Andrade Doe",
    "An individual of the festival",
]
ORGANISATIONS = [
    "Doe Theatre Company",
    "Jane Doe Ltd",
    "QUEER DOE CIC",
    "Doe C.I.C.",
    "The Doe",
    "Friends of Doe Park",
    "Doeshire County Council",
    "Doetown RUFC",
    "St Doe Parish Church",
    "People’s Doe",
    "4Does",
]


def shown(names: list[str], rule: str = "name") -> list[bool]:
    rules = {"name": name_shows_organisation, "id": id_shows_organisation, "says": name_says_person}
    return pl.select(rules[rule](pl.Series(names, dtype=pl.String))).to_series().to_list()


@pytest.mark.parametrize("name", PEOPLE)
def test_a_name_that_may_be_a_persons_is_not_taken_for_an_organisations(name: str) -> None:
    assert shown([name]) == [False]


@pytest.mark.parametrize("name", ORGANISATIONS)
def test_a_name_that_shows_an_organisation_is_taken_for_one(name: str) -> None:
    assert shown([name]) == [True]


def test_without_a_name_nothing_is_shown() -> None:
    assert pl.select(name_shows_organisation(pl.lit(None, pl.String))).item() is False


def test_an_id_of_a_register_shows_an_organisation_and_a_made_up_id_does_not() -> None:
    ids = ["GB-CHC-123456", "XI-GRID-grid.1", "360G-doe:org-1", "DCMS-doe-1", "GB-CHC-", ""]
    assert shown(ids, "id") == [True, True, False, False, False, False]


def test_words_in_place_of_a_name_say_that_the_grant_was_to_a_person() -> None:
    names = ["Grant to Individual", "Grant Awarded to Individual", "Doe Trust"]
    assert shown(names, "says") == [True, True, False]


@given(st.lists(st.sampled_from(["organisation", "individual", "possible individual"])))
def test_of_people_only_the_public_columns_are_left(kinds: list[str]) -> None:
    frame = pl.DataFrame(
        {"name": ["x"] * len(kinds), "amount": ["1"] * len(kinds), KIND: kinds},
        schema={"name": pl.String, "amount": pl.String, KIND: pl.String},
    )
    left = withhold_people(frame, ("amount",))
    assert left["amount"].null_count() == 0
    assert left["name"].is_not_null().to_list() == [kind == "organisation" for kind in kinds]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Doe &amp; Sons", "Doe & Sons"),
        ("Sport&regeneration", "Sport&regeneration"),
        ("Caf&eacute; of Demo&#x2F;Zed&nbsp;Street", "Café of Demo/Zed Street"),
        ("<b>Doe</b> Trust", "Doe Trust"),
        ("&lt;script&gt;alert(1)&lt;/script&gt; Doe", "alert(1) Doe"),
        ('=HYPERLINK("https://evil.example")', 'HYPERLINK("https://evil.example")'),
        ("@SUM(1)", "SUM(1)"),
        ("Doe\u202eTrust\x07 \r\n Ltd", "Doe Trust Ltd"),
        ("  ", None),
        ("x" * 1_000, "x" * 300),
    ],
)
def test_texts_are_no_tags_no_formulas_and_no_control_characters(
    text: str, clean: str | None
) -> None:
    assert pl.select(clean_text(pl.lit(text))).item() == clean


def test_no_name_of_a_person_enters_bronze_from_project_grants(archive: Path) -> None:
    card = load_cards()["ace_project_grants"]
    path = archive / "grants/arts-council/oi_arts-council-project-grants.csv.gz"
    payload = gzip.decompress(path.read_bytes())
    awards = read_frames(card, "archive", payload)["awards"]
    raw = pl.read_csv(payload, infer_schema=False)
    withheld = awards.filter(pl.col(KIND) != "organisation")
    assert withheld.height == 13_706
    assert withheld.drop("#row", "#member", KIND, "Award amount", "Award date", "Strand").equals(
        pl.DataFrame(
            {
                name: [None] * withheld.height
                for name in ("Recipient", "Local authority", "Main discipline")
            },
            schema_overrides=dict.fromkeys(
                ("Recipient", "Local authority", "Main discipline"), pl.String
            ),
        )
    )
    assert "Activity name" not in awards.columns
    assert awards["Award amount"].equals(raw["Award amount"])
