"""Datasets as dbt describes them: read from dbt's manifest, refused when described too thinly.

Belongs here: what a published dataset must say of itself. Not here: its rows (`stage`), or whether
they are plausible (`gate`).
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import Field

from catalog.errors import PublishingError
from catalog.licences import Licence, find_conflicts
from catalog.model import Strict
from catalog.sources import SourceRecord

USAGE_WARNINGS = {
    "Modelled estimate": "Values come from a statistical model, not from a count; "
    "each carries an error that the model cannot remove.",
    "Boundary change": "The areas' boundaries changed during the period; "
    "figures before and after may describe different ground.",
    "Partial year": "At least one period is incomplete; do not compare it with full years.",
    "Suppressed": "Small numbers are withheld by the publisher to protect people; "
    "a missing value is not zero.",
    "Withheld names": "Names that may be people's are withheld, by the publisher or by us; "
    "sums by name miss what was paid to them.",
    "Imputed values": "Some missing values were filled in by a documented rule.",
    "Not comparable over time": "What is counted, how, or against what, differs between periods or "
    "editions; do not read a difference between them as a change.",
    "Do not add up": "Rows overlap (editions, totals beside their parts, stocks beside flows); "
    "choose one edition and line before adding.",
    "Codes repeat": "One code may stand under several kinds or vintages of area (an LSOA of 2011 "
    "and of 2021, a ward of 2024 and of 2025): filter and join by kind and code together, never "
    "by code alone, or figures are counted several times.",
    "Best fit": "Areas that do not nest are matched to the one area that holds most of them, "
    "so a small part of the people is counted elsewhere.",
    "Apportioned": "Figures for one geography were shared out to another by weights, "
    "usually population; they are estimates.",
    "Partial coverage": "Some areas are not covered by the source; "
    "no row, or no number, there does not mean that there is none.",
    "Small differences are not meaningful": "Neighbouring ranks and scores differ by less than "
    "their uncertainty; do not read an order into them.",
    "Recipient's address": "Where nothing better is known, money is placed where the recipient "
    "has its office, often not where it is spent; areas with head offices seem to get more.",
}
SNAKE_CASE = re.compile(r"[a-z][a-z0-9_]*")

Node = Mapping[str, Any]
# Id of a source -> names of the models it came through, from the dataset down.
Lineage = Mapping[str, list[str]]


class DatasetColumn(Strict):
    """One published column.

    Attributes:
        unit: a unit, or `none`, `code`, `name`, `flag`, `text`.
        sources: ids of the sources it comes from; empty where it may come from any of the dataset.
    """

    name: str
    type: str
    unit: str
    description: str
    sources: list[str] = Field(default_factory=list)
    example: str | None = None


class Dataset(Strict):
    """One published dataset: what it says of itself and what it rests on.

    `relation` is its quoted name in the warehouse; `key` is the primary key and the sort order.
    `changes_freely` is said of what tells of the build itself: any of its values may be another in
    the next release, and no person need say that this is meant.
    """

    name: str
    title: str
    description: str
    each_row_is_a: str
    key: list[str]
    usage_warnings: list[str]
    topic: str = ""
    changes_freely: bool = False
    relation: str
    columns: list[DatasetColumn]
    sources: list[SourceRecord]

    @property
    def column_names(self) -> list[str]:
        """Names of the columns in the order of the contract."""
        return [column.name for column in self.columns]

    @property
    def row(self) -> str:
        """What a row is, with its article: `a ward`, `an area`, `an LSOA`."""
        first = self.each_row_is_a[:2]
        vowels = "AEFHILMNORSX" if first.isupper() else "AEIOUaeiou"
        return f"{'an' if first[0] in vowels else 'a'} {self.each_row_is_a}"

    @property
    def licences(self) -> list[Licence]:
        """The different licences of the sources, in order of id; all of them hold."""
        return _licences(self.sources)

    @property
    def licence(self) -> str:
        """Its licences as an SPDX expression: `MIT AND OGL-UK-3.0`, since each of them holds."""
        return " AND ".join(licence.id for licence in self.licences)

    def licences_of(self, column: DatasetColumn) -> list[Licence]:
        """The different licences of a column's sources, in order of id; all of them hold."""
        return _licences(self.sources_of(column))

    def sources_of(self, column: DatasetColumn) -> list[SourceRecord]:
        """The sources a column comes from: those it names, or else all of the dataset."""
        if not column.sources:
            return self.sources
        return [source for source in self.sources if source.id in column.sources]

    @property
    def attributions(self) -> list[str]:
        """The different attribution texts of the sources."""
        return list(dict.fromkeys(source.attribution for source in self.sources))


def read_datasets(manifest: Mapping[str, Any], sources: Iterable[SourceRecord]) -> list[Dataset]:
    """Every model under `marts/` of dbt's manifest as a dataset, in order of name.

    Raises:
        PublishingError: with every blocker of every dataset at once.
    """
    records = {source.id: source for source in sources}
    nodes = _published_nodes(manifest)
    blockers = [] if nodes else ["the manifest holds no model under models/marts/"]
    for node in nodes:
        blockers += _find_blockers(node, _lineage(manifest, node), records)
    if blockers:
        raise PublishingError(blockers)
    return [_dataset(node, _lineage(manifest, node), records) for node in nodes]


def _licences(sources: Iterable[SourceRecord]) -> list[Licence]:
    licences = {source.licence.id: source.licence for source in sources}
    return [licences[licence] for licence in sorted(licences)]


def _published_nodes(manifest: Mapping[str, Any]) -> list[Node]:
    models = [
        {**node, "unique_id": unique_id}
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and node["path"].startswith("marts/")
    ]
    return sorted(models, key=lambda node: str(node["name"]))


def _lineage(manifest: Mapping[str, Any], node: Node) -> Lineage:
    """The sources a model rests on, in order of id, each by the shortest way."""
    found: dict[str, list[str]] = {}
    ways = {node["unique_id"]: [str(node["name"])]}
    ahead = deque(ways)
    while ahead:
        current = ahead.popleft()
        if current.startswith("source."):
            found.setdefault(manifest["sources"][current]["source_name"], ways[current][:-1])
        for parent in sorted(set(manifest["parent_map"].get(current, [])) - set(ways)):
            ways[parent] = [*ways[current], parent.split(".")[-1]]
            ahead.append(parent)
    return dict(sorted(found.items()))


def _find_blockers(
    node: Node, lineage: Lineage, records: Mapping[str, SourceRecord]
) -> Iterator[str]:
    name = node["name"]
    yield from (f"{name}: {problem}" for problem in _describe_gaps(node))
    yield from (f"{name}: {problem}" for problem in _source_gaps(lineage, records))
    yield from (f"{name}: {problem}" for problem in _licence_gaps(lineage, records))
    for column in node["columns"].values():
        gaps = _column_gaps(column, lineage)
        yield from (f"{name}.{column['name']}: {problem}" for problem in gaps)


def _describe_gaps(node: Node) -> Iterator[str]:
    meta = _meta(node)
    if not SNAKE_CASE.fullmatch(node["name"]):
        yield "the name is not in snake_case"
    if not node.get("description", "").strip():
        yield "has no description"
    for field in ("title", "each_row_is_a", "key"):
        if not meta.get(field):
            yield f"has no {field}"
    if not node["columns"]:
        yield "has no columns"
    for column in meta.get("key") or []:
        if column not in node["columns"]:
            yield f"key column '{column}' is not among its columns"
    for warning in meta.get("usage_warnings") or []:
        if warning not in USAGE_WARNINGS:
            yield f"usage warning '{warning}' is not one of: {', '.join(USAGE_WARNINGS)}"


def _source_gaps(lineage: Lineage, records: Mapping[str, SourceRecord]) -> Iterator[str]:
    if not lineage:
        yield "rests on no source, so it has no licence"
    for source in lineage:
        if source not in records:
            yield f"rests on source '{source}', of which nothing is known"
            continue
        for field in ("licence_id", "licence_title", "licence_url", "attribution"):
            if not getattr(records[source], field).strip():
                yield f"source '{source}' has no {field}"


def _licence_gaps(lineage: Lineage, records: Mapping[str, SourceRecord]) -> Iterator[str]:
    licences = [records[source].licence for source in lineage if source in records]
    for source, way in lineage.items():
        if source in records and not records[source].licence.is_publishable:
            licence = records[source].licence
            yield (
                f"rests on source '{source}', whose licence is {licence.kind} ({licence.title}), "
                f"so it cannot be published. It comes in through {' <- '.join([*way, source])}: "
                f"do without {way[-1]}, or, if the publisher's terms are open after all, name "
                f"them as the licence of the card {source}.yml"
            )
    yield from find_conflicts(licences)


def _column_gaps(column: Node, lineage: Lineage) -> Iterator[str]:
    if not SNAKE_CASE.fullmatch(column["name"]):
        yield "the name is not in snake_case"
    if not (column.get("description") or "").strip():
        yield "has no description"
    if not column.get("data_type"):
        yield "has no data_type"
    if not _meta(column).get("unit"):
        yield "has no unit (say none, code, name, flag or text when it has none)"
    for source in _sources_named(column):
        if source not in lineage:
            yield f"says it comes from source '{source}', which its dataset does not rest on"


def _meta(node: Node) -> dict[str, Any]:
    """The `meta` of a node or column, under `config` or beside it, as dbt versions differ."""
    return {**node.get("meta", {}), **node.get("config", {}).get("meta", {})}


def _sources_named(column: Node) -> list[str]:
    """`meta.source` of a column: the id of a source, a list of them, or nothing."""
    named = _meta(column).get("source") or []
    return [named] if isinstance(named, str) else list(named)


def _dataset(node: Node, lineage: Lineage, records: Mapping[str, SourceRecord]) -> Dataset:
    meta = _meta(node)
    return Dataset(
        name=node["name"],
        title=meta["title"],
        description=node["description"].strip(),
        each_row_is_a=meta["each_row_is_a"],
        key=meta["key"],
        usage_warnings=meta.get("usage_warnings") or [],
        topic=meta.get("topic") or "",
        changes_freely=bool(meta.get("changes_freely")),
        relation=f'"{node["schema"]}"."{node["alias"]}"',
        columns=[_column(column) for column in node["columns"].values()],
        sources=[records[source] for source in lineage],
    )


def _column(column: Node) -> DatasetColumn:
    meta = _meta(column)
    example = meta.get("example")
    return DatasetColumn(
        name=column["name"],
        type=column["data_type"],
        unit=str(meta["unit"]),
        description=column["description"].strip(),
        sources=_sources_named(column),
        example=None if example is None else str(example),
    )
