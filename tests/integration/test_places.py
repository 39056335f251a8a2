"""Places and what they cover, against the publishers' files read independently of the project."""

from pathlib import Path

import polars as pl
import pytest

from catalog.release import latest_release
from orchestration.workspace import Workspace

GREATER_MANCHESTER = [f"E080000{number:02d}" for number in range(1, 11)]
WEST_YORKSHIRE = [f"E080000{number}" for number in range(32, 37)]


def released(workspace: Workspace, dataset: str) -> pl.DataFrame:
    release = latest_release(workspace.published)
    assert release
    return pl.read_parquet(release.parquet_path(dataset))


@pytest.fixture(scope="module")
def places(archive_workspace: Workspace) -> pl.DataFrame:
    return released(archive_workspace, "places")


@pytest.fixture(scope="module")
def coverage(archive_workspace: Workspace) -> pl.DataFrame:
    return released(archive_workspace, "place_coverage")


def raw(archive: Path, path: str) -> pl.DataFrame:
    return pl.read_csv(archive / "social" / path, infer_schema=False)


def test_the_museums_are_those_whose_publisher_puts_them_in_england(
    archive: Path, places: pl.DataFrame
) -> None:
    museums = raw(archive, "museums/MappingMuseumsData.csv.gz").filter(admin_area_1="England")
    found = places.filter(category="museum")
    assert set(found["place_id"]) == {f"bbk_museums:{code}" for code in museums["museum_id"]}
    is_open = museums.filter(pl.col("year_closed_high") == "na").height
    assert (found.height, found["is_open"].sum()) == (3163, is_open)


def test_the_pubs_are_those_whose_postcodes_lie_in_england(
    archive: Path, places: pl.DataFrame
) -> None:
    located = places.filter(category="pub_bar_or_club").drop_nulls("lsoa_2021_code")
    # 66 of the 70 without coordinates have a postcode in England that is still in use.
    assert located.height == 44_172 + 66
    published = raw(archive, "pubs/open_pubs_2018.csv.gz")
    bristol = published.filter(pl.col("local_authority") == "Bristol, City of").height
    assert located.filter(district_2024_code="E06000023").height == pytest.approx(bristol, rel=0.05)


def test_bus_stops_in_use_agree_with_the_count_of_those_kept_outside_scotland_and_wales(
    archive: Path, places: pl.DataFrame
) -> None:
    areas = raw(archive, "naptan/local_authorities.csv")
    elsewhere = areas.filter(pl.col("region").is_in(["Scotland", "Wales"]))["atcoCodePrefix"]
    files = sorted((archive / "social" / "naptan").glob("*Stops.csv*"))
    columns = ["ATCOCode", "StopType", "Status"]
    stops = pl.concat([pl.read_csv(file, infer_schema=False, columns=columns) for file in files])
    kept_in_england = stops.filter(
        ~pl.col("ATCOCode").str.slice(0, 3).is_in(elsewhere.implode()),
        StopType="BCT",
        Status="active",
    )
    found = places.filter(pl.col("is_open"), category="bus_stop")
    assert found.height == pytest.approx(kept_in_england.height, rel=0.001)
    ids = {f"dft_naptan_stops:{code}" for code in kept_in_england["ATCOCode"]}
    assert len(set(found["place_id"]) - ids) < 100  # a few of Wales's stops stand in England


def test_where_the_register_of_stops_is_not_held_the_number_is_empty_and_not_zero(
    coverage: pl.DataFrame,
) -> None:
    stops = coverage.filter(category="bus_stop")
    missing = stops.filter(~pl.col("is_covered"))
    london = stops.filter(pl.col("district_2024_code").str.starts_with("E09"))
    assert set(missing["district_2024_code"]) == {
        *GREATER_MANCHESTER,
        *WEST_YORKSHIRE,
        *london["district_2024_code"],
        "E06000053",
    }
    assert missing["places_count"].null_count() == missing.height == 49
    assert stops.filter("is_covered")["places_count"].min() > 200


@pytest.mark.parametrize(
    ("category", "path", "extra"),
    [
        ("gp_practice", "epraccur", {"column_25": "4"}),
        ("pharmacy", "edispensary", {"column_13": "1"}),
        ("dental_practice", "egdpprac", {}),
    ],
)
def test_surgeries_and_pharmacies_in_use_are_found_by_their_postcodes(
    archive: Path,
    places: pl.DataFrame,
    category: str,
    path: str,
    extra: dict[str, str],
) -> None:
    file = archive / "social" / "health" / "ods" / f"{path}.csv.gz"
    sites = pl.read_csv(file, has_header=False, infer_schema=False)
    sites = sites.rename(lambda name: f"column_{sites.columns.index(name)}")
    active = sites.filter(column_12="A", **extra)
    found = places.filter("is_open", category=category)
    ids = {f"nhs_ods_sites:{code}" for code in active["column_0"]}
    assert set(found["place_id"]) <= ids
    located = found["lsoa_2021_code"].is_not_null().mean()
    assert isinstance(located, float)
    assert located > 0.99
    assert found.height > 0.9 * active.height


def test_open_pharmacies_and_practices_are_as_many_as_the_nhs_counts(places: pl.DataFrame) -> None:
    located = places.filter("is_open").drop_nulls("lsoa_2021_code")
    assert located.filter(category="pharmacy").height == pytest.approx(10_400, rel=0.01)
    assert located.filter(category="gp_practice").height == pytest.approx(6_300, rel=0.02)


def test_what_only_greater_manchester_lists_is_covered_in_its_ten_districts_alone(
    coverage: pl.DataFrame,
) -> None:
    for category in ("place_of_worship", "post_office", "green_space_entrance"):
        covered = coverage.filter("is_covered", category=category)
        assert covered["district_2024_code"].sort().to_list() == GREATER_MANCHESTER


def test_a_council_that_files_pubs_under_another_type_is_not_said_to_have_none(
    coverage: pl.DataFrame,
) -> None:
    pubs = coverage.filter(~pl.col("is_covered"), category="pub_bar_or_club")
    assert pubs["district_2024_name"].to_list() == ["Tower Hamlets"]


def test_every_kind_of_place_is_told_of_for_every_district(coverage: pl.DataFrame) -> None:
    assert coverage.height == 30 * 296
    assert coverage.select("category", "district_2024_code").is_unique().all()


def test_counts_are_of_open_places_without_repeats(
    places: pl.DataFrame, coverage: pl.DataFrame
) -> None:
    counted = (
        places.filter(pl.col("is_open"), pl.col("duplicate_of").is_null())
        .drop_nulls("district_2024_code")
        .group_by("category", "district_2024_code")
        .len()
    )
    told = coverage.filter("is_covered", pl.col("places_count") > 0)
    joined = told.join(counted, on=["category", "district_2024_code"], how="left")
    assert (joined["places_count"] == joined["len"]).all()
    zero = coverage.filter("is_covered", places_count=0)
    assert zero.join(counted, on=["category", "district_2024_code"]).is_empty()


def test_schools_lie_in_the_lsoa_their_publisher_says(archive: Path, places: pl.DataFrame) -> None:
    schools = raw(archive, "schools/gias_20250524_converted.csv.gz").select(
        place_id="dfe_gias_schools:" + pl.col("urn").str.slice(0, 6), published="lsoa_code"
    )
    both = places.drop_nulls("lsoa_2021_code").join(schools.drop_nulls(), on="place_id")
    agree = (both["lsoa_2021_code"] == both["published"]).mean()
    assert both.height > 24_000
    # Boundaries are generalised to 20 metres, and some of the publisher's codes are of 2011.
    assert agree > 0.9


def test_libraries_on_the_map_are_about_as_many_as_the_open_static_ones_of_the_register(
    archive: Path, places: pl.DataFrame
) -> None:
    register = raw(archive, "libraries/libraries_england_2023.csv.gz").filter(
        pl.col("type").str.to_lowercase() == "static library",
        ~pl.col("operation_23").str.to_lowercase().is_in(["closed", "temporary closure"]),
    )
    mapped = places.filter(category="library").height
    assert mapped == pytest.approx(register.height, rel=0.1)


def test_stations_are_about_as_many_as_another_list_has(
    archive: Path, places: pl.DataFrame
) -> None:
    other = raw(archive, "rail/uk_railway_stations_davwheat.csv.gz")
    english = other.filter(constituentCountry="england").height
    found = places.filter(pl.col("is_open"), category="rail_station").height
    assert found == pytest.approx(english, rel=0.05)


def test_no_name_of_a_place_holds_a_telephone_number_or_is_that_of_a_licensee(
    places: pl.DataFrame,
) -> None:
    name = pl.col("name").str.to_lowercase()
    assert places.filter(name.str.contains(r"0\d{4} \d{3} \d{3}")).height == 0
    assert places.filter(name.str.contains("on request")).height == 13
    title_and_surname = r"^(mr|mrs|miss|ms)( & mrs)? [a-z]+$"
    pubs = places.filter(pl.col("category") == "pub_bar_or_club")
    assert pubs.filter(name.str.contains(title_and_surname)).height == 0
