"""Sources that the archive holds in another layout are read in their publisher's own, too."""

import io
import zipfile
from collections.abc import Sequence
from decimal import Decimal

import polars as pl
import pytest
import xlsxwriter

from ingest.bundle import bundle
from ingest.card import load_cards
from ingest.contract import type_table
from ingest.errors import ContractError
from ingest.readers import read_frames

Rows = Sequence[Sequence[str | float | None]]


def read(source: str, payload: bytes) -> pl.DataFrame:
    """The only table of a source, from bytes in its publisher's layout."""
    card = load_cards()[source]
    (table,) = card.tables
    raw = read_frames(card, "publisher", payload)[table.name]
    return type_table(card, "publisher", raw, table)


def workbook(sheets: dict[str, Rows]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return buffer.getvalue()


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, body in members.items():
            archive.writestr(name.replace("__", "."), body)
    return buffer.getvalue()


def index_2015(**changes: str) -> bytes:
    """One LSOA of File 7 of 2015, a 1 in every column that is not a name or code."""
    (table,) = load_cards()["mhclg_iod2015"].tables
    cells = {column.source: "1" for column in table.columns}
    cells |= {
        "LSOA code (2011)": "E01000001",
        "LSOA name (2011)": "City of London 001A",
        "Local Authority District code (2013)": "E09000001",
        "Local Authority District name (2013)": "City of London",
    }
    lines = (cells, (cells | changes).values())
    return "\r\n".join(",".join(f'"{cell}"' for cell in line) for line in lines).encode()


def test_the_index_of_2015_has_every_domain_and_the_populations_of_mid_2012() -> None:
    income, people = "Income Score (rate)", "Total population: mid 2012 (excluding prisoners)"
    lsoas = read("mhclg_iod2015", index_2015(**{income: "0.025", people: "1296"}))
    assert lsoas.select("income_score", "population_total", "outdoors_decile").rows() == [
        (Decimal("0.025"), 1_296, 1)
    ]
    assert not sum(lsoas.null_count().row(0))


def test_a_blank_in_a_column_that_only_the_archive_copy_of_2015_lacks_is_refused() -> None:
    with pytest.raises(ContractError, match=r"column 'Income Score \(rate\)': 1 values empty"):
        read("mhclg_iod2015", index_2015(**{"Income Score (rate)": ""}))


def test_indicators_of_2019_are_read_from_the_sheets_of_its_domains() -> None:
    area = ["LSOA code (2011)", "LSOA name (2011)"]
    district = ["Local Authority District code (2019)", "Local Authority District name (2019)"]
    place = ["E01000001", "City of London 001A", "E09000001", "City of London"]
    sheets = {
        "Notes": [["Indicator"], ["All of them"]],
        "IoD2019 Income Domain": [[*area, *district, "Income Domain numerator"], [*place, None]],
        "IoD2019 Crime Domain": [[*area, *district, "Violence (rate)"], [*place, 5.25]],
    }
    indicators = read("mhclg_iod2019_indicators", workbook(sheets))
    assert indicators.rows() == [
        ("E01000001", "income_domain_numerator", None),
        ("E01000001", "violence_rate", Decimal("5.250")),
    ]


def test_bids_of_the_second_round_are_read_below_the_title_without_district_codes() -> None:
    rows: Rows = [
        ["Successful bids"],
        ["Legal name of lead applicant organisation", "Bid Name", "Country", "Bid Value"],
        ["Demoshire Council", "A bridge", "England", 23693443.33],
        ["Demoton Council*", "A hall", "Wales", 5000000],
        ["* A footnote", None, None, None],
    ]
    bids = read("mhclg_levelling_up_fund_2", workbook({"Round 2": rows}))
    assert bids.rows() == [
        ("Demoshire Council", "A bridge", "England", Decimal("23693443.33"), None, None),
        ("Demoton Council*", "A hall", "Wales", Decimal(5000000), None, None),
    ]


TS011 = (
    "\ufeffdate,geography,geography code,"
    "Household deprivation: Total: All households; measures: Value,"
    "Household deprivation: Household is not deprived in any dimension; measures: Value\r\n"
    "{date},{code},{code},125,70\r\n"
)


def topic(area: str, code: str, date: str = "2021") -> bytes:
    """The zip of a topic, with the CSV of one kind of area and another that is not to be read."""
    text = TS011.format(code=code, date=date).encode()
    members = {f"census2021-ts011-{area}__csv": text, "census2021-ts011-ctry__csv": b"no"}
    return zipped(**members)


COUNTS = [("Household is not deprived in any dimension", 70), ("Total: All households", 125)]


def test_deprivation_of_output_areas_is_read_from_the_publishers_zip() -> None:
    counts = read("ons_census21_deprivation_oa", topic("oa", "E00000001"))
    assert counts["oa_2021_code"].unique().to_list() == ["E00000001"]
    assert counts.select("category", "observation").rows() == COUNTS


def test_deprivation_of_output_areas_in_another_census_is_refused() -> None:
    with pytest.raises(ContractError, match="wrong period"):
        read("ons_census21_deprivation_oa", topic("oa", "E00000001", date="2011"))


def test_topics_of_lsoas_are_read_from_the_publishers_zips() -> None:
    zips = bundle({"census2021-ts011.zip": topic("lsoa", "E01000001")})
    counts = read("ons_census21_topics", zips)
    assert counts["topic"].unique().to_list() == ["Household deprivation"]
    assert counts.select("category", "observation").rows() == COUNTS


def test_residents_of_mid_2020_are_those_of_all_ages_of_both_sexes() -> None:
    header = ["LSOA Code", "LSOA Name", "LA Code (2021 boundaries)", "All Ages", 0, 1]
    persons = [["Title"], [], [], [], header, ["E01000001", "City 001A", "E09000001", 1500, 9, 8]]
    males = [*persons[:5], ["E01000001", "City 001A", "E09000001", 700, 4, 4]]
    book = workbook({"Mid-2020 Persons": persons, "Mid-2020 Males": males})
    assert read("ons_population20_lsoa11", book).rows() == [("E01000001", "City 001A", 1_500)]
    with pytest.raises(ContractError, match="0 sheets match"):
        read("ons_population20_lsoa11", workbook({"Mid-2019 Persons": persons}))


def density(year: int) -> bytes:
    header = ["Code", "Name", f"Mid-{year} population", "Area Sq Km", "People per Sq Km"]
    rows = [["Title"], [], [], [], header, ["E01000001", "City 001A", 1500, 0.125, 12000]]
    return zipped(sape21dt11__xlsx=workbook({"Mid-2018 Population Density": rows}))


def test_the_density_of_mid_2018_is_read_from_the_workbook_in_the_publishers_zip() -> None:
    assert read("ons_population_density18_lsoa11", density(2018)).rows() == [
        ("E01000001", "City 001A", 1_500, Decimal("0.125"), Decimal(12000))
    ]
    with pytest.raises(ContractError, match="Mid-2018 population"):
        read("ons_population_density18_lsoa11", density(2017))
