"""Council payments and contracts, against the files read independently of the project's code."""

import csv
import gzip
import io
import json
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from catalog.release import latest_release
from ingest.recipients import SHOWN_BY_A_WORD
from ingest.suppliers import FORENAMES, SHOWN_BY_A_FIRM
from orchestration.workspace import Workspace

Row = dict[str, str]
Quarters = dict[tuple[str, int, int], Decimal]

DATES = ("Payment Date", "Date", "Transaction Date", "Date of Payment", "date")
AMOUNTS = ("Net Amount", "Net", "Amount", "amount")


def text_of(path: Path) -> str:
    held = path.read_bytes()
    return (gzip.decompress(held) if path.suffix == ".gz" else held).decode("utf-8-sig")


def rows_of(folder: Path, pattern: str) -> list[Row]:
    """Every row of every file, by header; the first of two equal headers counts."""
    rows = []
    for path in sorted(folder.glob(pattern)):
        headers, *body = csv.reader(io.StringIO(text_of(path)))
        rows += [
            dict(zip(reversed(headers), reversed(row[: len(headers)]), strict=True)) for row in body
        ]
    return rows


def listed(archive: Path) -> list[tuple[str, str, str]]:
    """Council, date and amount of every row of the councils' files."""
    spend = archive / "grants" / "council-spend"
    hyndburn = json.loads(
        text_of(spend / "lancashire" / "hyndburn_spending.json.gz"), parse_float=str
    )
    councils = {
        "Calderdale": rows_of(spend / "calderdale", "*.csv*"),
        "Wakefield": rows_of(spend / "wakefield", "*.csv*"),
        "Salford": rows_of(spend / "salford", "spend_*"),
        "Hyndburn": hyndburn,
    }
    return [
        (council, first(row, DATES), first(row, AMOUNTS))
        for council, rows in councils.items()
        for row in rows
    ]


def first(row: Row, headers: tuple[str, ...]) -> str:
    return next(row[header] for header in headers if header in row)


def released(workspace: Workspace, name: str) -> pl.DataFrame:
    release = latest_release(workspace.published)
    assert release
    return pl.read_parquet(release.parquet_path(name))


@pytest.fixture(scope="module")
def payments(archive_workspace: Workspace) -> pl.DataFrame:
    return released(archive_workspace, "council_payments")


@pytest.fixture(scope="module")
def contracts(archive_workspace: Workspace) -> pl.DataFrame:
    return released(archive_workspace, "council_contracts")


def test_every_council_and_quarter_adds_up_to_the_penny(
    archive: Path, payments: pl.DataFrame
) -> None:
    expected: Quarters = defaultdict(Decimal)
    for council, day, amount in listed(archive):
        when = date.fromisoformat(day)
        expected[council, when.year, (when.month + 2) // 3] += Decimal(amount)
    when = pl.col("payment_date")
    ours = payments.group_by("council_name", when.dt.year().alias("year"), when.dt.quarter()).agg(
        pl.col("amount_pence").sum()
    )
    assert {tuple(row[:3]): Decimal(row[3]) / 100 for row in ours.rows()} == expected


def test_every_row_of_every_file_is_there(archive: Path, payments: pl.DataFrame) -> None:
    assert payments.height == len(listed(archive)) == 168_775
    assert payments["payment_id"].n_unique() == payments.height


def test_card_payments_that_stand_in_two_files_have_a_row_in_each(payments: pl.DataFrame) -> None:
    calderdale = payments.filter(council_name="Calderdale")
    twice = calderdale.filter("is_also_in_card_file")
    cards = calderdale.filter(pl.col("file").str.contains("card"))
    assert (twice.height, twice["amount_pence"].sum()) == (327, 49_919_398)
    assert twice.filter(~pl.col("amount_pence").is_in(cards["amount_pence"].implode())).height == 0
    assert cards["is_card"].all()


def test_direct_debits_of_hyndburn_begin_in_2024_and_are_marked(payments: pl.DataFrame) -> None:
    debits = payments.filter("is_direct_debit")
    assert debits["council_name"].unique().to_list() == ["Hyndburn"]
    assert (debits.height, debits["amount_pence"].sum()) == (258, 10_677_407_389)
    assert str(debits["payment_date"].min()) == "2024-03-27"
    others = payments.filter(pl.col("council_name") != "Hyndburn")
    assert others["is_direct_debit"].null_count() == others.height


def test_marks_count_what_the_files_hold(payments: pl.DataFrame) -> None:
    found = payments.group_by("council_name").agg(
        pl.col("is_credit").sum(), pl.col("is_repeat").sum()
    )
    assert {row[0]: row[1:] for row in found.rows()} == {
        "Calderdale": (2_492, 50),
        "Wakefield": (0, 0),
        "Salford": (68, 0),
        "Hyndburn": (2, 2_902),
    }


def test_net_and_vat_of_salford_make_its_gross(archive: Path, payments: pl.DataFrame) -> None:
    rows = rows_of(archive / "grants" / "council-spend" / "salford", "spend_*")
    salford = payments.filter(council_name="Salford")
    gross = salford["amount_pence"].sum() + salford["vat_pence"].sum()
    assert Decimal(gross) / 100 == sum(Decimal(row["Gross"]) for row in rows)


def test_no_published_supplier_bears_a_title_or_stands_for_someone(
    payments: pl.DataFrame, contracts: pl.DataFrame
) -> None:
    names = pl.concat([payments["supplier_name"], contracts["supplier_name"]])
    people = r"(?i)\b(mr|mrs|ms|miss|dr|rev|prof|cllr|estate of|c/o)\b|\(re\b"
    assert names.filter(names.str.contains(people)).to_list() == []


def test_where_care_or_grants_are_paid_no_forename_and_surname_is_published(
    payments: pl.DataFrame,
) -> None:
    headings = pl.concat_str("department", "service", "purpose", separator=" ", ignore_nulls=True)
    heads = r"(?i)child|adult|social|homeless|disab|grant|foster|adopt|care"
    first = pl.col("supplier_name").str.to_lowercase().str.extract(r"^([a-z]+) [a-z'-]+$")
    named = payments.filter(headings.str.contains(heads), first.is_in(FORENAMES))
    in_firms = named["supplier_name"].str.to_lowercase().str.contains(SHOWN_BY_A_WORD)
    in_firms |= named["supplier_name"].str.to_lowercase().str.contains(SHOWN_BY_A_FIRM)
    registered = named["supplier_company_number"].is_not_null()
    assert named.filter(~in_firms & ~registered)["supplier_name"].to_list() == []


def test_only_a_supplier_that_is_named_has_a_name(payments: pl.DataFrame) -> None:
    named = payments.filter(supplier_status="named")
    assert named["supplier_name"].null_count() == 0
    assert payments["supplier_name"].count() == named.height
    assert payments.filter(supplier_status="withheld").height == 10_247


def test_contracts_add_up_and_keep_their_suppliers_postcodes(
    archive: Path, contracts: pl.DataFrame
) -> None:
    spend = archive / "grants" / "council-spend"
    rows = rows_of(spend / "salford", "contracts_register*")
    values = [row["Annual Value"] for row in rows]
    expected = sum(Decimal(value) for value in values if value[:1].isdigit())
    salford = contracts.filter(council_name="Salford")
    assert Decimal(salford["annual_value_pence"].sum()) / 100 == expected
    assert salford["supplier_postcode"].null_count() < 30
    preston = contracts.filter(council_name="Preston")
    stated = json.loads(
        (spend / "lancashire" / "preston_procurement_contracts_finder.json").read_text()
    )
    awarded = Decimal(str(stated["stats"]["total_awarded_value"]))
    assert Decimal(preston["total_value_pence"].sum()) / 100 == awarded
