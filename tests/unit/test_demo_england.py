"""The synthetic England: its numbers, its geography, its indices, and the files made of it."""

import json
import zipfile
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from ingest.card import Card, DemoFrame, load_cards
from ingest.demo.england import SUBJECTS, build_england
from ingest.demo.origin import MADE_AT, DemoOrigin
from ingest.demo.projection import grid_to_lon_lat
from ingest.demo.write import LABEL, write_demo
from ingest.errors import FetchError
from ingest.store import SnapshotStore

SMALL = 0.05
MARGIN_METRES = 30
DOMAIN_WEIGHTS = {
    "income": 0.225,
    "employment": 0.225,
    "education": 0.135,
    "health": 0.135,
    "crime": 0.093,
    "barriers": 0.093,
    "environment": 0.093,
}
EDITIONS = pytest.mark.parametrize("edition", ["iod_2019", "iod_2025"])


@pytest.fixture(scope="module")
def england() -> dict[str, pl.DataFrame]:
    return build_england(SMALL)


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path)


def example_card(**layout: object) -> Card:
    """A card of residents in a publisher layout of the test's choosing."""
    source = {"publisher": {"format": "csv", "period_note": "a test"} | layout}
    text = dict.fromkeys(("title", "publisher", "vintage", "landing_page", "attribution"), "test")
    return Card.model_validate(
        text
        | {
            "id": "example",
            "domain": "population",
            "licence": "OGL-UK-3.0",
            "coverage": {"note": "a test"},
            "cadence": "yearly",
            "layouts": source,
            "live": [],
            "archive": "none",
            "demo": {"frame": "lsoa_2021_residents"},
            "tables": [
                {
                    "name": "lsoas",
                    "description": "test",
                    "key": ["lsoa_2021_code"],
                    "rows": {"minimum": 1, "maximum": 9},
                    "columns": [
                        {"name": "lsoa_2021_code", "source": "LSOA21CD"},
                        {"name": "usual_residents", "source": "People", "type": "integer"},
                    ],
                }
            ],
        }
    )


def exponential(ranks: np.ndarray) -> np.ndarray:
    share = (len(ranks) + 1 - ranks) / len(ranks)
    return -23 * np.log(1 - share * (1 - np.exp(-100 / 23)))


def distinct(frame: pl.DataFrame, column: str) -> int:
    return frame[column].n_unique()


def test_at_full_scale_it_has_the_numbers_of_england() -> None:
    england = build_england(1.0)
    assert len(england["iod_2025"]) == len(england["lsoa_2021_ward_2024"]) == 33_755
    assert len(england["iod_2019"]) == len(england["lsoa_2011_ward_2017"]) == 32_844
    assert len(england["ward_2017"]) == 7_433
    assert distinct(england["lsoa_2011_ward_2017"], "ward_2017_code") == 7_433 - 12
    assert 6_750 <= len(england["ward_2024"]) == len(england["ward_2025_boundary"]) <= 6_950
    assert distinct(england["iod_2025"], "district_2024_code") == 296
    assert distinct(england["iod_2019"], "district_2019_code") == 317
    assert distinct(england["district_2024_region_2024"], "region_code") == 9
    authorities = distinct(england["district_combined_authority"], "combined_authority_code")
    assert 10 <= authorities <= 15
    assert len(england["left_behind_wards"]) == 225
    recoded = set(england["ward_2025_boundary"]["ward_2025_code"]) - set(
        england["ward_2024"]["ward_2024_code"]
    )
    assert 150 <= len(recoded) <= 250


def test_at_full_scale_no_card_counts_another_number_of_english_rows() -> None:
    england = build_england(1.0)
    counted = {
        card.id: (table.rows.demo_england or table.rows.england, len(english))
        for card in load_cards().values()
        if not isinstance(card.demo, str)
        for table in card.tables[:1]
        if table.rows.england
        for english in [england[card.demo.frame].filter(pl.col(table.key[0]).str.starts_with("E"))]
    }
    assert len(counted) > 15
    assert {source: rows for source, rows in counted.items() if rows[0] != rows[1]} == {}


def test_the_two_editions_rank_england_much_alike_but_not_the_same() -> None:
    england = build_england(1.0)
    unchanged = england["lsoa_2011_lsoa_2021"].filter(pl.col("change_code") == "U")
    both = unchanged.join(england["iod_2019"], on="lsoa_2011_code").join(
        england["iod_2025"], on="lsoa_2021_code", suffix="_2025"
    )
    assert 0.9 < both.select(pl.corr("imd_rank", "imd_rank_2025")).item() < 0.96


def test_the_smallest_england_has_nine_districts_and_all_regions() -> None:
    districts = build_england(0.02)["district_2024_region_2024"]
    assert len(districts) == 9
    assert districts["region_code"].sort().to_list() == [f"E1200000{n}" for n in range(1, 10)]


def test_it_cannot_be_smaller_than_its_smallest_scale() -> None:
    with pytest.raises(ValueError, match=r"0\.01"):
        build_england(0.001)


def test_two_builds_are_equal_to_the_last_digit(england: dict[str, pl.DataFrame]) -> None:
    again = build_england.__wrapped__(SMALL)
    assert england.keys() == again.keys()
    assert all(frame.equals(again[name]) for name, frame in england.items())


def test_another_seed_gives_another_england(england: dict[str, pl.DataFrame]) -> None:
    assert not england["iod_2025"].equals(build_england(SMALL, seed=1)["iod_2025"])


@EDITIONS
def test_ranks_are_one_to_n_without_ties(england: dict[str, pl.DataFrame], edition: str) -> None:
    frame = england[edition]
    numbers = list(range(1, len(frame) + 1))
    assert all(frame[f"{subject}_rank"].sort().to_list() == numbers for subject in SUBJECTS)


@EDITIONS
def test_higher_scores_never_rank_below_lower_ones(
    england: dict[str, pl.DataFrame], edition: str
) -> None:
    for subject in SUBJECTS:
        ordered = england[edition].sort(f"{subject}_rank")[f"{subject}_score"]
        assert ordered.is_sorted(descending=True), subject


@EDITIONS
def test_deciles_are_tenths_of_the_ranks(england: dict[str, pl.DataFrame], edition: str) -> None:
    frame = england[edition]
    for subject in SUBJECTS:
        expected = np.ceil(10 * frame[f"{subject}_rank"].to_numpy() / len(frame))
        assert (frame[f"{subject}_decile"].to_numpy() == expected).all(), subject


@EDITIONS
def test_the_imd_recomputes_from_the_ranks_of_its_domains(
    england: dict[str, pl.DataFrame], edition: str
) -> None:
    frame = england[edition]
    recomputed = sum(
        weight * exponential(frame[f"{domain}_rank"].to_numpy())
        for domain, weight in DOMAIN_WEIGHTS.items()
    )
    assert np.abs(frame["imd_score"].to_numpy() - recomputed).max() <= 0.001


@EDITIONS
def test_scores_lie_in_plausible_ranges(england: dict[str, pl.DataFrame], edition: str) -> None:
    frame = england[edition]
    for rate in ("income", "employment", "adult_skills", "idaci", "idaopi"):
        assert frame[f"{rate}_score"].is_between(0, 1).all()
    for index in ("imd", "education", "barriers", "environment"):
        assert frame[f"{index}_score"].is_between(0, 100).all()
    for standard in ("health", "crime"):
        assert frame[f"{standard}_score"].min() < 0 < frame[f"{standard}_score"].max()


def test_age_groups_add_up_to_the_population_of_2015(england: dict[str, pl.DataFrame]) -> None:
    groups = pl.sum_horizontal("population_0_15", "population_16_59", "population_60_over")
    assert england["iod_2019"].select((groups == pl.col("population_total")).all()).item()


def test_every_centroid_lies_well_inside_the_polygon_of_its_ward(
    england: dict[str, pl.DataFrame],
) -> None:
    wards = england["ward_2024"].join(
        england["ward_2025_boundary"],
        left_on=["ward_2024_name", "district_2024_code"],
        right_on=["ward_2025_name", "district_2025_code"],
    )
    assert len(wards) == len(england["ward_2024"])
    points = (
        england["lsoa_2021_centroid"]
        .join(england["lsoa_2021_ward_2024"], on="lsoa_2021_code")
        .join(wards.select("ward_2024_code", "geometry"), on="ward_2024_code")
    )
    assert len(points) == len(england["lsoa_2021_centroid"])
    longitude, latitude = grid_to_lon_lat(
        points["easting"].to_numpy(), points["northing"].to_numpy()
    )
    # Metres east and north of the point itself: the shape is small enough for a flat Earth.
    rings = np.array([json.loads(text)["coordinates"][0] for text in points["geometry"]])
    east = (rings[:, :, 0] - longitude[:, None]) * 111_320 * np.cos(np.radians(latitude))[:, None]
    north = (rings[:, :, 1] - latitude[:, None]) * 111_320
    side = np.hypot(np.diff(east), np.diff(north))
    distance_left = (east[:, :-1] * north[:, 1:] - east[:, 1:] * north[:, :-1]) / side
    assert distance_left.min() > MARGIN_METRES


def test_polygons_share_their_corners_so_that_they_tile(england: dict[str, pl.DataFrame]) -> None:
    edges = [
        (tuple(start), tuple(end))
        for text in england["ward_2025_boundary"]["geometry"]
        for ring in json.loads(text)["coordinates"]
        for start, end in pairwise(ring)
    ]
    assert len(set(edges)) == len(edges)
    inner = sum((end, start) in set(edges) for start, end in edges)
    assert inner > len(edges) / 2


def test_the_projection_agrees_with_the_ordnance_surveys_example() -> None:
    """Caister Water Tower, worked out in the Ordnance Survey's guide."""
    longitude, latitude = grid_to_lon_lat(np.array([651_409.804]), np.array([313_177.450]))
    assert abs(longitude[0] - (1 + 42 / 60 + 57.8663 / 3600)) * 67_500 < 5
    assert abs(latitude[0] - (52 + 39 / 60 + 28.8282 / 3600)) * 111_200 < 5


def test_lookups_name_the_same_areas(england: dict[str, pl.DataFrame]) -> None:
    lsoas_2011 = set(england["iod_2019"]["lsoa_2011_code"])
    lsoas_2021 = set(england["iod_2025"]["lsoa_2021_code"])
    for frame in ("lsoa_2011_ward_2017", "lsoa_2011_lsoa_2021", "lsoa_2011_rural_urban"):
        assert set(england[frame]["lsoa_2011_code"]) == lsoas_2011, frame
    for frame in (
        *("lsoa_2011_lsoa_2021", "lsoa_2021_ward_2024", "lsoa_2021_rural_urban"),
        *("lsoa_2021_residents", "lsoa_2021_centroid"),
    ):
        assert set(england[frame]["lsoa_2021_code"]) == lsoas_2021, frame
    districts = set(england["district_2024_region_2024"]["district_2024_code"])
    assert set(england["iod_2025"]["district_2024_code"]) == districts
    assert set(england["ward_2025_boundary"]["district_2025_code"]) == districts
    assert set(england["lsoa_2011_lsoa_2021"]["district_2022_code"]) == districts
    assert set(england["district_combined_authority"]["district_code"]) < districts
    wards_2017 = england["ward_2017"]["ward_2017_code"]
    assert wards_2017.is_unique().all()
    assert set(england["lsoa_2011_ward_2017"]["ward_2017_code"]) < set(wards_2017)
    assert set(england["left_behind_wards"]["ward_2017_code"]) < set(wards_2017)
    wards_2024 = england["ward_2024"]["ward_2024_code"]
    assert set(england["lsoa_2021_ward_2024"]["ward_2024_code"]) == set(wards_2024)


def test_change_codes_say_how_many_became_how_many(england: dict[str, pl.DataFrame]) -> None:
    links = england["lsoa_2011_lsoa_2021"].with_columns(
        became=pl.len().over("lsoa_2011_code"), came_of=pl.len().over("lsoa_2021_code")
    )
    of = {code: links.filter(pl.col("change_code") == code) for code in "USMX"}
    assert all(len(frame) > 0 for frame in of.values())
    assert of["U"].select(((pl.col("became") == 1) & (pl.col("came_of") == 1)).all()).item()
    assert (of["U"]["lsoa_2011_code"] == of["U"]["lsoa_2021_code"]).all()
    assert of["S"]["became"].is_between(2, 4).all() and (of["S"]["came_of"] == 1).all()
    assert of["M"]["came_of"].is_between(2, 3).all() and (of["M"]["became"] == 1).all()
    assert of["X"]["became"].max() > 1 and of["X"]["came_of"].max() > 1
    changed = pl.concat([of["S"], of["M"], of["X"]])
    assert not set(changed["lsoa_2021_code"]) & set(links["lsoa_2011_code"])


def test_listed_wards_are_among_the_most_deprived_but_for_a_few_just_outside() -> None:
    england = build_england(1.0)
    people = pl.col("population_total")
    wards = (
        england["iod_2019"]
        .join(england["lsoa_2011_ward_2017"], on="lsoa_2011_code")
        .group_by("ward_2017_code")
        .agg(score=(pl.col("imd_score") * people).sum() / people.sum())
        .sort("score", descending=True)
        .with_row_index("place")
        .filter(pl.col("ward_2017_code").is_in(england["left_behind_wards"]["ward_2017_code"]))
    )
    assert wards.filter(pl.col("place") >= 743)["place"].len() == 6
    assert wards["place"].max() < 780


def test_every_invented_name_says_demo_and_every_code_has_the_publishers_grammar(
    england: dict[str, pl.DataFrame],
) -> None:
    grammar = {
        "lsoa": r"^E01[5-8]\d{5}$",
        "ward": r"^E05[5-7]\d{5}$",
        "district": r"^E0[6789]9\d{5}$",
        "combined": r"^E479\d{5}$",
    }
    for frame in england.values():
        for column in frame.columns:
            area = column.split("_")[0]
            if area in grammar and column.endswith("_name"):
                assert frame[column].str.starts_with("Demo ").all(), column
            if area in grammar and column.endswith("_code"):
                assert frame[column].str.contains(grammar[area]).all(), column


def test_lsoa_names_are_unique_and_follow_their_districts(england: dict[str, pl.DataFrame]) -> None:
    for year, frame in (("2011", "iod_2019"), ("2021", "iod_2025")):
        names = england[frame][f"lsoa_{year}_name"]
        assert names.is_unique().all()
        assert names.str.contains(r"^Demo .+ \d{3}[A-Z]$").all()


def test_every_card_with_a_demo_frame_can_be_written(england: dict[str, pl.DataFrame]) -> None:
    for card in load_cards().values():
        if isinstance(card.demo, DemoFrame):
            assert write_demo(card, card.demo, england), card.id


def test_csv_has_the_publishers_headers_and_plain_numbers(england: dict[str, pl.DataFrame]) -> None:
    card = example_card()
    lines = write_demo(card, DemoFrame(frame="lsoa_2021_residents"), england).decode().splitlines()
    first = england["lsoa_2021_residents"].row(0, named=True)
    assert lines[0] == "LSOA21CD,People"
    assert lines[1] == f"{first['lsoa_2021_code']},{first['usual_residents']}"
    assert len(lines) == 1 + len(england["lsoa_2021_residents"])


def test_a_zip_has_one_member_of_the_pattern_a_label_and_stable_bytes(
    england: dict[str, pl.DataFrame],
) -> None:
    card = example_card(
        member=r"census-lsoa\.csv",
        period_note=None,
        period={"column": "date", "equals": "2021"},
        rename={"DATE": "date"},
    )
    demo = DemoFrame(frame="lsoa_2021_residents")
    payload = write_demo(card, demo, england)
    assert payload == write_demo(card, demo, england)
    with zipfile.ZipFile(BytesIO(payload)) as archive:
        assert archive.namelist() == ["census-lsoa.csv"]
        assert archive.comment.decode() == LABEL
        table = pl.read_csv(archive.read("census-lsoa.csv"))
    assert table.columns == ["LSOA21CD", "People", "DATE"]
    assert table["DATE"].unique().to_list() == [2021]


def test_geojson_comes_in_labelled_pages_of_which_only_the_last_is_final() -> None:
    card = example_card(format="geojson")
    england = build_england(0.1)
    pages = json.loads(write_demo(card, DemoFrame(frame="lsoa_2021_residents"), england))
    assert [len(page["features"]) for page in pages] == [2_000, 1_376]
    assert [page["demo"] for page in pages] == [LABEL, LABEL]
    more = [page.get("properties", {}).get("exceededTransferLimit", False) for page in pages]
    assert more == [True, False]
    assert pages[0]["features"][0]["geometry"] is None


def test_a_geometry_column_becomes_the_features_geometry(england: dict[str, pl.DataFrame]) -> None:
    card = load_cards()["ons_ward25_boundaries"]
    feature = json.loads(write_demo(card, DemoFrame(frame="ward_2025_boundary"), england))[0][
        "features"
    ][0]
    assert feature["geometry"]["type"] == "Polygon"
    assert set(feature["properties"]) == {"WD25CD", "WD25NM", "LAD25CD", "LAD25NM"}


def test_a_frame_the_demo_lacks_is_named(england: dict[str, pl.DataFrame]) -> None:
    with pytest.raises(FetchError, match="no frame 'moon'"):
        write_demo(example_card(), DemoFrame(frame="moon"), england)


def test_a_column_the_demo_lacks_is_named_with_its_frame(england: dict[str, pl.DataFrame]) -> None:
    with pytest.raises(FetchError, match="'ward_2024' has no column lsoa_2021_code"):
        write_demo(example_card(), DemoFrame(frame="ward_2024"), england)


def test_the_origin_stores_what_it_wrote_and_labels_it(store: SnapshotStore) -> None:
    snapshot = DemoOrigin(SMALL).fetch(example_card(), None, store)
    assert snapshot.origin == "demo"
    assert snapshot.retrieved_at == MADE_AT
    assert snapshot.url.startswith("demo://england?scale=0.05&seed=2026&")
    assert snapshot.url.endswith("#example")
    assert len(store.payload(snapshot)) == snapshot.bytes


def test_a_second_fetch_builds_nothing_and_returns_the_last_snapshot(
    store: SnapshotStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = DemoOrigin(SMALL).fetch(example_card(), None, store)
    monkeypatch.setattr("ingest.demo.origin.build_england", pytest.fail)
    assert DemoOrigin(SMALL).fetch(example_card(), last, store) is last


def test_lost_bytes_are_written_again(store: SnapshotStore) -> None:
    last = DemoOrigin(SMALL).fetch(example_card(), None, store)
    store.snapshot_path(last.sha256).unlink()
    assert DemoOrigin(SMALL).fetch(example_card(), last, store) == last
    assert store.payload(last)


def test_another_scale_gives_another_snapshot(store: SnapshotStore) -> None:
    last = DemoOrigin(SMALL).fetch(example_card(), None, store)
    bigger = DemoOrigin(0.06).fetch(example_card(), last, store)
    assert bigger.sha256 != last.sha256
    assert bigger.url != last.url


def test_a_card_without_a_demo_is_refused(store: SnapshotStore) -> None:
    card = example_card().model_copy(update={"demo": "none"})
    with pytest.raises(FetchError, match="no demo frame"):
        DemoOrigin(SMALL).fetch(card, None, store)


def test_older_editions_rank_every_lsoa_of_their_year_once() -> None:
    england = build_england(0.02)
    links, of_2010 = england["lsoa_2001_lsoa_2011"], england["iod_2010"]
    assert set(links["lsoa_2001_code"]) == set(of_2010["lsoa_2001_code"])
    assert set(links["lsoa_2011_code"]) == set(england["iod_2019"]["lsoa_2011_code"])
    assert set(links["change_code"]) == {"U", "S", "M"}
    for edition in ("iod_2010", "iod_2015"):
        ranks = england[edition]["imd_rank"].sort().to_list()
        assert ranks == list(range(1, len(ranks) + 1))
    both = england["iod_2015"].join(england["iod_2019"], on="lsoa_2011_code", suffix="_2019")
    assert 0.9 < both.select(pl.corr("imd_rank", "imd_rank_2019")).item() < 0.97
