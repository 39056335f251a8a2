"""A dataset is published only when it says what it is, where it comes from and how to read it."""

from typing import Any

import pytest

from catalog.datasets import read_datasets
from catalog.errors import PublishingError
from tests import toy_release as toy


def blockers(manifest: dict[str, Any], sources: list[Any] = toy.SOURCES) -> list[str]:
    with pytest.raises(PublishingError) as refusal:
        read_datasets(manifest, sources)
    return refusal.value.blockers


def wards(manifest: dict[str, Any]) -> dict[str, Any]:
    return manifest["nodes"]["model.toy.wards"]


def test_datasets_are_the_models_under_marts_in_order_of_name():
    assert [dataset.name for dataset in toy.datasets()] == ["people", "wards"]


def test_lineage_is_followed_through_models_and_seeds_down_to_the_source_card():
    assert [source.id for source in toy.datasets()[1].sources] == ["mhclg_iod2019"]


def test_columns_keep_the_order_of_the_contract():
    assert toy.datasets()[1].column_names == list(toy.COLUMNS)


def test_column_meta_is_read_beside_config_too():
    manifest = toy.manifest()
    column = wards(manifest)["columns"]["imd_rank"]
    column["meta"] = {**column.pop("config")["meta"], "example": 7}
    assert read_datasets(manifest, toy.SOURCES)[1].columns[2].example == "7"


def test_every_blocker_of_every_dataset_is_listed_at_once():
    manifest = toy.manifest()
    del wards(manifest)["config"]["meta"]["each_row_is_a"]
    wards(manifest)["columns"]["imd_rank"]["description"] = " "
    del wards(manifest)["columns"]["imd_rank"]["data_type"]
    wards(manifest)["columns"]["imd_decile"]["config"]["meta"] = {}
    manifest["nodes"]["model.toy.people"]["description"] = ""
    found = blockers(manifest)
    assert found[:4] == [
        "people: has no description",
        "wards: has no each_row_is_a",
        "wards.imd_rank: has no description",
        "wards.imd_rank: has no data_type",
    ]
    assert found[4].startswith("wards.imd_decile: has no unit")


def test_an_invented_usage_warning_is_refused():
    manifest = toy.manifest()
    wards(manifest)["config"]["meta"]["usage_warnings"] = ["Handle with care"]
    assert "usage warning 'Handle with care' is not one of" in blockers(manifest)[0]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("ward", "a ward"),
        ("area and edition", "an area and edition"),
        ("LSOA", "an LSOA"),
        ("GP surgery", "a GP surgery"),
        ("Ward", "a Ward"),
    ],
)
def test_a_row_is_named_with_its_article(row, words):
    assert toy.datasets(each_row_is_a=row)[1].row == words


def test_a_key_must_be_made_of_columns():
    manifest = toy.manifest()
    wards(manifest)["config"]["meta"]["key"] = ["ward_code"]
    assert blockers(manifest) == ["wards: key column 'ward_code' is not among its columns"]


def test_a_dataset_without_source_or_licence_is_refused():
    manifest = toy.manifest()
    manifest["parent_map"]["model.toy.stg"] = ["seed.toy.param_weights"]
    unlicensed = [toy.source(), toy.source("ons_people", licence_title="")]
    assert blockers(manifest, unlicensed) == [
        "people: source 'ons_people' has no licence_title",
        "wards: rests on no source, so it has no licence",
    ]


def test_a_source_nobody_reported_is_named():
    assert blockers(toy.manifest(), [toy.source()]) == [
        "people: rests on source 'ons_people', of which nothing is known"
    ]


def test_names_that_could_harm_paths_or_sql_are_refused():
    manifest = toy.manifest()
    wards(manifest)["name"] = "../wards"
    wards(manifest)["columns"]["imd_rank"]["name"] = 'rank" --'
    assert blockers(manifest) == [
        "../wards: the name is not in snake_case",
        '../wards.rank" --: the name is not in snake_case',
    ]


def test_an_empty_manifest_publishes_nothing():
    empty = {"nodes": {}, "sources": {}, "parent_map": {}}
    assert blockers(empty) == ["the manifest holds no model under models/marts/"]
