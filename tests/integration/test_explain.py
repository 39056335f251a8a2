"""`lbn explain`: every step from raw numbers to a rank, each recomputed from the one before."""

import math
import shutil
from pathlib import Path

import polars as pl
import pytest

from catalog.errors import QueryError
from catalog.recompute import DOMAINS, exponential
from catalog.release import Release, latest_release
from catalog.steps import amount, percent
from catalog.walk import KINDS, NEEDED, Walk, explain
from orchestration.explain import markdown
from orchestration.workspace import Workspace
from tests.conftest import Lbn

READ = (
    *NEEDED,
    *("access_20_minutes", "access_scores", "rural_pockets", "rural_index_parameters"),
)
# Published as left behind: Byker, Bentilee and Ubberley, Rush Green.
LISTED = ["E05001091", "E05008716", "E05004252"]


def release_of(workspace: Workspace) -> Release:
    release = latest_release(workspace.published)
    assert release is not None
    return release


def table(release: Release, name: str) -> pl.DataFrame:
    return pl.read_parquet(release.parquet_path(name))


@pytest.fixture(scope="module")
def release(demo_workspace: Workspace) -> Release:
    return release_of(demo_workspace)


def told(walk: Walk) -> str:
    return " ".join(markdown(walk).split())


@pytest.mark.parametrize("kind", KINDS)
def test_every_number_of_an_area_follows_from_the_one_before(release: Release, kind: str) -> None:
    ranked = table(release, "community_need_index").filter(
        (pl.col("area_type") == kind) & (pl.col("index_variant") == "without_grants")
    )
    for row in ranked.sort("rank").gather([0, -1]).iter_rows(named=True):
        walk = explain(release, row["area_code"], kind)
        assert walk.differences == []
        assert f"rank {amount(row['rank'])} of {row['ranked_area_count']:,}" in told(walk)
        parts = [
            exponential(1 + (1 - row[f"{d}_rank"]) / row["ranked_area_count"]) for d in DOMAINS
        ]
        assert math.isclose(sum(parts), row["score"], abs_tol=1e-6)


def test_each_indicator_of_the_index_is_told_with_its_numbers_and_source(release: Release) -> None:
    code = table(release, "community_need_index")["area_code"][0]
    walk = explain(release, code)
    indicators = table(release, "community_need_parameters").filter(
        "is_held", "is_in_without_grants"
    )
    shown = [row[0] for step in walk.steps for row in step.rows]
    for title, source in indicators.select("title", "source_id").iter_rows():
        assert sum(cell.startswith(title) for cell in shown) >= 2
        assert source in told(walk)


def changed(release: Release, folder: Path, name: str, change: pl.Expr) -> Release:
    """A copy of what a walk reads, with a dataset changed behind its publisher's back."""
    (folder / "data").mkdir()
    for dataset in READ:
        shutil.copy(release.parquet_path(dataset), folder / "data")
    copy = release.model_copy(update={"folder": folder})
    manifest = copy.manifest.model_copy(
        update={"datasets": [d for d in copy.manifest.datasets if d.name in READ]}
    )
    table(release, name).with_columns(change).write_parquet(copy.parquet_path(name))
    return copy.model_copy(update={"manifest": manifest})


@pytest.mark.parametrize(
    ("dataset", "column", "what"),
    [
        ("community_need_index", "score", "score is published as"),
        ("community_need_index", "civic_assets_rank", "rank of Civic assets is published as"),
        ("community_need_index", "connectedness_score", "score of Connectedness is published as"),
        ("community_need_indicators", "raw_value", "raw value of"),
        ("community_need_indicators", "standardised_value", "standardised value of"),
    ],
)
def test_a_number_that_does_not_follow_is_told_as_an_error(
    release: Release, tmp_path: Path, dataset: str, column: str, what: str
) -> None:
    code = table(release, "community_need_index").filter(area_type="msoa_2021")["area_code"][0]
    type_ = table(release, dataset).schema[column]
    changed_value = (
        pl.when(pl.col("area_code") == code).then(pl.col(column) + 1).otherwise(column).cast(type_)
    )
    walk = explain(changed(release, tmp_path, dataset, changed_value.alias(column)), code)
    assert any(what in str(difference) for difference in walk.differences)
    assert "do not follow from the step before" in markdown(walk)


@pytest.mark.parametrize(
    ("dataset", "column", "what"),
    [
        ("access_scores", "score_within_800_m_walk_detour_1_3", "score of access is published as"),
        ("access_20_minutes", "nearest_walk_metres_detour_1_3", "walk to "),
        ("rural_pockets", "rural_index_score", "rural index is published as"),
        ("community_need_index", "decile", "decile is published as"),
        ("community_need_index", "rank", "rank is published as"),
        ("community_need_indicators", "shrunk_value", "shrunk value of"),
    ],
)
def test_a_number_of_an_lsoa_that_does_not_follow_is_told_as_an_error(
    release: Release, tmp_path: Path, dataset: str, column: str, what: str
) -> None:
    rural = table(release, "rural_pockets").filter(area_type="lsoa_2021")
    code = rural.drop_nulls("rural_index_score")["area_code"][0]
    type_ = table(release, dataset).schema[column]
    value = (
        pl.when(pl.col("area_code") == code).then(pl.col(column) + 5).otherwise(column).cast(type_)
    )
    walk = explain(changed(release, tmp_path, dataset, value.alias(column)), code, "lsoa_2021")
    assert any(what in str(difference) for difference in walk.differences)


@pytest.mark.parametrize("kind", KINDS)
def test_areas_at_the_border_of_a_tenth_are_explained_too(release: Release, kind: str) -> None:
    index = table(release, "community_need_index")
    ranked = index.filter(area_type=kind, index_variant="without_grants").sort("rank")
    border = ranked.filter(pl.col("decile") != pl.col("decile").shift(-1))
    assert border.height == 9
    for code in border["area_code"]:
        assert explain(release, code, kind).differences == []


def test_a_name_is_answered_with_the_areas_it_may_mean(release: Release) -> None:
    names = table(release, "left_behind_neighbourhoods").filter(area_type="lsoa_2021")["area_name"]
    part = names[0].rsplit(" ", 1)[0]
    with pytest.raises(QueryError, match=r"may be any of these:\n  E0") as refused:
        explain(release, part)
    assert "Give the code." in str(refused.value)


def test_a_code_that_is_not_ranked_is_answered_with_those_near_it(release: Release) -> None:
    code = table(release, "left_behind_neighbourhoods")["area_code"][0]
    mistyped = code[:-1] + ("X" if code[-1] != "X" else "Y")
    with pytest.raises(QueryError, match=f"no area '{mistyped}'") as refused:
        explain(release, mistyped)
    assert code[:-1] in str(refused.value)


def test_an_area_of_another_kind_is_named_and_the_kinds_that_are_ranked_are_told(
    release: Release,
) -> None:
    district = table(release, "areas").filter(area_type="district_2024")["area_code"][0]
    with pytest.raises(QueryError, match=f"{district} is .*; the index ranks ward_2025"):
        explain(release, district)
    with pytest.raises(QueryError, match="There is no kind of area 'parish'"):
        explain(release, district, "parish")


def test_a_release_without_the_index_says_so(release: Release) -> None:
    older = release.manifest.model_copy(
        update={"datasets": [d for d in release.manifest.datasets if d.name == "areas"]}
    )
    with pytest.raises(QueryError, match="has no community_need_indicators and no community_need"):
        explain(release.model_copy(update={"manifest": older}), "E05000001")


def test_the_command_prints_the_walk_and_fails_for_what_it_cannot_explain(
    lbn: Lbn, demo_workspace: Workspace, release: Release
) -> None:
    code = table(release, "community_need_index")["area_code"][0]
    asked = lbn("explain", code, "--out", demo_workspace.root, "--release", release.id)
    assert asked.returncode == 0, asked.stderr
    assert "DEMO: not real data" in asked.stdout
    assert "Every number above follows from the one before it." in asked.stdout
    page = lbn("explain", code, "--out", demo_workspace.root, "--format", "markdown").stdout
    assert page.startswith("## ")
    assert "| indicator | numerator ÷ denominator |" in page
    unknown = lbn("explain", "E99", "--out", demo_workspace.root)
    assert unknown.returncode == 1
    assert "Near it are" in unknown.stderr
    absent = lbn("explain", code, "--out", demo_workspace.root, "--release", "2020-01-01.1")
    assert "there is no release '2020-01-01.1'" in absent.stderr


@pytest.mark.parametrize("code", LISTED)
def test_a_real_ward_of_the_published_list_is_explained_without_a_difference(
    archive_workspace: Workspace, code: str
) -> None:
    walk = explain(release_of(archive_workspace), code, "ward_2017")
    assert walk.differences == []
    assert "The published 225 wards | yes |" in markdown(walk)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (None, "–"),
        (0.0, "0 %"),
        (1.0, "100 %"),
        (0.9999, "over 99.9 %"),
        (0.0001, "under 0.1 %"),
        (0.1234, "12.3 %"),
    ],
)
def test_no_share_is_rounded_to_all_or_nothing(share: float | None, words: str) -> None:
    assert percent(share) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [(None, "–"), (0, "0"), (12345.6, "12,346"), (4, "4"), (0.123456, "0.1235"), (32.541, "32.54")],
)
def test_numbers_are_written_as_people_read_them(number: float | None, words: str) -> None:
    assert amount(number) == words
