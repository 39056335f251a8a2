"""Fair funding: `lbn allocate` against the seed's scenarios, and real figures against raw files."""

import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from catalog.release import Release, latest_release
from orchestration.allocate import column_types, share_out
from orchestration.warehouse import PROJECT
from orchestration.workspace import Workspace
from tests.conftest import Lbn

WEALTH_FUND = (
    *("--pot", "2.5bn", "--formula", "base", "--base", "1m", "--level", "ward_2017"),
    *("--eligible", "published_225", "--need", "imd_and_community_need"),
)


def seed() -> list[dict[str, str | None]]:
    with (PROJECT / "seeds" / "param_scenarios.csv").open(encoding="utf-8") as file:
        return [
            {name: value or None for name, value in row.items()} for row in csv.DictReader(file)
        ]


def released(workspace: Workspace) -> Release:
    release = latest_release(workspace.published)
    assert release
    return release


def allocations(release: Release, scenario_id: str) -> dict[str, int | None]:
    frame = pl.read_parquet(release.parquet_path("fair_funding_allocations"))
    rows = frame.filter(pl.col("scenario_id") == scenario_id)
    return dict(rows.select("area_code", "allocation_pence").rows())


@pytest.mark.parametrize(
    "row", [r for r in seed() if r["pot_rule"] == "amount"], ids=lambda r: r["scenario_id"]
)
def test_the_same_parameters_give_the_same_pennies(
    demo_workspace: Workspace, row: dict[str, str | None]
) -> None:
    release = released(demo_workspace)
    expected = allocations(release, str(row["scenario_id"]))
    if not any(pence is not None for pence in expected.values()):
        pytest.skip("the demo has no such area")
    found = share_out(release, {name: row[name] for name in column_types()})
    assert dict(found.select("area_code", "allocation_pence").rows()) == expected


def test_the_command_prints_the_sum_and_the_caveat_and_writes_both_files(
    lbn: Lbn, demo_workspace: Workspace, tmp_path: Path
) -> None:
    files = ("--csv", tmp_path / "a.csv", "--xlsx", tmp_path / "a.xlsx")
    done = lbn("allocate", *WEALTH_FUND, *files, "--out", demo_workspace.root)
    assert done.returncode == 0, done.stderr
    assert "£2,500,000,000.00" in done.stdout
    assert "A scenario, not a forecast" in done.stdout
    frame = pl.read_csv(tmp_path / "a.csv")
    expected = allocations(released(demo_workspace), "wealth_fund_225")
    assert dict(frame.select("area_code", "allocation_pence").rows()) == expected
    assert frame["caveat"].str.starts_with("A scenario, not a forecast").all()
    workbook = fastexcel.read_excel(tmp_path / "a.xlsx")
    assert workbook.sheet_names == ["About", "Data"]
    assert workbook.load_sheet("Data").to_polars().height == frame.height


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--pot", "fifty"), "'fifty' is no sum of money"),
        (("--pot", "90000bn"), "'90000bn' is no sum of money"),
        (("--pot", "50m", "--formula", "magic"), "There is no formula 'magic'"),
        (("--pot", "50m", "--formula", "damped", "--floor", "1.1"), "the floors add up to £55,"),
        (("--pot", "50m", "--lambda", "1.5"), "need_weight is 1.5; it can be from 0 to 1"),
        (("--pot", "50m", "--gamma", "two"), "gamma is 'two', which is no number"),
        (("--pot", "50m", "--level", "moon"), "Nothing can be shared out: no moon is in all"),
    ],
)
def test_what_cannot_be_shared_out_is_refused_in_words(
    lbn: Lbn, demo_workspace: Workspace, options: tuple[str, ...], told: str
) -> None:
    done = lbn("allocate", *options, "--out", demo_workspace.root)
    assert done.returncode == 1
    assert told in " ".join(done.stderr.split())


@pytest.mark.archive
def test_matching_london_is_what_the_treasurys_own_files_say(
    archive_workspace: Workspace,
) -> None:
    """From bronze, independently: capital per head of 2017-18, over residents of Census 2021."""
    bronze = archive_workspace.store.root / "bronze"
    spent = pl.read_parquet(next((bronze / "hmt_cra2018").glob("*.parquet")))
    pesa = pl.read_parquet(next((bronze / "hmt_pesa_combined").glob("*.parquet")))
    release = released(archive_workspace)
    areas = pl.read_parquet(release.parquet_path("areas")).filter(pl.col("area_type") == "region")
    capital = (
        spent.filter((pl.col("capital_or_current") == "CAP") & (pl.col("identifiable") == "ID"))
        .group_by(pl.col("region_name").str.replace("ENGLAND_", "").str.to_lowercase().alias("key"))
        .agg(pl.col("spending_2017_18").cast(pl.Float64).sum() * 1000)
    )
    residents = (
        pesa.filter(pl.col("financial_year") == "2017-18")
        .group_by(pl.col("area_name").str.to_lowercase().alias("key"))
        .agg(pl.col("population").max())
    )
    heads = capital.join(residents, on="key").with_columns(
        per_head=pl.col("spending_2017_18") / pl.col("population")
    )
    named = areas.with_columns(
        key=pl.col("area_name").str.to_lowercase().str.replace("east of england", "east")
    ).join(heads, on="key")
    assert named.height == 9
    london = named.filter(pl.col("key") == "london")["per_head"][0]
    gap = (london - named["per_head"]).clip(0) * named["population_2021_count"]
    found = allocations(release, "london_match_regions")
    for code, pounds in zip(named["area_code"], gap, strict=True):
        assert Decimal(found[code] or 0) / 100 == pytest.approx(Decimal(pounds), abs=Decimal(1))


@pytest.mark.archive
def test_a_billion_by_need_is_what_exact_fractions_of_the_raw_files_say(
    archive_workspace: Workspace,
) -> None:
    """Every LSOA's pennies, by largest remainder over fractions of IMD score times residents."""
    bronze = archive_workspace.store.root / "bronze"
    scores = pl.read_parquet(next((bronze / "mhclg_iod2025").glob("*.parquet")))
    people = pl.read_parquet(next((bronze / "ons_census21_residents").glob("*.parquet")))
    joined = scores.join(people, on="lsoa_2021_code").select(
        "lsoa_2021_code", "imd_score", "usual_residents"
    )
    weights = {code: round(score * 1000) * count for code, score, count in joined.rows()}
    pot, whole = 10**11, sum(weights.values())
    exact = {code: Fraction(pot * weight, whole) for code, weight in weights.items()}
    left = pot - sum(int(amount) for amount in exact.values())
    order = sorted(exact, key=lambda code: (-(exact[code] % 1), -exact[code], code))
    raised = set(order[:left])
    expected = {code: int(amount) + (code in raised) for code, amount in exact.items()}
    assert allocations(released(archive_workspace), "billion_lsoas_by_need") == expected


@pytest.mark.archive
def test_a_hundredth_of_each_councils_budget_goes_to_its_own_wards(
    archive_workspace: Workspace,
) -> None:
    release = released(archive_workspace)
    budgets = (
        pl.read_parquet(release.parquet_path("council_finance"))
        .filter(
            (pl.col("statement") == "revenue account budget")
            & (pl.col("financial_year") == "2023-24")
            & pl.col("line").is_in(["ra_900", "ra_904"])
        )
        .group_by(pot_code="council_2024_code")
        .agg(pl.col("amount_gbp").sum())
    )
    given = (
        pl.read_parquet(release.parquet_path("fair_funding_allocations"))
        .filter(
            pl.col("scenario_id").is_in(["participatory_districts", "participatory_counties"])
            & (pl.col("status") == "allocated")
        )
        .group_by("pot_code")
        .agg(pl.col("allocation_pence").sum())
        .join(budgets, on="pot_code")
    )
    assert given.height == 305
    assert (given["allocation_pence"] == given["amount_gbp"]).all()
