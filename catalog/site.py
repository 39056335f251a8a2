"""The release's own pages: what is in it, where it comes from, how to use it.

Belongs here: turning the release's records into HTML that works without JavaScript and from a
folder on disk. Not here: any number that is not in the records; the look (`templates/style.css`).
"""

import math
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from catalog.build import DEMO_LABEL
from catalog.changelog import plural
from catalog.datapackage import TITLE, field_type
from catalog.datasets import USAGE_WARNINGS, Dataset
from catalog.gate import GateReport
from catalog.release import ReleasedFile, ReleaseManifest

TEMPLATES = Path(__file__).parent / "templates"
PREVIEW_ROWS = 10
FORMATS = {"xlsx": "Excel", "csv": "CSV", "parquet": "Parquet"}


def write_pages(
    folder: Path, manifest: ReleaseManifest, datasets: list[Dataset], report: GateReport
) -> None:
    """Write `index.html`, `sources.html`, `datasets/<name>.html` and the style sheet."""
    environment = _environment(manifest, datasets, report)
    pages = {"index.html": "", "sources.html": ""}
    for page, root in pages.items():
        _write(folder / page, environment.get_template(page).render(root=root))
    (folder / "datasets").mkdir()
    for dataset in datasets:
        html = environment.get_template("dataset.html").render(
            root="../",
            dataset=dataset,
            released=next(d for d in manifest.datasets if d.name == dataset.name),
            preview=_preview(folder / "data" / f"{dataset.name}.parquet"),
            checks=report.of(dataset.name),
        )
        _write(folder / "datasets" / f"{dataset.name}.html", html)
    shutil.copyfile(TEMPLATES / "style.css", folder / "style.css")


def _environment(
    manifest: ReleaseManifest, datasets: list[Dataset], report: GateReport
) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        number=_number, size=_size, day=_day, paragraphs=_paragraphs, web=_web, plural=plural
    )
    environment.globals.update(
        site_title=TITLE,
        demo_label=DEMO_LABEL,
        manifest=manifest,
        datasets=datasets,
        report=report,
        warnings=USAGE_WARNINGS,
        files=_files(manifest),
        formats=FORMATS,
        numeric=_is_numeric,
    )
    return environment


def _files(manifest: ReleaseManifest) -> dict[str, dict[str, ReleasedFile]]:
    """Dataset -> `parquet`, `csv` or `xlsx` -> file."""
    files: dict[str, dict[str, ReleasedFile]] = {}
    for file in manifest.files:
        if file.dataset:
            files.setdefault(file.dataset, {})[file.path.rsplit(".", 1)[-1]] = file
    return files


def _preview(parquet: Path) -> list[list[str | None]]:
    """The first rows as text; an empty cell is None."""
    batches = pq.ParquetFile(parquet).iter_batches(batch_size=PREVIEW_ROWS)
    first = next(batches, None)
    rows = first.to_pylist() if first is not None else []
    return [[_cell(value) for value in row.values()] for row in rows]


def _cell(value: object) -> str | None:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_numeric(type_: str) -> bool:
    return field_type(type_) in ("integer", "number")


def _number(value: int) -> str:
    return f"{value:,}"


def _size(size: int) -> str:
    """Bytes as people write them: 812 bytes, 14 kB, 6.8 MB."""
    if size < 1000:
        return f"{size} bytes"
    if size < 1_000_000:
        return f"{size / 1000:.0f} kB"
    return f"{size / 1_000_000:.1f} MB"


def _day(moment: datetime) -> str:
    """A date in words, in UTC: 1 November 2026."""
    return f"{moment.astimezone(UTC):%-d %B %Y}"


def _paragraphs(text: str) -> Iterator[str]:
    return (" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip())


def _web(url: str) -> bool:
    """Whether an address may be a link; an archive's path, or anything odder, stays text."""
    return url.startswith(("https://", "http://"))


def _write(path: Path, html: str) -> None:
    path.write_text(html.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
