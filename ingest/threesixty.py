"""The 360Giving standard: grants from JSON, CSV and spreadsheets as one kind of table.

Belongs here: the standard's fields, in its three formats and its older shapes, and the daily
package. Not here: one funder's own habits (a parser beside its card), nor meaning (dbt).

The files come from many hosts and are not trusted. Only the fields listed here are read: never
descriptions, titles, addresses, telephone numbers, e-mails or contact names, and of a grant to a
person nothing but amount, date, funder and programme. The standard is at
https://standard.threesixtygiving.org; `Recipient Ward …` and `Recipient District …` are what
GrantNav adds from the recipient's postcode.
"""

import gzip
import io
import re
import tarfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import PurePosixPath
from typing import IO, Any, Self

import ijson
import numpy as np
import polars as pl

from ingest.errors import ContractError
from ingest.readers import decode_text, load_sheet, open_workbook
from ingest.recipients import (
    INDIVIDUAL,
    KIND,
    ORGANISATION,
    POSSIBLE_INDIVIDUAL,
    clean_text,
    id_shows_organisation,
    name_says_person,
    name_shows_organisation,
    withhold_people,
)
from ingest.workbooks import BROKEN

# The standard's title of a column in spreadsheets -> its place in JSON. In older files one object
# stands where there now is a list of them, and the other way round.
FIELDS = {
    "Identifier": "id",
    "Currency": "currency",
    "Amount Awarded": "amountAwarded",
    "Award Date": "awardDate",
    "Planned Dates:Start Date": "plannedDates/startDate",
    "Planned Dates:End Date": "plannedDates/endDate",
    "Planned Dates:Duration (months)": "plannedDates/duration",
    "Recipient Org:Identifier": "recipientOrganization/id",
    "Recipient Org:Name": "recipientOrganization/name",
    "Recipient Org:Organisation Type": "recipientOrganization/organisationType",
    "Recipient Org:Charity Number": "recipientOrganization/charityNumber",
    "Recipient Org:Company Number": "recipientOrganization/companyNumber",
    "Recipient Org:Postal Code": "recipientOrganization/postalCode",
    "Recipient Org:Location:Geographic Code": "recipientOrganization/location/geoCode",
    "Beneficiary Location:Name": "beneficiaryLocation/name",
    "Beneficiary Location:Geographic Code": "beneficiaryLocation/geoCode",
    "Funding Org:Identifier": "fundingOrganization/id",
    "Funding Org:Name": "fundingOrganization/name",
    "Grant Programme:Title": "grantProgramme/title",
    "Funding Type:Title": "fundingType/title",
    "Related Activity": "relatedActivity",
    "For Regrant Type": "regrantType",
    "Location Scope": "locationScope",
    "Recipient Ward Geographic Code": "recipientWardNameGeoCode",
    "Recipient District Geographic Code": "recipientDistrictGeoCode",
}
REQUIRED = ("Amount Awarded", "Award Date", "Funding Org:Identifier")
LOCATIONS = "Beneficiary Location:Count"
# Any of these says that the grant was to a person.
PERSON_FIELDS = {
    "Recipient Ind:Identifier": "recipientIndividual/id",
    "Recipient Ind:Name": "recipientIndividual/name",
    "To Individuals Details:Primary Grant Reason": "toIndividualsDetails/primaryGrantReason",
}
TO_PERSON = "to a person"
PUBLIC_FIELDS = (
    *("Amount Awarded", "Currency", "Award Date", "Funding Org:Identifier", "Funding Org:Name"),
    *("Grant Programme:Title", "For Regrant Type", "File"),
)
DATES = ("Award Date", "Planned Dates:Start Date", "Planned Dates:End Date")
NAMES = (
    *("Recipient Org:Name", "Recipient Org:Organisation Type", "Beneficiary Location:Name"),
    *("Funding Org:Name", "Grant Programme:Title", "Funding Type:Title"),
)
HEADERS = (*FIELDS, LOCATIONS, KIND)

# Licences that ask for no more than attribution.
MILD_LICENCE = (
    r"creativecommons\.org/(licenses/by/|publicdomain/)|open-government-licence|"
    r"opendatacommons\.org/licenses/(by|pddl)|odc-(by|pddl)"
)

MAX_GRANTS = 5_000_000
MAX_CELL = 2_000
MAX_DEPTH = 50
MAX_MEMBERS = 20_000
MAX_MEMBER_BYTES = 2_000_000_000
MAX_PACKAGE_BYTES = 20_000_000_000
MAX_HEADER_BYTES = 65_536
DESCRIBING = (
    *(tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE),
    *(tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK),
)

# What a person can do about a file that is refused.
LARGER_THAN_FORESEEN = "look at the file; if it is honest, raise the limit in ingest/threesixty.py"
HOSTILE = "the file is hostile or broken: tell the publisher"
OTHER_HABITS = "compare it with https://standard.threesixtygiving.org; mend the card's parser"

OPENING = np.frombuffer(b"[{", np.uint8)
NO_MARKS = bytes(set(range(256)) - set(b'"[]{}'))
ESCAPED = re.compile(rb"\\.", re.DOTALL)
ODD_BACKSLASHES = re.compile(rb"(?<!\\)(\\\\)*\\\Z")

Row = dict[str, str | None]


@dataclass(frozen=True)
class Habits:
    """What one funder's files do in their own way.

    Attributes:
        renames: the file's header or JSON key -> the standard's title, or a title of our own.
        only_organisations: someone read all recipients' names and found no person's.
        persons: header -> pattern of the values that say a grant was to a person.
    """

    renames: Mapping[str, str] = field(default_factory=dict)
    only_organisations: bool = False
    persons: Mapping[str, str] = field(default_factory=dict)


NO_HABITS = Habits()


def read_grants(source: str, payload: bytes, habits: Habits = NO_HABITS) -> pl.DataFrame:
    """The grants of one file, one row each, as strings under the titles `HEADERS`.

    Raises:
        ContractError: the file is none of the standard's three formats, or exceeds a limit.
    """
    start = payload[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"{", b"[")):
        frame = _frame(source, _json_rows(source, io.BytesIO(payload), habits))
    elif start.startswith(b"PK") or start.startswith(b"\xd0\xcf\x11\xe0"):
        frame = _read_workbook(source, payload, habits)
    else:
        frame = _titled(source, _read_csv(source, payload), habits)
    return _protect(frame, habits)


def read_package(source: str, payload: bytes) -> dict[str, pl.DataFrame]:
    """The daily package (tar.gz): `grants` as `read_grants`, and `files`, one row per file.

    Members are streamed, and nothing is written to disk. Files of the registry are
    `json_all/<identifier>.json`; `data_all.json` says which licence each has. Grants of a file are
    read only where its licence asks for no more than attribution.

    Raises:
        ContractError: a member points outside the package, or a limit is exceeded.
    """
    try:
        grants, licences = _unpack(source, payload)
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise ContractError(source, f"the package is damaged: {error}", BROKEN) from error
    files = _files(grants, licences)
    read = files.filter(pl.col("Read") == "yes")
    grants = grants.filter(pl.col("File").is_in(read["File"].to_list()))
    return {"grants": _protect(grants, NO_HABITS), "files": files}


def read_registry(source: str, payload: bytes, places: Sequence[str]) -> pl.DataFrame:
    """The registry's list of files, one row each, with what lies at each place of its JSON.

    Raises:
        ContractError: no JSON list, or an empty one.
    """
    files = _json_items(source, io.BytesIO(payload), "item")
    rows = [{place: _text(_at(file, place)) for place in places} for file in files]
    return _frame(source, rows)


def _unpack(source: str, payload: bytes) -> tuple[pl.DataFrame, dict[str, str]]:
    """The grants of all files, with the name of their file, and the licence of each file."""
    frames, licences = [], {}
    for name, member in _members(source, payload):
        if name.name == "data_all.json":
            licences = _licences(source, member)
        elif name.parent.name == "json_all" and name.suffix == ".json":
            rows = _frame(source, _json_rows(source, member, NO_HABITS))
            frames.append(rows.with_columns(File=pl.lit(name.stem)))
    if not frames:
        raise ContractError(source, "the package holds no json_all/*.json", OTHER_HABITS)
    return pl.concat(frames), licences


def _files(grants: pl.DataFrame, licences: Mapping[str, str]) -> pl.DataFrame:
    licence = pl.col("File").replace_strict(licences, default=None, return_dtype=pl.String)
    is_mild = licence.str.contains(MILD_LICENCE).fill_null(value=False)
    return (
        grants.group_by("File")
        .agg(pl.len().cast(pl.String).alias("Grants"))
        .sort("File")
        .with_columns(
            licence.alias("Licence"),
            pl.when(is_mild).then(pl.lit("yes")).otherwise(pl.lit("no")).alias("Read"),
        )
    )


def _members(source: str, payload: bytes) -> Iterator[tuple[PurePosixPath, IO[bytes]]]:
    """Name and stream of every file in a tar.gz, each and all together within the limits."""
    stream = _Bounded(source, gzip.GzipFile(fileobj=io.BytesIO(payload)))
    with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Header) as package:
        for count, member in enumerate(package, start=1):
            name = PurePosixPath(member.name)
            if name.is_absolute() or ".." in name.parts or "\\" in member.name:
                raise ContractError(source, f"member '{name}' points outside the package", HOSTILE)
            if count > MAX_MEMBERS or member.size > MAX_MEMBER_BYTES:
                raise ContractError(
                    source, f"the package is too large at member '{name}'", LARGER_THAN_FORESEEN
                )
            file = package.extractfile(member) if member.isfile() else None
            if file is not None:
                yield name, file


class _Header(tarfile.TarInfo):
    """A header that is refused where it says that a name, or what else describes a file, is vast.

    Such texts are read whole before the file they belong to is seen.
    """

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """The header in a block of the package."""
        header = super().frombuf(buf, encoding, errors)
        if header.type in DESCRIBING and header.size > MAX_HEADER_BYTES:
            raise tarfile.TarError(f"a header of {header.size:,} bytes")
        return header


class _Bounded(io.BufferedIOBase):
    """A stream that ends in refusal where it unpacks to more than a package may."""

    def __init__(self, source: str, file: gzip.GzipFile) -> None:
        self.source, self.file, self.left = source, file, MAX_PACKAGE_BYTES

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes, counted."""
        chunk = self.file.read(size)
        self.left -= len(chunk)
        if self.left < 0:
            raise ContractError(
                self.source, "the package unpacks to too many bytes", LARGER_THAN_FORESEEN
            )
        return chunk


def _licences(source: str, member: IO[bytes]) -> dict[str, str]:
    return {
        str(dataset["identifier"]): str(dataset.get("license"))
        for dataset in _json_items(source, member, "item")
        if "identifier" in dataset
    }


def _json_rows(source: str, file: IO[bytes], habits: Habits) -> Iterator[Row]:
    for grant in _json_items(source, file, "grants.item"):
        yield _json_row(grant, habits)


class _Shallow:
    """A file of JSON that is refused where values nest deeper than any honest file's.

    The parser below it would end the whole process.
    """

    def __init__(self, source: str, file: IO[bytes]) -> None:
        self.source, self.file = source, file
        self.depth, self.is_in_text, self.held = 0, False, b""

    def read(self, size: int) -> bytes:
        """The next bytes, looked through."""
        chunk = self.file.read(size)
        text = self.held + chunk
        self.held = text[-1:] if ODD_BACKSLASHES.search(text) else b""
        marks = ESCAPED.sub(b"", text.removesuffix(self.held)).translate(None, delete=NO_MARKS)
        parts = marks.split(b'"')
        self._follow(b"".join(parts[self.is_in_text :: 2]))
        self.is_in_text ^= len(parts) % 2 == 0
        return chunk

    def _follow(self, brackets: bytes) -> None:
        steps = np.where(np.isin(np.frombuffer(brackets, np.uint8), OPENING), 1, -1)
        depths = self.depth + np.cumsum(steps)
        if depths.max(initial=0) > MAX_DEPTH:
            raise ContractError(self.source, f"values nest deeper than {MAX_DEPTH} levels", HOSTILE)
        self.depth = int(depths[-1]) if len(depths) else self.depth


def _json_items(source: str, file: IO[bytes], prefix: str) -> Iterator[dict[str, Any]]:
    try:
        items = ijson.items(_Shallow(source, file), prefix)
        for count, item in enumerate(items, start=1):
            if count > MAX_GRANTS:
                raise ContractError(
                    source, f"more than {MAX_GRANTS:,} grants in one file", LARGER_THAN_FORESEEN
                )
            if isinstance(item, dict):
                yield item
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise ContractError(
            source, f"the file is not JSON of the standard: {error}", BROKEN
        ) from error


def _json_row(grant: dict[str, Any], habits: Habits) -> Row:
    added = grant.get("additional_data")
    row = {title: _text(_at(grant, path)) for title, path in FIELDS.items()}
    if isinstance(added, dict):
        for title in ("Recipient Ward Geographic Code", "Recipient District Geographic Code"):
            row[title] = row[title] or _text(added.get(FIELDS[title]))
    for key, title in habits.renames.items():
        row[title] = _text(grant.get(key)) or row.get(title)
    row[LOCATIONS] = str(_count_places(grant.get("beneficiaryLocation")))
    is_to_person = any(_at(grant, path) for path in PERSON_FIELDS.values())
    row[TO_PERSON] = "yes" if is_to_person else None
    return row


def _at(value: Any, path: str) -> Any:
    """What lies at a path; of a list the first."""
    for step in path.split("/"):
        value = value[0] if isinstance(value, list) and value else value
        value = value.get(step) if isinstance(value, dict) else None
    return value[0] if isinstance(value, list) and value else value


def _count_places(locations: Any) -> int:
    if not isinstance(locations, list):
        return int(bool(locations))
    return len({_text(_at(each, "geoCode")) or _text(_at(each, "name")) for each in locations})


def _text(value: object) -> str | None:
    """A plain value as text; nothing for objects and lists, however deep."""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str | int | float | Decimal):
        return None
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    return text[:MAX_CELL].strip() or None


def _frame(source: str, rows: Iterable[Row]) -> pl.DataFrame:
    held = list(rows)
    if not held:
        raise ContractError(
            source, "the file holds no grants of the 360Giving standard", OTHER_HABITS
        )
    return pl.DataFrame(held, schema=dict.fromkeys(held[0], pl.String), orient="row")


def _read_csv(source: str, payload: bytes) -> pl.DataFrame:
    text = decode_text(source, payload)
    try:
        return pl.read_csv(text.encode(), infer_schema=False, null_values=[""])
    except pl.exceptions.PolarsError as error:
        raise ContractError(source, f"the file cannot be read as CSV: {error}", BROKEN) from error


def _read_workbook(source: str, payload: bytes, habits: Habits) -> pl.DataFrame:
    """The sheet of grants; other sheets add the first row of each grant to what it lacks."""
    workbook = open_workbook(source, payload)
    sheets = [load_sheet(source, workbook, name, 1) for name in workbook.sheet_names]
    frames = [_plain_headers(sheet) for sheet in sheets]
    frames = [frame for frame in frames if "identifier" in frame.columns]
    mains = [frame for frame in frames if "amount awarded" in frame.columns]
    if len(mains) != 1:
        raise ContractError(
            source, f"{len(mains)} sheets hold identifiers and amounts, not one", OTHER_HABITS
        )
    grants = mains[0]
    for other in frames:
        if other is not grants:
            grants = _with_other_sheet(grants, other)
    return _titled(source, grants, habits)


def _with_other_sheet(grants: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    new = [name for name in other.columns if name not in grants.columns]
    place = "beneficiary location:geographic code"
    count = pl.col(place).n_unique() if place in new else pl.len()
    added = other.group_by("identifier", maintain_order=True).agg(
        pl.col(new).first(), count.cast(pl.String).alias(LOCATIONS.lower())
    )
    kept = [*new, *([LOCATIONS.lower()] if place in new else [])]
    return grants.join(added.select("identifier", *kept), on="identifier", how="left")


def _plain_headers(frame: pl.DataFrame) -> pl.DataFrame:
    """Headers in small letters without doubled spaces; `…:0:…` counts no more than `…:…`."""
    plain = [
        re.sub(r":0:", ":", re.sub(r"\s+", " ", name).strip().lower()) for name in frame.columns
    ]
    first = {name: position for position, name in reversed(list(enumerate(plain)))}
    columns = frame.get_columns()
    return pl.DataFrame([columns[first[name]].alias(name) for name in sorted(first)])


def _titled(source: str, frame: pl.DataFrame, habits: Habits) -> pl.DataFrame:
    """The columns that are read, under the standard's titles; those that are absent are empty."""
    plain = _plain_headers(frame)
    known = {title.lower(): title for title in (*FIELDS, LOCATIONS)}
    known |= {header.lower(): title for header, title in habits.renames.items()}
    own = set(habits.renames.values()) - set(FIELDS)
    found = {title: header for header, title in known.items() if header in plain.columns}
    if missing := [title for title in REQUIRED if title not in found]:
        raise ContractError(source, f"the file has no column {', '.join(missing)}", OTHER_HABITS)
    columns = [
        pl.col(found[title]).alias(title)
        if title in found
        else pl.lit(
            None,
            pl.String,
        ).alias(title)
        for title in (*FIELDS, *sorted(own), LOCATIONS)
    ]
    to_person = pl.when(_is_to_person(plain.columns, habits)).then(pl.lit("yes"))
    return plain.select(*columns, to_person.alias(TO_PERSON))


def _is_to_person(headers: Sequence[str], habits: Habits) -> pl.Expr:
    told = [pl.col(name).is_not_null() for name in map(str.lower, PERSON_FIELDS) if name in headers]
    told += [
        pl.col(header.lower()).str.contains(pattern)
        for header, pattern in habits.persons.items()
        if header.lower() in headers
    ]
    return pl.any_horizontal(told) if told else pl.lit(value=False)


def _protect(frame: pl.DataFrame, habits: Habits) -> pl.DataFrame:
    """Clean texts and dates, and nothing left of people."""
    place = pl.coalesce("Beneficiary Location:Geographic Code", "Beneficiary Location:Name")
    frame = frame.with_columns(
        *(clean_text(pl.col(name)) for name in NAMES),
        *(_date(pl.col(name)) for name in DATES),
        pl.coalesce(LOCATIONS, place.is_not_null().cast(pl.Int8).cast(pl.String)).alias(LOCATIONS),
        _kind(habits).alias(KIND),
    )
    return withhold_people(frame.drop(TO_PERSON), PUBLIC_FIELDS)


def _kind(habits: Habits) -> pl.Expr:
    numbers = ("Recipient Org:Charity Number", "Recipient Org:Company Number")
    shown = [
        id_shows_organisation(pl.col("Recipient Org:Identifier")),
        name_shows_organisation(pl.col("Recipient Org:Name")),
        *(pl.col(number).is_not_null() for number in numbers),
    ]
    if habits.only_organisations:
        shown.append(pl.lit(value=True))
    return (
        pl.when(pl.col(TO_PERSON).is_not_null() | name_says_person(pl.col("Recipient Org:Name")))
        .then(pl.lit(INDIVIDUAL))
        .when(pl.any_horizontal(shown))
        .then(pl.lit(ORGANISATION))
        .otherwise(pl.lit(POSSIBLE_INDIVIDUAL))
    )


def _date(text: pl.Expr) -> pl.Expr:
    """The day as written, whatever follows it; `05/06/2014` is the fifth of June."""
    british = text.str.replace(r"^(\d{1,2})/(\d{1,2})/(\d{4}).*$", "$3-$2-$1")
    return british.str.replace(r"^(\d{4})-(\d{1,2})-(\d{1,2}).*$", "$1-$2-$3").replace("", None)
