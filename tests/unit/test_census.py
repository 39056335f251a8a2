"""Census topics become the same counts, whether from the publisher's zip or an archive's copy."""

import io
import zipfile

import polars as pl
import pytest

from ingest.bundle import bundle
from ingest.card import load_cards
from ingest.census import parse_bulk, parse_package
from ingest.contract import type_table
from ingest.errors import ContractError
from ingest.readers import read_frames

TS011 = (
    "\ufeffdate,geography,geography code,"
    "Household deprivation: Total: All households; measures: Value,"
    "Household deprivation: Household is not deprived in any dimension; measures: Value,"
    "Household deprivation: Household is deprived in one dimension; measures: Value\r\n"
    '2021,"Wood, Upper 001A",E01000001,840,500,340\r\n'
    "2021,Wood 001B,W01000002,7,7,0\r\n"
)
TS066 = (
    "date,geography,geography code,"
    "Economic activity status: Total: All usual residents aged 16 years and over,"
    "Economic activity status: Economically active (excluding full-time students):In employment\n"
    "2021,Wood 001A,E01000001,900,600\n"
)


def zipped(table: str, text: str, **others: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for area, body in {"lsoa": text, "ltla": "no,data", **others}.items():
            archive.writestr(f"census2021-{table}-{area}.csv", body)
        archive.writestr(f"metadata/{table}.txt", "")
    return buffer.getvalue()


def packaged(**columns: list[str] | list[int]) -> bytes:
    buffer = io.BytesIO()
    pl.DataFrame(columns).write_parquet(buffer)
    return buffer.getvalue()


def test_a_topic_is_read_from_the_publishers_zip_with_its_total_among_the_categories() -> None:
    counts = parse_bulk(zipped("ts011", TS011), "lsoa").drop("date").sort("geography code")
    counts = counts.select("geography code", "topic", "category", "observation")
    assert counts.filter(pl.col("geography code") == "E01000001").rows() == [
        ("E01000001", "Household deprivation", "Total: All households", "840"),
        (
            *("E01000001", "Household deprivation"),
            "Household is not deprived in any dimension",
            "500",
        ),
        ("E01000001", "Household deprivation", "Household is deprived in one dimension", "340"),
    ]
    assert counts["observation"].to_list()[3:] == ["7", "7", "0"]


def test_a_category_may_hold_a_colon_of_its_own() -> None:
    counts = parse_bulk(zipped("ts066", TS066), "lsoa")
    assert counts["category"].to_list()[1] == (
        "Economically active (excluding full-time students):In employment"
    )


def test_another_kind_of_area_is_another_member_of_the_zip() -> None:
    of_areas = TS066.replace("E01000001", "E00000001")
    counts = parse_bulk(zipped("ts066", TS066, oa=of_areas), "oa")
    assert counts["geography code"].unique().to_list() == ["E00000001"]


def test_a_zip_without_the_kind_of_area_is_refused() -> None:
    with pytest.raises(ContractError, match="0 zip members match"):
        parse_bulk(zipped("ts066", TS066), "oa")


def test_a_copy_made_by_the_package_gives_the_publishers_words() -> None:
    counts = parse_package(
        packaged(
            lsoa21_code=["E01000001"] * 2,
            total_households=[30] * 2,
            occupancy_rating=["-1 (overcrowded)", "0 (ideal)"],
            n=[10, 20],
        )
    )
    assert counts.rows() == [
        ("E01000001", "Occupancy rating for bedrooms", "Total: All households", "30"),
        (*("E01000001", "Occupancy rating for bedrooms"), "Occupancy rating of bedrooms: -1", "10"),
        (*("E01000001", "Occupancy rating for bedrooms"), "Occupancy rating of bedrooms: 0", "20"),
    ]


def test_topics_that_no_archive_holds_are_read_from_a_bundle_of_the_publishers_zips() -> None:
    card = load_cards()["ons_census21_topics_live"]
    payload = bundle(
        {
            "census2021-ts066.zip": zipped("ts066", TS066),
            "census2021-ts045.zip": zipped(
                "ts045",
                "date,geography,geography code,Number of cars or vans: Total: All households\n"
                "2021,Wood 001A,E01000001,400\n",
            ),
        }
    )
    frame = read_frames(card, "publisher", payload)["counts"]
    table = type_table(card, "publisher", frame, card.tables[0])
    assert table.select("topic", "observation").rows() == [
        ("Economic activity status", 600),
        ("Economic activity status", 900),
        ("Number of cars or vans", 400),
    ]


def test_an_older_census_at_the_same_address_is_refused() -> None:
    card = load_cards()["ons_census21_topics"]
    payload = bundle({"census2021-ts011.zip": zipped("ts011", TS011.replace("2021,", "2011,"))})
    frame = read_frames(card, "publisher", payload)["counts"]
    with pytest.raises(ContractError, match="wrong period: column 'date' says"):
        type_table(card, "publisher", frame, card.tables[0])
