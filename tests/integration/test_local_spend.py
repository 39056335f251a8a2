"""Where the councils' money goes, against payments added up independently of the project's code."""

import csv
import re
import unicodedata

import polars as pl
import pytest

from catalog.release import latest_release
from orchestration.workspace import Workspace
from tests.models import DBT_PROJECT

LEGAL = "limited|ltd|plc|llp|cic|lp|inc|company|co|the|and"
LONG_LEGAL = "community interest company|limited liability partnership|public limited company"
YEAR = ["council_code", "financial_year"]


def released(workspace: Workspace, name: str) -> pl.DataFrame:
    release = latest_release(workspace.published)
    assert release
    return pl.read_parquet(release.parquet_path(name))


def compared(name: str) -> str:
    """The name as it is compared, written anew."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFD", name) if not unicodedata.combining(letter)
    )
    text = plain.lower().replace("&", " and ")
    text = re.sub(r"\bre (ltd|limited)\b", "reltd", text)
    text = re.sub(r"(.)\s(t/a|ta|trading as|re:?)\s.*$", r"\1", text)
    text = re.sub(r"\bco-op", "coop", text)
    text = re.sub(r"[^a-z0-9]+", " ", re.sub(r"[.'’`]", "", text))
    return " ".join(re.sub(rf"\b({LONG_LEGAL})\b|\b({LEGAL})\b", " ", text).split())


def rule_of(name: str) -> str | None:
    """Why a supplier is left out, or nothing."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFD", name) if not unicodedata.combining(letter)
    ).lower()
    with (DBT_PROJECT / "seeds" / "ref_supplier_excluded.csv").open(encoding="utf-8") as file:
        for rule in csv.DictReader(file):
            but = rule["unless_pattern"]
            if re.search(rule["pattern"], plain) and not (but and re.search(but, plain)):
                return rule["reason"]
    return None


def year_of() -> pl.Expr:
    """The financial year, April to March."""
    begins = pl.col("payment_date").dt.year() - (pl.col("payment_date").dt.month() < 4).cast(
        pl.Int32
    )
    return pl.format("{}-{}", begins, ((begins + 1) % 100).cast(pl.String).str.zfill(2))


@pytest.fixture(scope="module")
def payments(archive_workspace: Workspace) -> pl.DataFrame:
    return released(archive_workspace, "council_payments").with_columns(financial_year=year_of())


@pytest.fixture(scope="module")
def purchases(payments: pl.DataFrame) -> pl.DataFrame:
    """What is left when the rules are applied anew."""
    names = payments["supplier_name"].drop_nulls().unique().to_list()
    rules = pl.DataFrame(
        {
            "supplier_name": names,
            "reason": [rule_of(name) for name in names],
            "supplier_key": [compared(name) for name in names],
        },
        schema_overrides={"reason": pl.String},
    )
    return payments.join(rules, on="supplier_name", how="left").filter(
        ~pl.col("is_repeat")
        & ~pl.col("is_also_in_card_file")
        & (pl.col("supplier_status") != "redacted")
        & ~pl.col("is_direct_debit").fill_null(value=False)
        & pl.col("reason").is_null()
    )


def test_matched_unmatched_and_left_out_make_all_that_the_councils_list(
    payments: pl.DataFrame, archive_workspace: Workspace
) -> None:
    parts = released(archive_workspace, "local_spend_coverage")
    expected = payments.group_by(YEAR).agg(
        pl.len().cast(pl.Int64).alias("payment_count"), pl.col("amount_pence").sum()
    )
    found = parts.group_by(YEAR).agg(pl.col("payment_count").sum(), pl.col("amount_pence").sum())
    assert found.sort(YEAR).equals(expected.sort(YEAR))


def test_purchases_are_what_the_rules_leave(
    purchases: pl.DataFrame, archive_workspace: Workspace
) -> None:
    spend = released(archive_workspace, "local_spend").unique([*YEAR, "supplier_pence"])
    expected = purchases.group_by(YEAR).agg(pl.col("amount_pence").sum().alias("supplier_pence"))
    assert spend.select(*YEAR, "supplier_pence").sort(YEAR).equals(expected.sort(YEAR))


def test_the_spend_in_the_own_district_is_that_of_suppliers_placed_there(
    purchases: pl.DataFrame, archive_workspace: Workspace
) -> None:
    placed = released(archive_workspace, "supplier_matches").filter(
        pl.col("district_2024_code").is_not_null()
    )
    own = purchases.join(placed, on="supplier_key").filter(
        pl.col("district_2024_code") == pl.col("council_code")
    )
    expected = own.group_by(YEAR).agg(pl.col("amount_pence").sum().alias("spend_pence"))
    found = released(archive_workspace, "local_spend").filter(
        (pl.col("place") == "own district") & (pl.col("payment_count") > 0)
    )
    assert found.select(*YEAR, "spend_pence").sort(YEAR).equals(expected.sort(YEAR))


def test_the_places_of_a_year_make_what_is_located_and_the_bounds_hold_the_share(
    archive_workspace: Workspace,
) -> None:
    spend = released(archive_workspace, "local_spend")
    located = spend.group_by(YEAR).agg(pl.col("spend_pence").sum(), pl.col("located_pence").first())
    assert located["spend_pence"].equals(located["located_pence"], check_dtypes=False)
    low, high = spend["reached_share_low_pct"], spend["reached_share_high_pct"]
    assert (low <= high).all()
    assert ((spend["leakage_low_pct"] + high).drop_nulls() == 100).all()
    of_located = spend.drop_nulls("reached_share_of_located_pct")
    assert (of_located["reached_share_of_located_pct"] >= of_located["reached_share_low_pct"]).all()


def test_the_sample_is_of_the_pairs_that_are_there(archive_workspace: Workspace) -> None:
    quality = released(archive_workspace, "supplier_match_quality")
    assert quality["pair_count"].to_list() == quality["current_pair_count"].to_list()
    used = quality.filter(pl.col("is_used")).sort("band_order").row(-1, named=True)
    assert float(used["match_precision"]) == pytest.approx(0.934, abs=0.001)
    assert float(used["match_recall"]) == pytest.approx(0.716, abs=0.001)


def test_known_suppliers_are_placed_where_they_are(archive_workspace: Workspace) -> None:
    placed = dict(
        released(archive_workspace, "supplier_matches")
        .select("supplier_key", "district_2024_code")
        .iter_rows()
    )
    assert placed["halifax opportunities trust"] == "E08000033"
    assert placed["hyndburn leisure"] == "E07000120"
    assert placed["salford community leisure"] == "E08000006"
    assert placed["seddon construction"] == "E08000001"
    assert placed["aspire"] is None
