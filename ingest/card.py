"""Source cards: one YAML file per source says where it lives, its licence, and what it holds.

Belongs here: the card's shape and how cards are found. Not here: fetching (`live`, `archive`,
`demo`) or checking tables (`contract`).
"""

import hashlib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from ingest.errors import FetchError, IngestError

SOURCES_FOLDER = Path(__file__).parent / "sources"
LICENCES_FILE = Path(__file__).parent / "licences.yml"
# Sources of columns that the reader itself adds to what the publisher wrote.
ROW_HEADER = "#row"
MEMBER_HEADER = "#member"

ADVICE = "docs/how-to/add-a-source.md says what a card holds"
OPEN_GEOGRAPHY = "https://services1.arcgis.com/ESMARspQHYMw9BZ9/arcgis/rest/services"


class CardError(IngestError):
    """A source card cannot be read; it names the card's file."""


class Strict(BaseModel):
    """A model that refuses fields it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Licence(Strict):
    """The licence of a publisher's raw data; all are described in `ingest/licences.yml`.

    `kind` is what it asks of whoever publishes the data again, from mildest to strictest. Data that
    is `not open`, or whose terms are `unclear`, may be read but cannot reach a release.
    """

    id: str
    title: str
    url: str
    kind: Literal["public domain", "attribution", "share alike", "unclear", "not open"]
    note: str = ""


@cache
def load_licences() -> dict[str, Licence]:
    """All licences that a card may name, by id."""
    rows = yaml.safe_load(LICENCES_FILE.read_text(encoding="utf-8"))
    licences = [Licence.model_validate(row) for row in rows]
    return {licence.id: licence for licence in licences}


def _licence_of_that_id(value: object) -> object:
    if not isinstance(value, str):
        return value
    if value not in load_licences():
        raise ValueError(f"'{value}' is not in {LICENCES_FILE.name}")
    return load_licences()[value]


class Period(Strict):
    """Proof, in the payload itself, that it is of the period the card says.

    Either a `header` that must be among the publisher's headers, or a `column` whose every value
    must equal `equals`.
    """

    header: str | None = None
    column: str | None = None
    equals: str | None = None

    @model_validator(mode="after")
    def _one_proof(self) -> "Period":
        if (self.header is None) == (self.column is None) or (self.column and not self.equals):
            raise ValueError("give either 'header', or 'column' with 'equals'")
        return self


class Layout(Strict):
    """How bytes are laid out: the publisher's own way, or the way an archive copy was saved.

    Attributes:
        format: `csv`, `geojson` (one FeatureCollection or a JSON array of page responses),
            `workbook` (xls, xlsx, ods), `parquet`, or `parser` (only the card's own parser can
            read it).
        member: for a zip, a regular expression that exactly one member's name must match.
        members: for a zip or bundle, a regular expression that at least one member's name must
            match; every match is read, and all rows follow each other in order of name.
        encoding: of the characters of a CSV.
        separator: between the cells of a CSV.
        quoted: quotation marks of a CSV enclose cells; otherwise they are part of the text.
        header_row: the row of the header in a CSV or sheet, the first being 1.
        headers: the headers of a CSV that has none.
        sheet: a regular expression that exactly one sheet's name of a workbook must match.
        nulls: texts that stand for no value in columns of numbers and dates (`[x]`, `..`).
        rename: header in this layout -> the publisher's header that columns name as `source`.
        absent: bronze columns this layout lacks; they are null. Any other must be there.
        period: the proof of period in the payload; `null` needs `period_note`.
        period_note: why this layout can carry no proof of period.
        drop_identical_rows: the layout is known to repeat whole rows; repeats are dropped.
        drop_rows_missing: rows without this header's value are not of this source and are dropped;
            the card's `notes` say why.
    """

    format: Literal["csv", "geojson", "workbook", "parquet", "parser"]
    member: str | None = None
    members: str | None = None
    encoding: Literal["utf-8", "cp1252"] = "utf-8"
    separator: str = ","
    quoted: bool = True
    header_row: int = 1
    headers: list[str] = []
    sheet: str | None = None
    nulls: list[str] = []
    rename: dict[str, str] = {}
    absent: list[str] = []
    period: Period | None = None
    period_note: str | None = None
    drop_identical_rows: bool = False
    drop_rows_missing: str | None = None

    @model_validator(mode="after")
    def _is_coherent(self) -> "Layout":
        if (self.period is None) == (self.period_note is None):
            raise ValueError("give 'period', or 'period_note' saying why the payload proves none")
        if self.member and self.members:
            raise ValueError("give 'member' or 'members', not both")
        if (self.format == "workbook") != (self.sheet is not None):
            raise ValueError("a workbook, and nothing else, has a 'sheet'")
        return self


class UrlRoute(Strict):
    """A file at a fixed address, or at one that has a month in it.

    `{this_month}` and `{last_month}` stand for the first day of the month, such as 2026-11-01.
    """

    kind: Literal["url"]
    url: str
    layout: str = "publisher"

    @property
    def address(self) -> str:
        """The address as it is today."""
        this_month = date.today().replace(day=1)
        last_month = (this_month - timedelta(days=1)).replace(day=1)
        return self.url.replace("{this_month}", str(this_month)).replace(
            "{last_month}", str(last_month)
        )


class FilesRoute(Strict):
    """Several files that make one snapshot, kept as a bundle: a zip of them under their own names.

    An address with `{name}` in it is asked once for each of `names`.
    """

    kind: Literal["files"]
    urls: list[str]
    names: list[str] = []
    layout: str = "publisher"

    @model_validator(mode="after")
    def _names_are_asked_for(self) -> "FilesRoute":
        if any("{name}" in url for url in self.urls) != bool(self.names):
            raise ValueError("give 'names' if, and only if, an address has '{name}' in it")
        return self

    @property
    def addresses(self) -> list[str]:
        """Every address, names filled in."""
        return [
            url.replace("{name}", name)
            for url in self.urls
            for name in (self.names if "{name}" in url else [""])
        ]


class GovukRoute(Strict):
    """An attachment of a GOV.UK page, found through the content API by its title or file name."""

    kind: Literal["govuk"]
    page: str
    attachment: str
    layout: str = "publisher"


class ArcgisRoute(Strict):
    """A layer of a FeatureServer, paged; of the ONS Open Geography Portal unless it says otherwise.

    `services` is the address of all services of a publisher, `layer` the layer's number in its own.
    `srid` is the spatial reference that geometry is asked for in: 4326 or 27700.
    """

    kind: Literal["arcgis"]
    services: str = OPEN_GEOGRAPHY
    service: str
    layer: int = 0
    fields: list[str]
    geometry: bool = False
    srid: int = 4326
    layout: str = "publisher"

    @property
    def address(self) -> str:
        """Where the layer is queried."""
        return f"{self.services}/{self.service}/FeatureServer/{self.layer}/query"


class NomisRoute(Strict):
    """A Nomis API query, paged 25,000 rows at a time."""

    kind: Literal["nomis"]
    dataset: str
    query: dict[str, str]
    layout: str = "publisher"


Route = Annotated[
    UrlRoute | FilesRoute | GovukRoute | ArcgisRoute | NomisRoute,
    Field(discriminator="kind"),
]


class ArchiveFile(Strict):
    """Where the source lies in an archive of earlier snapshots.

    Either one file at `path`, or every file whose path matches one of the patterns in `paths`
    (`*` stands for anything), as a bundle.
    """

    path: str | None = None
    paths: list[str] = []
    layout: str = "publisher"

    @model_validator(mode="after")
    def _one_or_many(self) -> "ArchiveFile":
        if (self.path is None) == (not self.paths):
            raise ValueError("give 'path' or 'paths'")
        return self


class DemoFrame(Strict):
    """Which frame of the synthetic England the source is written from, and in which layout."""

    frame: str
    layout: str = "publisher"


class Column(Strict):
    """One typed column of a bronze table.

    `source` is the publisher's header; `#row` is the number of the record in its file, from 1, and
    `#member` the name of its file in a zip or bundle. `minimum` and `maximum` are inclusive, in the
    column's unit. Types: `string`, `integer`, `decimal` (exact, with `scale` digits after the
    point), `date` (written in one of `formats`), `geometry` (GeoJSON text, longitude and latitude).
    Numbers may have thousands separators, a pound sign, and brackets for a minus. A decimal with
    more digits than its scale is refused, unless `rounded` says why the rest may go.
    `nullable` columns may be empty; those nullable `where absent` only in a layout that lacks them.
    """

    name: str
    source: str
    type: Literal["string", "integer", "decimal", "date", "geometry"] = "string"
    scale: int = 0
    rounded: str = ""
    formats: list[str] = ["%Y-%m-%d"]
    unit: str | None = None
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    values: list[str] | None = None
    nullable: bool | Literal["where absent"] = False

    @model_validator(mode="after")
    def _rounds_decimals_only(self) -> "Column":
        if self.rounded and self.type != "decimal":
            raise ValueError(f"'{self.name}' is no decimal, so nothing of it can be 'rounded'")
        return self


class RowCount(Strict):
    """How many rows the publisher's table has, and how many of them are England's.

    `demo_england` is the number in the demo England at its full size, where it is another.
    """

    minimum: int
    maximum: int
    england: int | None = None
    demo_england: int | None = None


class Table(Strict):
    """The contract of one bronze table."""

    name: str
    description: str
    key: list[str]
    rows: RowCount
    columns: list[Column]

    def column(self, name: str) -> Column:
        """The column of that bronze name."""
        return next(column for column in self.columns if column.name == name)


class Plausibility(Strict):
    """How far a new snapshot may differ from the last good one before it is refused."""

    size_drift: float = 0.25
    row_drift: float = 0.05


AreaKind = Literal[
    "lsoa_2011", "lsoa_2021", "msoa_2021", "ward_2017", "ward_2024", "ward_2025",
    "district_2024", "region",
]  # fmt: skip


class Coverage(Strict):
    """How much of England the source covers.

    Either counted: how many of England's areas of a kind (`areas`) the `column` of the `table`
    names. Or, where its rows name no areas, a `note` alone.
    """

    areas: AreaKind | None = None
    table: str | None = None
    column: str | None = None
    note: str = ""

    @model_validator(mode="after")
    def _counted_or_noted(self) -> "Coverage":
        counted = (self.areas, self.table, self.column)
        if any(counted) != all(counted) or not (all(counted) or self.note):
            raise ValueError("give 'areas', 'table' and 'column', or a 'note'")
        return self


class Card(Strict):
    """Everything the project says about one source. See `docs/how-to/add-a-source.md`.

    `personal` lists the publisher's headers that hold personal data: no column may come from them.
    Without a `required` source nothing can be built; any other leaves empty tables behind when it
    was never had, and what rests on it is missing.
    """

    id: str
    title: str
    publisher: str
    domain: Literal[
        "geography", "population", "deprivation", "statistics", "finance", "grants", "social"
    ]
    vintage: str
    landing_page: str
    licence: Annotated[Licence, BeforeValidator(_licence_of_that_id)]
    attribution: str
    cadence: Literal["never changes", "yearly", "quarterly", "monthly", "daily", "irregular"]
    notes: str = ""
    coverage: Coverage
    personal: list[str] = []
    required: bool = True
    max_bytes: int = 64_000_000
    allowed_hosts: list[str] = []
    layouts: dict[str, Layout]
    live: list[Route]
    archive: ArchiveFile | Literal["none"]
    demo: DemoFrame | Literal["none"]
    tables: list[Table]
    plausibility: Plausibility = Plausibility()

    @model_validator(mode="after")
    def _layouts_exist(self) -> "Card":
        used = [route.layout for route in self.live]
        used += [place.layout for place in (self.archive, self.demo) if not isinstance(place, str)]
        if unknown := sorted(set(used) - set(self.layouts)):
            raise ValueError(f"layouts {unknown} are used but not described under 'layouts'")
        return self

    @model_validator(mode="after")
    def _has_no_personal_column(self) -> "Card":
        sources = {column.source for table in self.tables for column in table.columns}
        if claimed := sorted(sources & set(self.personal)):
            raise ValueError(f"columns come from {claimed}, which hold personal data")
        return self

    @model_validator(mode="after")
    def _counts_a_column_it_has(self) -> "Card":
        columns = {(t.name, c.name) for t in self.tables for c in t.columns}
        counted = (self.coverage.table, self.coverage.column)
        if all(counted) and counted not in columns:
            raise ValueError(f"'coverage' counts {counted}, which no table has")
        return self

    @property
    def path(self) -> Path:
        """The card's own file."""
        return SOURCES_FOLDER / self.folder / f"{self.id}.yml"

    @property
    def folder(self) -> str:
        """The folder of the card's publisher, which its id begins with."""
        return self.id.split("_")[0]

    @property
    def parser_path(self) -> Path | None:
        """The Python parser beside the card, where the format needs one."""
        path = self.path.with_suffix(".py")
        return path if path.exists() else None


def read_card(path: Path) -> Card:
    """Read and validate one card; the file's stem must be the card's id."""
    place = f"{path.parent.name}/{path.name}"
    try:
        card = Card.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError) as error:
        raise CardError(place, f"the card is not valid: {error}", ADVICE) from error
    if path.name != card.path.name or path.parent.name != card.folder:
        raise CardError(place, f"the card's id is '{card.id}'", f"move it to {card.path}")
    return card


@cache
def load_cards() -> dict[str, Card]:
    """All source cards by id, in order of id."""
    cards = [read_card(path) for path in SOURCES_FOLDER.glob("*/*.yml")]
    return {card.id: card for card in sorted(cards, key=lambda card: card.id)}


def select_cards(ids: list[str] | None) -> dict[str, Card]:
    """The cards of those ids (all when none are named); an unknown id is refused by name."""
    cards = load_cards()
    if not ids:
        return cards
    if unknown := sorted(set(ids) - set(cards)):
        raise FetchError(", ".join(unknown), "there is no such source", "`lbn sources` lists them")
    return {source: card for source, card in cards.items() if source in ids}


def fingerprint_files(paths: list[Path]) -> str:
    """One sha256 over names and contents of files, whatever folder they lie in."""
    digest = hashlib.sha256()
    for path in sorted(paths, key=lambda path: path.name):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
