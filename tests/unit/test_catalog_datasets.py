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


TERMS = {
    "mild": {"licence_id": "CC0-1.0", "licence_kind": "public domain"},
    "ours": {"licence_id": "OGL-UK-3.0", "licence_kind": "attribution"},
    "odbl": {"licence_id": "ODbL-1.0", "licence_kind": "share alike"},
    "by_sa": {"licence_id": "CC-BY-SA-4.0", "licence_kind": "share alike"},
    "unclear": {"licence_id": "unclear", "licence_kind": "unclear", "licence_title": "Unclear"},
    "closed": {"licence_id": "shut", "licence_kind": "not open", "licence_title": "Reserved"},
}


def under(*terms: str) -> tuple[dict[str, Any], list[Any]]:
    """The toy manifest with `people` resting on one source for each of those terms."""
    manifest = toy.manifest()
    manifest["sources"] |= {f"source.toy.{t}.rows": {"source_name": t} for t in terms}
    manifest["parent_map"]["model.toy.people"] = ["model.toy.int_people"]
    manifest["parent_map"]["model.toy.int_people"] = [f"model.toy.stg_{t}" for t in terms]
    manifest["parent_map"] |= {f"model.toy.stg_{t}": [f"source.toy.{t}.rows"] for t in terms}
    return manifest, [toy.source(), *(toy.source(t, **TERMS[t]) for t in terms)]


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        (["ours", "mild"], "CC0-1.0 AND OGL-UK-3.0"),
        (["mild"], "CC0-1.0"),
        (["ours", "odbl", "mild"], "CC0-1.0 AND ODbL-1.0 AND OGL-UK-3.0"),
    ],
)
def test_every_licence_of_its_sources_holds_for_a_dataset(terms, told):
    people = read_datasets(*under(*terms))[0]
    assert people.licence == told
    assert {licence.id for licence in people.licences} == {TERMS[t]["licence_id"] for t in terms}


def test_two_share_alike_licences_cannot_be_in_one_dataset():
    (problem,) = blockers(*under("odbl", "by_sa"))
    assert problem.startswith("people: mixes sources under CC-BY-SA-4.0 and ODbL-1.0")
    assert "publish them as two datasets" in problem


@pytest.mark.parametrize(
    ("terms", "kind"), [("unclear", "unclear (Unclear)"), ("closed", "not open (Reserved)")]
)
def test_what_is_not_known_to_be_open_cannot_be_published_and_its_way_in_is_named(terms, kind):
    assert blockers(*under("ours", terms)) == [
        f"people: rests on source '{terms}', whose licence is {kind}, so it cannot be published. "
        f"It comes in through people <- int_people <- stg_{terms} <- {terms}: do without "
        f"stg_{terms}, or, if the publisher's terms are open after all, name them as the licence "
        f"of the card {terms}.yml"
    ]


def test_an_unclear_source_that_no_dataset_rests_on_stands_in_no_ones_way():
    unused = toy.source("unclear", **TERMS["unclear"])
    assert len(read_datasets(toy.manifest(), [*toy.SOURCES, unused])) == 2


def test_a_record_that_does_not_say_what_its_licence_asks_counts_as_unclear():
    record = toy.source().model_dump(exclude={"licence_kind"})
    assert not type(toy.source()).model_validate(record).licence.is_publishable


@pytest.mark.parametrize("named", ["ours", ["ours"]])
def test_a_column_that_names_its_source_is_under_that_sources_licence(named):
    manifest, sources = under("ours", "odbl")
    columns = manifest["nodes"]["model.toy.people"]["columns"]
    columns["population_count"]["config"]["meta"]["source"] = named
    people = read_datasets(manifest, sources)[0]
    code, count = ([each.id for each in people.licences_of(c)] for c in people.columns)
    assert (code, count) == (["ODbL-1.0", "OGL-UK-3.0"], ["OGL-UK-3.0"])


def test_a_column_cannot_come_from_a_source_its_dataset_does_not_rest_on():
    manifest, sources = under("ours")
    columns = manifest["nodes"]["model.toy.people"]["columns"]
    columns["population_count"]["config"]["meta"]["source"] = "moon"
    assert blockers(manifest, sources) == [
        "people.population_count: says it comes from source 'moon', "
        "which its dataset does not rest on"
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
