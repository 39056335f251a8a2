"""A workbook holds what the Parquet holds, as Excel would not spoil it, and says what it is."""

import datetime
import hashlib
import zipfile

import fastexcel
import polars as pl
import pytest

from catalog import workbook
from catalog.errors import ReleaseError
from tests import toy_release as toy

YEARS = "UPDATE marts.wards SET ward_2024_name = '2011-12' WHERE imd_rank = 1"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory):
    return toy.published(tmp_path_factory.mktemp("workbook"), YEARS)


def test_the_sheet_of_data_holds_the_values_of_the_parquet_file(release):
    book = fastexcel.read_excel(release.folder / "data" / "wards.xlsx")
    assert book.sheet_names == ["About", "Data", "Columns"]
    found = book.load_sheet("Data").to_polars()
    held = pl.read_parquet(release.parquet_path("wards"))
    assert found.rows() == held.rows()


def test_a_financial_year_and_a_formula_are_text(release):
    with zipfile.ZipFile(release.folder / "data" / "wards.xlsx") as parts:
        data = parts.read("xl/worksheets/sheet2.xml").decode()
    assert ">2011-12<" in data
    assert ">=HYPERLINK(A1)<" in data
    assert "<f>" not in data


def test_the_cover_carries_title_caveats_licence_publishers_and_citation(release):
    cover = fastexcel.read_excel(release.folder / "data" / "wards.xlsx").load_sheet(
        "About", header_row=None
    )
    told = dict(cover.to_polars().rows())
    assert "DEMO: not real data" in told
    assert told["Dataset"] == "Wards"
    assert told["Beware: Modelled estimate"].startswith("Values come from a statistical model")
    assert told["Licence"].startswith("Open Government Licence v3.0 (https://")
    assert told["Name the publishers"].startswith("Contains public sector information")
    assert told["Cite"].startswith("Left-behind neighbourhoods: open data. Wards, version 1.0.0")


def test_a_workbook_is_listed_with_the_datasets_other_files_and_offered_on_its_page(release):
    (file,) = [file for file in release.manifest.files if file.path == "data/wards.xlsx"]
    assert (file.dataset, file.rows, file.version) == ("wards", 4, "1.0.0")
    page = (release.folder / "datasets" / "wards.html").read_text(encoding="utf-8")
    assert 'href="../data/wards.xlsx"' in page


def test_the_same_release_makes_the_same_bytes(release, tmp_path):
    again = toy.published(tmp_path, YEARS)
    one, other = (
        hashlib.sha256((each.folder / "data" / "wards.xlsx").read_bytes()).hexdigest()
        for each in (release, again)
    )
    assert one == other


def test_a_long_dataset_has_no_workbook(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_CELLS", 19)
    release = toy.published(tmp_path)
    assert not (release.folder / "data" / "wards.xlsx").exists()
    assert (release.folder / "data" / "people.xlsx").exists()


def test_a_text_longer_than_a_cell_is_refused_not_left_out(tmp_path):
    with pytest.raises(ReleaseError, match="Row 2 of a workbook holds a text"):
        toy.published(tmp_path, "UPDATE marts.wards SET ward_2024_name = repeat('a', 40000)")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, None),
        (float("nan"), None),
        (True, True),
        (datetime.date(2024, 4, 1), datetime.date(2024, 4, 1)),
        (["a"], "['a']"),
    ],
)
def test_what_excel_has_no_type_for_becomes_text_and_what_is_no_number_is_empty(value, cell):
    assert workbook._cell(value) == cell
