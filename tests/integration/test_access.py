"""Access within a walk, against distances measured one by one in numpy."""

import os
import shutil
import subprocess
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pytest

from catalog.release import latest_release
from orchestration.warehouse import DBT, PROJECT, dbt_environment
from orchestration.workspace import Settings, Workspace

SAMPLE = 400
ENGLAND = 56_490_108
# Some categories of the basket and the kinds of places that count for them.
COUNTED = {
    "food_shop": ["supermarket", "convenience_store"],
    "gp_practice": ["gp_practice"],
    "primary_school": ["primary_school", "all_through_school"],
    "bank": ["bank_branch", "banking_hub"],
    "library": ["library"],
    "museum": ["museum"],
}


def released(workspace: Workspace, dataset: str) -> pl.DataFrame:
    release = latest_release(workspace.published)
    assert release
    return pl.read_parquet(release.parquet_path(dataset))


@pytest.fixture(scope="module")
def access(archive_workspace: Workspace) -> pl.DataFrame:
    return released(archive_workspace, "access_20_minutes")


@pytest.fixture(scope="module")
def by_area(archive_workspace: Workspace) -> pl.DataFrame:
    return released(archive_workspace, "access_by_area")


@pytest.fixture(scope="module")
def green(archive_workspace: Workspace) -> pl.DataFrame:
    return released(archive_workspace, "green_space_access")


@pytest.fixture(scope="module")
def sample(archive: Path) -> pl.DataFrame:
    """Some LSOAs of England with the whole metres of their points, from the publisher's file.

    Centimetres are kept of the publisher's coordinates, and halves of a metre rounded up.
    """
    path = next((archive / "geography").glob("LLSOA_Dec_2021_PWC*"))
    points = pl.read_csv(path).filter(pl.col("LSOA21CD").str.starts_with("E"))
    return points.select(
        area_code="LSOA21CD",
        easting=(pl.col("x").round(2) + 0.5).floor().cast(pl.Int64),
        northing=(pl.col("y").round(2) + 0.5).floor().cast(pl.Int64),
    ).sample(SAMPLE, seed=2026)


def least_squared(origins: pl.DataFrame, places: pl.DataFrame) -> np.ndarray:
    """Squared metres from each origin to the nearest place, by measuring to all of them."""
    there = places.select("easting", "northing").to_numpy().astype(np.int64)
    here = origins.select("easting", "northing").to_numpy()
    return np.array([((there - spot) ** 2).sum(axis=1).min() for spot in here])


@pytest.mark.parametrize("category", COUNTED)
def test_the_nearest_is_the_nearest_of_all_open_places(
    archive_workspace: Workspace, access: pl.DataFrame, sample: pl.DataFrame, category: str
) -> None:
    places = released(archive_workspace, "places").filter(
        pl.col("category").is_in(COUNTED[category]) & pl.col("is_open")
    )
    squared = least_squared(sample, places.drop_nulls("easting"))
    told = sample.with_columns(squared=pl.Series(squared)).join(
        access.filter(category=category, status="found"), on="area_code"
    )
    assert told.height > 0.98 * SAMPLE
    metres = told["squared"].sqrt()
    assert (told["nearest_straight_line_metres"] == metres.round().cast(pl.Int32)).all()
    assert (told["within_800_m_walk_detour_1_3"] == (metres * 1.3 <= 800)).all()
    assert (told["within_1600_m_walk_detour_1_4"] == (metres * 1.4 <= 1600)).all()


def test_bus_stops_are_as_near_as_the_publishers_own_files_say(
    archive: Path, access: pl.DataFrame, sample: pl.DataFrame
) -> None:
    files = sorted((archive / "social" / "naptan").glob("*Stops.csv*"))
    columns = ["StopType", "Status", "Easting", "Northing"]
    stops = pl.concat([pl.read_csv(file, infer_schema=False, columns=columns) for file in files])
    used = stops.filter(pl.col("StopType").is_in(["BCT", "BCS", "BCQ"]), Status="active")
    spots = used.select(
        easting=pl.col("Easting").str.strip_chars().cast(pl.Int64),
        northing=pl.col("Northing").str.strip_chars().cast(pl.Int64),
    ).drop_nulls()
    told = sample.with_columns(squared=pl.Series(least_squared(sample, spots))).join(
        access.filter(category="bus_stop", status="found"), on="area_code"
    )
    assert told.height > 0.7 * SAMPLE
    agree = told["nearest_straight_line_metres"] == told["squared"].sqrt().round().cast(pl.Int32)
    # The files hold stops of Wales and Scotland too, and a few in no LSOA.
    assert agree.sum() >= told.height - 2


def test_the_surgery_nearest_to_jaywick_is_994_metres_off(access: pl.DataFrame) -> None:
    # From 614526, 212946 to 615168, 213705: 642 squared and 759 squared are 988,245.
    surgery = access.filter(area_code="E01021988", category="gp_practice").row(0, named=True)
    assert surgery["nearest_place_id"] == "nhs_ods_sites:F81681"
    assert surgery["nearest_straight_line_metres"] == 994
    assert surgery["nearest_walk_metres_detour_1_3"] == 1292
    assert not surgery["within_800_m_walk_detour_1_3"]
    assert surgery["within_1600_m_walk_detour_1_3"]


def test_jaywick_has_two_of_seven_within_ten_minutes_and_six_within_twenty(
    archive_workspace: Workspace,
) -> None:
    scores = released(archive_workspace, "access_scores")
    jaywick = scores.filter(area_code="E01021988", basket="held").row(0, named=True)
    assert jaywick["categories_count"] == jaywick["covered_categories_count"] == 7
    assert float(jaywick["score_within_800_m_walk_detour_1_3"]) == pytest.approx(2 / 7, abs=1e-6)
    assert float(jaywick["score_within_1600_m_walk_detour_1_3"]) == pytest.approx(6 / 7, abs=1e-6)
    assert not jaywick["is_80_pct_within_800_m_walk_detour_1_3"]
    assert jaywick["is_80_pct_within_1600_m_walk_detour_1_3"]
    assert not jaywick["is_complete_within_1600_m_walk_detour_1_3"]


def test_where_stops_are_not_held_nothing_is_said_of_them(access: pl.DataFrame) -> None:
    stops = access.filter(category="bus_stop", status="not covered")
    assert stops.height == 8101
    for column in ("nearest_straight_line_metres", "within_800_m_walk_detour_1_3", "as_at"):
        assert stops[column].null_count() == stops.height
    assert not stops["is_counted_in_shares"].any()


def test_a_walk_that_would_end_across_the_border_is_not_called_too_far(
    access: pl.DataFrame,
) -> None:
    near_wales = access.filter(
        pl.col("status") == "nearer may be unlisted",
        ~pl.col("is_counted_in_shares"),
        category="primary_school",
    )
    unknown = near_wales["within_1600_m_walk_detour_1_3"].null_count()
    assert near_wales.height > unknown > 0
    assert near_wales["nearest_place_id"].null_count() == near_wales.height


def test_england_is_the_sum_of_its_lsoas(
    archive_workspace: Workspace, access: pl.DataFrame, by_area: pl.DataFrame
) -> None:
    residents = (
        released(archive_workspace, "areas")
        .filter(area_type="lsoa_2021")
        .select("area_code", people=pl.col("population_2021_count").cast(pl.Float64))
    )
    both = access.filter("is_counted_in_shares", category="food_shop").join(
        residents, on="area_code"
    )
    within = both.filter("within_800_m_walk_detour_1_3")["people"].sum()
    england = by_area.filter(area_type="country", measure="food_shop").row(0, named=True)
    assert england["residents_count"] == residents["people"].sum() == ENGLAND
    assert float(england["counted_residents_count"]) == both["people"].sum()
    share = float(england["share_within_800_m_walk_detour_1_3"])
    assert share == pytest.approx(within / both["people"].sum(), abs=1e-6)
    assert share == pytest.approx(0.6669, abs=0.001)


def test_a_share_that_would_leave_out_people_who_are_not_covered_is_empty(
    by_area: pl.DataFrame,
) -> None:
    stops = by_area.filter(area_type="region", measure="bus_stop")
    london = stops.filter(area_code="E12000007").row(0, named=True)
    assert london["counted_residents_count"] == 0
    withheld = stops.filter(pl.col("share_within_800_m_walk_detour_1_3").is_null())
    north_west, yorkshire = "E12000002", "E12000003"
    assert set(withheld["area_code"]) == {north_west, yorkshire, "E12000007"}
    assert (withheld["counted_residents_share"].cast(pl.Float64) < 0.95).all()


def test_the_ons_distances_to_green_space_keep_their_mean(
    archive: Path, green: pl.DataFrame
) -> None:
    path = archive / "social" / "greenspace" / "rsa_ons_public_greenspace_lsoa11_2020.csv.gz"
    published = pl.read_csv(path).filter(pl.col("lsoa11cd").str.starts_with("E"))
    assert published["average_distance"].mean() == pytest.approx(379.2, abs=0.1)
    assert published["average_distance"].median() == pytest.approx(304.3, abs=0.1)
    assert (published["average_distance"] <= 300).mean() == pytest.approx(0.490, abs=0.001)
    lsoas = green.filter(area_type="lsoa_2021")
    told = lsoas["mean_straight_line_metres_address_to_park_or_playing_field"].cast(pl.Float64)
    assert told.mean() == pytest.approx(379.2, abs=3)
    assert told.null_count() == 193
    unchanged = lsoas.join(published, left_on="area_code", right_on="lsoa11cd")
    same = (
        unchanged["mean_straight_line_metres_address_to_park_or_playing_field"].cast(pl.Float64)
        - unchanged["average_distance"]
    ).abs() <= 0.051
    assert same.mean() == pytest.approx(1, abs=0.01)


def test_entrances_are_told_of_greater_manchester_alone(green: pl.DataFrame) -> None:
    districts = green.filter(area_type="district_2024").drop_nulls(
        "share_within_300_m_straight_line_of_entrance_to_any_size"
    )
    assert districts["area_code"].sort().to_list() == [f"E080000{n:02d}" for n in range(1, 11)]
    assert (
        green["share_within_300_m_straight_line_of_entrance_to_2_ha"].null_count() == green.height
    )


@pytest.fixture(scope="module")
def green_demo(
    demo_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, pl.DataFrame]:
    """A warehouse of the demo England that has OS Open Greenspace, and its square spaces."""
    folder = tmp_path_factory.mktemp("green")
    shutil.copytree(demo_workspace.store.root / "bronze", folder / "bronze")
    shutil.copy(demo_workspace.warehouse, folder / "warehouse.duckdb")
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        origins = connection.execute(
            "select * from intermediate.int_access__origins order by origin_id"
        ).pl()
    sites = _write_green_spaces(origins, folder / "bronze" / "os_open_greenspace")
    environment = {
        **os.environ,
        **dbt_environment(Settings(origin="demo", out=folder)),
        "LBN_BRONZE": str(folder / "bronze"),
        "LBN_WAREHOUSE": str(folder / "warehouse.duckdb"),
        "LBN_WHOLE": "false",
    }
    command = [DBT, "build", "--project-dir", PROJECT, "--target-path", folder / "target"]
    chosen = ["--select", "int_green__reached", "green_space_access"]
    done = subprocess.run(
        [*command, *chosen], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    return folder / "warehouse.duckdb", sites


def _write_green_spaces(origins: pl.DataFrame, folder: Path) -> pl.DataFrame:
    """Square green spaces beside every third LSOA's point, each with one way in, as bronze."""
    drawn = origins[::3].with_row_index("number")
    side = pl.Series([(50, 90, 200, 400)[number % 4] for number in range(len(drawn))])
    function = pl.Series(
        [
            ("Playing Field", "Golf Course", "Public Park Or Garden")[n % 3]
            for n in range(len(drawn))
        ]
    )
    off = pl.Series([(50, 190, 290, 900, 1100)[number % 5] for number in range(len(drawn))])
    sites = drawn.select(
        site_id=pl.format("site{}", "number"),
        function=function,
        side=side,
        easting=pl.col("easting") + off,
        northing="northing",
    )
    x, y, s = pl.col("easting"), pl.col("northing"), pl.col("side")
    outline = pl.format(
        "POLYGON (({} {}, {} {}, {} {}, {} {}, {} {}))",
        x,
        y,
        x + s,
        y,
        x + s,
        y + s,
        x,
        y + s,
        x,
        y,
    )
    folder.mkdir(parents=True, exist_ok=True)
    absent = pl.lit(None, pl.String)
    sites.select(
        "site_id",
        "function",
        outline=outline,
        **{f"distinctive_name_{number}": absent for number in range(1, 5)},
    ).write_parquet(folder / "sites.parquet")
    sites.select(
        "site_id",
        access_point_id=pl.format("way{}", "site_id"),
        access_type=pl.lit("Pedestrian"),
        easting=pl.col("easting").cast(pl.Decimal(18, 2)),
        northing=pl.col("northing").cast(pl.Decimal(18, 2)),
    ).write_parquet(folder / "access_points.parquet")
    return sites


@pytest.mark.parametrize(
    ("hectares", "metres", "column"),
    [
        (0.5, 200, "share_within_200_m_straight_line_of_entrance_to_0_5_ha"),
        (2, 300, "share_within_300_m_straight_line_of_entrance_to_2_ha"),
        (10, 1000, "share_within_1000_m_straight_line_of_entrance_to_10_ha"),
    ],
)
def test_where_green_spaces_are_held_each_standard_asks_its_size_and_distance(
    green_demo: tuple[Path, pl.DataFrame], hectares: float, metres: int, column: str
) -> None:
    warehouse, sites = green_demo
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        origins = connection.execute("select * from intermediate.int_access__origins").pl()
        told = connection.execute(
            "select * from marts.green_space_access where area_type = 'lsoa_2021'"
        ).pl()
    large = sites.filter(
        pl.col("side") ** 2 >= hectares * 10_000, pl.col("function") != "Golf Course"
    )
    reached = origins.with_columns(
        is_reached=pl.Series(least_squared(origins, large) <= metres**2)
    ).join(told, left_on="origin_id", right_on="area_code")
    assert reached.height == origins.height
    assert (reached[column].cast(pl.Float64) == reached["is_reached"].cast(pl.Float64)).all()
    assert 0 < reached["is_reached"].sum() < reached.height
