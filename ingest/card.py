"""Source cards: one YAML file per source says where it lives, its licence, and what it holds.

Belongs here: the card's shape and how cards are found. Not here: fetching (`live`, `archive`,
`demo`) or checking tables (`contract`).
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ingest.errors import FetchError, IngestError

SOURCES_FOLDER = Path(__file__).parent / "sources"


ADVICE = "docs/how-to/add-a-source.md says what a card holds"


class CardError(IngestError):
    """A source card cannot be read; it names the card's file."""


class Strict(BaseModel):
    """A model that refuses fields it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Licence(Strict):
    """The licence of the publisher's raw data."""

    id: str
    title: str
    url: str


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
        format: `csv`, or `geojson` (one FeatureCollection or a JSON array of page responses).
        member: for a zip, a regular expression that exactly one member's name must match.
        rename: header in this layout -> the publisher's header that columns name as `source`.
        absent: bronze columns this layout lacks; they are null. Any other must be there.
        period: the proof of period in the payload; `null` needs `period_note`.
        period_note: why this layout can carry no proof of period.
        drop_identical_rows: the layout is known to repeat whole rows; repeats are dropped.
        drop_rows_missing: rows without this header's value are not of this source and are dropped;
            the card's `notes` say why.
    """

    format: Literal["csv", "geojson"]
    member: str | None = None
    rename: dict[str, str] = {}
    absent: list[str] = []
    period: Period | None = None
    period_note: str | None = None
    drop_identical_rows: bool = False
    drop_rows_missing: str | None = None

    @model_validator(mode="after")
    def _period_or_reason(self) -> "Layout":
        if (self.period is None) == (self.period_note is None):
            raise ValueError("give 'period', or 'period_note' saying why the payload proves none")
        return self


class UrlRoute(Strict):
    """A file at a fixed address."""

    kind: Literal["url"]
    url: str
    layout: str = "publisher"


class GovukRoute(Strict):
    """An attachment of a GOV.UK page, found through the content API by its title or file name."""

    kind: Literal["govuk"]
    page: str
    attachment: str
    layout: str = "publisher"


class ArcgisRoute(Strict):
    """A layer of the ONS Open Geography Portal, paged through its FeatureServer.

    `srid` is the spatial reference that geometry is asked for in: 4326 or 27700.
    """

    kind: Literal["arcgis"]
    service: str
    fields: list[str]
    geometry: bool = False
    srid: int = 4326
    layout: str = "publisher"


class NomisRoute(Strict):
    """A Nomis API query, paged 25,000 rows at a time."""

    kind: Literal["nomis"]
    dataset: str
    query: dict[str, str]
    layout: str = "publisher"


Route = Annotated[
    UrlRoute | GovukRoute | ArcgisRoute | NomisRoute,
    Field(discriminator="kind"),
]


class ArchiveFile(Strict):
    """Where the source lies in an archive of earlier snapshots."""

    path: str
    layout: str = "publisher"


class DemoFrame(Strict):
    """Which frame of the synthetic England the source is written from, and in which layout."""

    frame: str
    layout: str = "publisher"


class Column(Strict):
    """One typed column of a bronze table.

    `source` is the publisher's header. `minimum` and `maximum` are inclusive, in the column's unit.
    Types: `string`, `integer`, `decimal` (exact, with `scale` digits after the point), `geometry`
    (GeoJSON text, longitude and latitude).
    """

    name: str
    source: str
    type: Literal["string", "integer", "decimal", "geometry"] = "string"
    scale: int = 0
    unit: str | None = None
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    values: list[str] | None = None
    nullable: bool = False


class RowCount(Strict):
    """How many rows the publisher's table has, and how many of them are England's."""

    minimum: int
    maximum: int
    england: int | None = None


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


class Card(Strict):
    """Everything the project says about one source. See `docs/how-to/add-a-source.md`.

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
    licence: Licence
    attribution: str
    cadence: Literal["never changes", "yearly", "quarterly", "monthly", "daily", "irregular"]
    notes: str = ""
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
