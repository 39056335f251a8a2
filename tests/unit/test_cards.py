"""Source cards: what a card must say, and what all the project's cards do say."""

import re
from pathlib import Path

import duckdb
import pytest
import yaml
from pydantic import ValidationError

from ingest.card import (
    MEMBER_HEADER,
    ROW_HEADER,
    SOURCES_FOLDER,
    ArcgisRoute,
    Card,
    CardError,
    Column,
    FilesRoute,
    Period,
    fingerprint_files,
    load_cards,
    read_card,
    select_cards,
)
from ingest.demo.england import build_england
from ingest.errors import FetchError
from orchestration.workspace import Workspace

DBT_PROJECT = Path(__file__).parents[2] / "dbt_project"
EXAMPLE = """
id: a_source
title: A source
publisher: A publisher
domain: geography
vintage: "2024"
landing_page: https://data.example/
licence: OGL-UK-3.0
coverage: {note: a test}
attribution: Source, A publisher.
cadence: yearly
layouts: {publisher: {format: csv, period: {header: code}}}
live: [{kind: url, url: https://data.example/a.csv}]
archive: none
demo: none
tables:
  - name: areas
    description: One row per area.
    key: [area_code]
    rows: {minimum: 1, maximum: 10}
    columns: [{name: area_code, source: code}]
"""

each_card = pytest.mark.parametrize("card", load_cards().values(), ids=lambda card: card.id)


def example(**changes: object) -> dict[str, object]:
    return yaml.safe_load(EXAMPLE) | changes


def written(path: Path) -> Path:
    path.parent.mkdir()
    path.write_text(EXAMPLE, encoding="utf-8")
    return path


def columns_of(card: Card) -> dict[str, Column]:
    return {column.name: column for table in card.tables for column in table.columns}


def test_a_card_is_read_from_its_file(tmp_path: Path) -> None:
    card = read_card(written(tmp_path / "a" / "a_source.yml"))
    assert card.tables[0].column("area_code").source == "code"
    assert card.plausibility.row_drift == 0.05


@pytest.mark.parametrize("place", ["a/another.yml", "b/a_source.yml"])
def test_a_card_must_lie_where_its_id_says(tmp_path: Path, place: str) -> None:
    with pytest.raises(CardError, match=rf"{place}: the card's id is 'a_source'; move it to"):
        read_card(written(tmp_path / place))


def test_a_slip_in_a_card_is_told_with_the_name_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "a" / "a_source.yml"
    path.parent.mkdir()
    path.write_text("id: [a_source", encoding="utf-8")
    with pytest.raises(CardError, match=r"a/a_source\.yml: the card is not valid"):
        read_card(path)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"licnece": {}}, "licnece"),
        ({"licence": "OGL"}, "'OGL' is not in licences.yml"),
        ({"attribution": None}, "attribution"),
        ({"cadence": "now and then"}, "cadence"),
        ({"live": [{"kind": "ftp", "url": "ftp://data.example"}]}, "ftp"),
        ({"live": [{"kind": "url", "url": "https://a", "layout": "other"}]}, "other"),
        ({"archive": {"path": "a.csv", "layout": "other"}}, "other"),
        ({"demo": {"frame": "areas", "layout": "other"}}, "other"),
        ({"layouts": {"publisher": {"format": "csv"}}}, "period_note"),
        ({"layouts": {"publisher": {"format": "xlsx", "period_note": "none"}}}, "format"),
    ],
)
def test_a_card_with_a_fault_is_refused_and_the_fault_is_named(
    changes: dict[str, object], complaint: str
) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Card.model_validate(example(**changes))


@pytest.mark.parametrize(
    "proof", [{}, {"column": "date"}, {"header": "code", "column": "date", "equals": "2021"}]
)
def test_a_period_is_proved_in_one_way_and_wholly(proof: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="give either 'header', or 'column' with 'equals'"):
        Period.model_validate(proof)


def test_a_period_proved_by_a_note_and_a_header_at_once_is_refused() -> None:
    layout = {"format": "csv", "period": {"header": "code"}, "period_note": "none"}
    with pytest.raises(ValidationError, match="period_note"):
        Card.model_validate(example(layouts={"publisher": layout}))


def test_cards_come_in_order_of_id() -> None:
    assert list(load_cards()) == sorted(load_cards())
    assert len(load_cards()) == len(list(SOURCES_FOLDER.glob("*/*.yml")))


def test_no_selection_means_all_sources() -> None:
    assert select_cards(None) == select_cards([]) == load_cards()
    assert list(select_cards(["ons_ward24"])) == ["ons_ward24"]


def test_an_unknown_source_is_refused_by_name() -> None:
    with pytest.raises(FetchError, match=r"ons_wrad24: there is no such source.*lbn sources"):
        select_cards(["ons_ward24", "ons_wrad24"])


def test_a_fingerprint_changes_with_a_files_name_or_content_but_not_with_its_folder(
    tmp_path: Path,
) -> None:
    def fingerprint(folder: str, name: str, text: str) -> str:
        path = tmp_path / folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return fingerprint_files([path])

    first = fingerprint("one", "a.py", "1")
    assert fingerprint("two", "a.py", "1") == first
    assert fingerprint("one", "b.py", "1") != first
    assert fingerprint("one", "a.py", "2") != first


@each_card
def test_a_card_names_licence_attribution_and_landing_page(card: Card) -> None:
    assert card.licence.url.startswith("https://")
    assert card.landing_page.startswith("https://")
    assert card.publisher.split(",")[0].split(" and ")[0].split()[0] in (
        f"{card.attribution} Local Oxford"
    )


@each_card
def test_the_key_of_a_table_is_made_of_columns_that_are_always_there(card: Card) -> None:
    for table in card.tables:
        keys = [table.column(name) for name in table.key]
        assert not any(key.nullable for key in keys)
        assert all(key.type == "string" for key in keys)


@each_card
def test_names_and_headers_of_columns_are_each_used_once(card: Card) -> None:
    for table in card.tables:
        names = [column.name for column in table.columns]
        headers = [column.source for column in table.columns]
        assert len(set(names)) == len(names)
        assert len(set(headers)) == len(headers)
        assert all(re.fullmatch("[a-z][a-z0-9_]*", name) for name in names)


@each_card
def test_a_column_that_a_layout_lacks_is_nullable_in_the_contract(card: Card) -> None:
    for layout in card.layouts.values():
        for name in layout.absent:
            assert columns_of(card)[name].nullable, name


@each_card
def test_a_column_that_is_null_where_absent_is_lacked_by_some_layout(card: Card) -> None:
    lacked = {name for layout in card.layouts.values() for name in layout.absent}
    assert lacked >= {n for n, c in columns_of(card).items() if c.nullable == "where absent"}


@each_card
def test_every_pattern_and_bound_of_a_card_can_be_met(card: Card) -> None:
    for column in columns_of(card).values():
        assert column.pattern is None or re.compile(column.pattern)
        assert column.minimum is None or column.minimum <= column.maximum
        assert column.minimum is None or column.type in ("integer", "decimal")
        assert (column.scale > 0) == (column.type == "decimal")


@each_card
def test_a_number_says_its_unit(card: Card) -> None:
    numbers = [c for c in columns_of(card).values() if c.type in ("integer", "decimal")]
    assert all(number.unit for number in numbers)


@each_card
def test_a_layout_renames_to_headers_that_the_contract_or_the_period_asks_for(card: Card) -> None:
    for layout in card.layouts.values():
        wanted = {column.source for column in columns_of(card).values()}
        wanted |= {layout.period.column} if layout.period else set()
        assert set(layout.rename.values()) <= wanted


@each_card
def test_a_feature_service_is_asked_for_every_column_of_the_contract(card: Card) -> None:
    for route in card.live:
        if isinstance(route, ArcgisRoute):
            headers = {c.source for c in columns_of(card).values()}
            of_geometry = headers & {"geometry", "x", "y"}
            assert set(route.fields) == headers - of_geometry
            assert route.geometry == bool(of_geometry)


@pytest.mark.parametrize(
    "card",
    [card for card in load_cards().values() if card.demo != "none"],
    ids=lambda card: card.id,
)
def test_the_demo_england_has_every_column_of_a_card(card: Card) -> None:
    assert not isinstance(card.demo, str)
    layout = card.layouts[card.demo.layout]
    frame = build_england(0.02)[card.demo.frame]
    written = {
        name
        for name, column in columns_of(card).items()
        if column.source not in (ROW_HEADER, MEMBER_HEADER)
    }
    assert written - set(layout.absent) <= set(frame.columns)


@each_card
def test_dbt_knows_every_table_of_a_card(card: Card) -> None:
    for table in card.tables:
        path = DBT_PROJECT / "models" / "staging" / f"stg_{card.id}__{table.name}"
        source = yaml.safe_load(path.with_suffix(".yml").read_text(encoding="utf-8"))["sources"][0]
        assert source["name"] == card.id
        assert table.name in [held["name"] for held in source["tables"]]


def test_staging_keeps_every_column_of_every_card(demo_workspace: Workspace) -> None:
    with duckdb.connect(str(demo_workspace.warehouse), read_only=True) as connection:
        staged = connection.execute(
            "select table_name || '.' || column_name from information_schema.columns "
            "where table_schema = 'staging'"
        ).fetchall()
    columns = {name for (name,) in staged}
    for card in load_cards().values():
        for table in card.tables:
            names = {f"stg_{card.id}__{table.name}.{column.name}" for column in table.columns}
            assert names - columns == set()


def test_a_column_of_personal_data_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"columns come from \['code'\], which hold personal"):
        Card.model_validate(example(personal=["code"]))


def test_coverage_is_counted_in_a_column_the_card_has() -> None:
    counted = {"areas": "region", "table": "areas", "column": "region_code"}
    with pytest.raises(ValidationError, match="which no table has"):
        Card.model_validate(example(coverage=counted))


@pytest.mark.parametrize(
    "route",
    [{"urls": ["https://a.example/{name}.csv"]}, {"urls": ["https://a.example/"], "names": ["1"]}],
)
def test_names_and_their_place_in_an_address_come_together(route: dict[str, list[str]]) -> None:
    with pytest.raises(ValidationError, match="give 'names' if, and only if"):
        FilesRoute.model_validate({"kind": "files", **route})


def test_several_files_of_one_address_are_named_one_by_one() -> None:
    route = FilesRoute(kind="files", urls=["https://a.example/{name}.csv"], names=["1", "2"])
    assert route.addresses == ["https://a.example/1.csv", "https://a.example/2.csv"]
