"""The pages say everything a reader needs, safely, without JavaScript."""

import re
from html.parser import HTMLParser

import duckdb
import polars as pl
import pytest

from catalog.release import Release
from catalog.site import TEMPLATES, _cell, _size
from tests import toy_release as toy

PAGES = ["index.html", "sources.html", "datasets/wards.html", "datasets/people.html"]
HOSTILE = "<script>alert(1)</script>"


class Page(HTMLParser):
    """The parts of a page that tests ask about."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += f" {data}"

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def read(release: Release, page: str) -> Page:
    return Page((release.folder / page).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return toy.published(tmp_path_factory.mktemp("demo"))


@pytest.mark.parametrize("page", PAGES)
def test_a_demo_says_so_in_title_and_banner_of_every_page(demo, page):
    html = (demo.folder / page).read_text(encoding="utf-8")
    assert "<title>DEMO: not real data – " in html
    assert "<strong>DEMO: not real data.</strong>" in html


@pytest.mark.parametrize("page", PAGES)
def test_real_data_is_not_called_a_demo(tmp_path, page):
    release = toy.published(tmp_path, build=toy.build(demo=False))
    assert "DEMO" not in (release.folder / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_pages_have_landmarks_a_skip_link_a_language_and_no_script(demo, page):
    parsed = read(demo, page)
    for landmark in ("header", "nav", "main", "footer"):
        assert len(parsed.all(landmark)) == 1
    assert len(parsed.all("h1")) == 1
    assert parsed.all("html")[0]["lang"] == "en-GB"
    assert parsed.all("a")[0] == {"class": "skip", "href": "#content"}
    assert not parsed.all("script")


@pytest.mark.parametrize("page", PAGES)
def test_tables_are_captioned_scoped_and_scroll_inside_a_focusable_labelled_region(demo, page):
    parsed = read(demo, page)
    assert len(parsed.all("caption")) == len(parsed.all("table"))
    assert all("scope" in header for header in parsed.all("th"))
    ids = {attributes.get("id") for _, attributes in parsed.tags}
    for region in [a for _, a in parsed.tags if a.get("role") == "region"]:
        assert region["tabindex"] == "0"
        assert region.get("aria-label") or region["aria-labelledby"] in ids


@pytest.mark.parametrize("page", PAGES)
def test_every_link_and_id_holds_within_the_release(demo, page):
    parsed = read(demo, page)
    ids = [attributes["id"] for _, attributes in parsed.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for link in parsed.all("a") + parsed.all("link"):
        target = link["href"] or ""
        if target.startswith(("https://", "data:", "#")):
            continue
        path, _, anchor = target.partition("#")
        found = (demo.folder / page).parent / path
        assert found.is_file(), target
        if anchor:
            assert f'id="{anchor}"' in found.read_text(encoding="utf-8")


def test_everything_that_comes_from_data_or_metadata_is_escaped(tmp_path):
    contracts = toy.datasets(
        title=HOSTILE,
        description=f"{HOSTILE}\n\nSecond.",
        each_row_is_a=HOSTILE,
        sources=[toy.source(title=HOSTILE, attribution=HOSTILE, licence_url="javascript:alert(1)")],
    )
    release = toy.published(
        tmp_path,
        f"UPDATE marts.wards SET ward_2024_name = '{HOSTILE}'",
        contracts=contracts,
    )
    for page in PAGES:
        parsed = read(release, page)
        assert not parsed.all("script")
        assert not [a for a in parsed.all("a") if (a["href"] or "").startswith("javascript:")]


def test_a_dataset_page_says_what_a_row_is_what_to_beware_of_and_what_columns_mean(demo):
    text = read(demo, "datasets/wards.html").text
    for part in (
        "Each row is a ward",
        "Modelled estimate",
        "each carries an error that the model cannot remove",
        "Population-weighted mean score.",
        "Rows are told apart and sorted by ward_2024_code.",
        "Version 1.0.0",
    ):
        assert part in text


def test_a_dataset_page_names_publisher_licence_attribution_date_and_bytes_of_its_sources(demo):
    text = read(demo, "datasets/wards.html").text
    for part in (
        "English indices of deprivation 2019",
        "MHCLG",
        "Open Government Licence v3.0",
        "Contains public sector information",
        "1 November 2026",
        "ab" * 32,
    ):
        assert part in text


def test_the_preview_shows_the_first_rows_and_says_when_a_value_is_missing(demo):
    text = read(demo, "datasets/wards.html").text
    assert "The first 4 rows of 4" in text
    assert 'Bread & Butter "<b>Ward</b>"' in text
    assert "no value" in text


def test_the_citation_names_version_release_and_date(demo):
    assert (
        "Wards, version 1.0.0, release 2026-11-24.1-demo (24 November 2026). DEMO: not real data."
        in read(demo, "datasets/wards.html").text
    )


def test_the_lines_of_code_on_the_page_run_in_a_copy_of_the_release(demo, monkeypatch):
    monkeypatch.chdir(demo.folder)
    html = (demo.folder / "datasets/wards.html").read_text(encoding="utf-8")
    snippets = [s.replace("&#39;", "'").replace("&#34;", '"') for s in code_blocks(html)]
    duckdb_sql = next(snippet for snippet in snippets if snippet.startswith("SELECT"))
    assert len(duckdb.sql(duckdb_sql).fetchall()) == 4
    python = next(snippet for snippet in snippets if snippet.startswith("import polars"))
    scope: dict[str, pl.DataFrame] = {}
    exec(python, scope)
    assert scope["table"].height == 4


def test_stale_sources_are_marked_with_date_and_reason_wherever_they_matter(tmp_path, monkeypatch):
    stale = toy.source(
        status="stale", stale_since="2026-11-03T00:00:00Z", problem="the publisher answered 503"
    )
    monkeypatch.setattr(toy, "SOURCES", [stale, toy.SOURCES[1]])
    release = toy.published(tmp_path)
    told = "Stale since 3 November 2026: a newer copy could not be taken in (the publisher answered"
    assert told in read(release, "datasets/wards.html").text
    assert told in read(release, "sources.html").text
    assert "is not up to date" in read(release, "index.html").text
    assert "Stale" not in read(release, "datasets/people.html").text


@pytest.mark.parametrize("status", ["not in archive", "failed", "not held"])
def test_what_could_not_be_had_is_told_as_missing_and_never_as_zero(tmp_path, monkeypatch, status):
    unheld = toy.source(
        status=status, sha256=None, bytes=None, url=None, retrieved_at=None, origin=None, rows={}
    )
    monkeypatch.setattr(toy, "SOURCES", [unheld, toy.SOURCES[1]])
    release = toy.published(tmp_path)
    assert "1 source of 2 could not be had" in read(release, "index.html").text
    told = f"{status.capitalize()}: no copy of this source could be had"
    assert told in read(release, "datasets/wards.html").text
    assert told in read(release, "sources.html").text
    assert "missing is not zero" in read(release, "sources.html").text


def test_the_page_of_sources_says_how_much_of_england_each_covers_and_how_it_stands(
    tmp_path, monkeypatch
):
    counted = toy.source(
        coverage_area_type="lsoa_2011", covered_area_count=30_000, area_count=32_844
    )
    noted = toy.source(
        "ons_people", origin="archive", retrieved_at=None, coverage_note="Rows name no areas."
    )
    monkeypatch.setattr(toy, "SOURCES", [counted, noted])
    text = read(toy.published(tmp_path), "sources.html").text
    assert "30,000 of 32,844 lsoa_2011" in text
    assert "Rows name no areas." in text
    assert "the archive does not say when (archive)" in text
    assert "Open Government Licence v3.0 (attribution)" in text


def test_of_a_source_of_several_files_each_file_has_its_own_fingerprint(tmp_path, monkeypatch):
    bundle = toy.source(files={"january.csv": "ca" * 32, "february.csv": "fe" * 32})
    monkeypatch.setattr(toy, "SOURCES", [bundle, toy.SOURCES[1]])
    release = toy.published(tmp_path)
    text = read(release, "sources.html").text
    assert f"january.csv {'ca' * 32}" in text
    assert f"february.csv {'fe' * 32}" in text
    assert f"bundle {'ab' * 32} Ours" in text
    assert "2 files, each with its own" in read(release, "datasets/wards.html").text


def test_sources_that_are_missing_come_first_and_the_register_of_them_is_not_counted(
    tmp_path, monkeypatch
):
    register = toy.source("register", title="Register of sources", family="register")
    missing = toy.source(
        "ons_people", title="Missing one", status="failed", sha256=None, bytes=None, rows={}
    )
    monkeypatch.setattr(toy, "SOURCES", [toy.SOURCES[0], missing, register])
    release = toy.published(tmp_path)
    text = read(release, "sources.html").text
    assert "Sources 2 Failed 1 Fresh 1" in text
    overview = text[: text.index("Each source")]
    assert overview.index("Missing one") < overview.index("English indices")
    assert "Register of sources" not in overview
    assert "Register of sources" in text
    assert "1 source of 2 could not be had" in read(release, "index.html").text


def test_every_licence_of_a_dataset_is_at_the_head_of_its_page(tmp_path):
    mit = toy.source("mit", licence_id="MIT", licence_title="MIT License")
    contracts = toy.datasets(sources=[toy.source(), mit])
    text = read(toy.published(tmp_path, contracts=contracts), "datasets/wards.html").text
    assert "Licence MIT License ; Open Government Licence v3.0 all of them hold" in text


def test_code_that_is_in_no_commit_is_said_to_be_so(tmp_path):
    changed = toy.build(code_version=f"{'ab' * 20}-dirty")
    text = read(toy.published(tmp_path, build=changed), "index.html").text
    assert "changes that are in no commit" in text


def test_quality_is_told_in_plain_words(tmp_path):
    (tmp_path / "expectations").mkdir()
    release = toy.published(tmp_path, expectations=tmp_path / "expectations")
    text = read(release, "datasets/wards.html").text
    assert "7 automatic checks passed before this dataset was published." in text
    assert "imd_decile is between 1 and 10 passed" in text
    assert "14 passed" not in text
    assert "Automatic checks 13 passed" in read(release, "index.html").text


def test_a_long_table_has_no_csv_link_and_says_why(tmp_path):
    release = toy.published(
        tmp_path,
        "INSERT INTO marts.people SELECT 'E05' || i, 1 FROM range(100000) AS t(i)",
    )
    page = read(release, "datasets/people.html")
    assert not [link for link in page.all("a") if (link["href"] or "").endswith(".csv")]
    assert "there is no CSV of the whole" in page.text


def test_the_index_tells_what_changed(tmp_path):
    toy.published(tmp_path)
    release = toy.published(tmp_path, "DELETE FROM marts.people WHERE ward_2024_code LIKE '%4'")
    text = read(release, "index.html").text
    assert "people 1.1.0: 1 row removed" in text
    assert "wards 1.0.0: no change" in text


@pytest.mark.parametrize(
    ("size", "words"), [(812, "812 bytes"), (14_200, "14 kB"), (6_839_062, "6.8 MB")]
)
def test_sizes_are_written_as_people_write_them(size, words):
    assert _size(size) == words


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, None), (float("nan"), None), (True, "true"), (2019, "2019"), (0, "0")],
)
def test_cells_are_shown_as_they_are(value, text):
    assert _cell(value) == text


def test_the_style_sheet_knows_dark_mode_visible_focus_and_small_screens():
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    for rule in ("prefers-color-scheme: dark", ":focus-visible", "max-width: 36rem"):
        assert rule in style


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_links_have_a_contrast_of_at_least_4_5_to_1(scheme):
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    block = re.findall(r":root \{(.*?)\}", style, re.DOTALL)[scheme == "dark"]
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))
    for text in ("ink", "quiet", "link"):
        for ground in ("paper", "band"):
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    assert contrast(colours["ink"], colours["stale"]) >= 4.5
    assert contrast(colours["focus"], colours["paper"]) >= 3


def code_blocks(html: str) -> list[str]:
    return re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", html, re.DOTALL)


def contrast(one: str, other: str) -> float:
    """The contrast ratio as WCAG defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
