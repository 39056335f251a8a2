"""Median pay and the gender pay gap, against the workbooks read independently of our code."""

from datetime import date
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from catalog.release import latest_release
from orchestration.workspace import Workspace

FOLDER = "ashe_table7_2024prov"
TABLE = "PROV - Work Geography Table 7.6a   Hourly pay - Excluding overtime 2024.xlsx"
FIRST_AREA = 5


def medians(archive: Path, sheet: str) -> dict[str, float | None]:
    """Code and median of each area; `x` and the like are None."""
    path = archive / "statistics" / "earnings_gva" / FOLDER / TABLE
    book = fastexcel.read_excel(path.read_bytes())
    rows = book.load_sheet(sheet, header_row=None, dtypes="string").to_polars().rows()
    numbers = {row[1]: row[3] for row in rows[FIRST_AREA:] if row[1] and row[1].startswith("E")}
    return {
        code: float(text) if text and text[0].isdigit() else None for code, text in numbers.items()
    }


@pytest.fixture(scope="module")
def statistics(archive_workspace: Workspace) -> pl.DataFrame:
    release = latest_release(archive_workspace.published)
    assert release
    return pl.read_parquet(release.parquet_path("district_statistics")).filter(
        pl.col("source_id") == "ons_ashe_pay"
    )


@pytest.mark.parametrize(
    ("men", "women", "group"),
    [("Male", "Female", "all"), ("Male Full-Time", "Female Full-Time", "full-time")],
)
def test_the_gap_is_the_difference_of_medians_as_a_share_of_mens(
    archive: Path, statistics: pl.DataFrame, men: str, women: str, group: str
) -> None:
    of_men, of_women = medians(archive, men), medians(archive, women)
    found = statistics.filter(
        pl.col("indicator") == f"Gender pay gap by place of work: {group} employees"
    )
    assert found["period_start"].unique().to_list() == [date(2024, 4, 1)]
    assert set(found["area_code"]) == set(of_men)
    for code, value, status in found.select("area_code", "value", "status").rows():
        his, hers = of_men[code], of_women[code]
        if his is None or hers is None:
            assert (value, status) == (None, "not available")
        else:
            assert value == pytest.approx(100 * (his - hers) / his, abs=0.0501)


def test_median_pay_is_published_as_the_workbook_has_it(
    archive: Path, statistics: pl.DataFrame
) -> None:
    indicator = "Median hourly pay excluding overtime by place of work: female employees"
    found = statistics.filter(pl.col("indicator") == indicator)
    assert dict(found.select("area_code", "value").rows()) == medians(archive, "Female")
