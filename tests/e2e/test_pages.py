"""The release's pages in a real Chromium, on any screen, with and without scripts."""

import shutil
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from catalog.release import Release, latest_release
from catalog.serve import make_app
from orchestration.workspace import Workspace

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium")
PAGES = ["index.html", "sources.html", "datasets/areas.html", "datasets/exclusions.html"]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's Chromium."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: install Debian's package `chromium`")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def release(demo_workspace: Workspace) -> Release:
    """The latest release of the small demo England."""
    found = latest_release(demo_workspace.published)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def address(demo_workspace: Workspace) -> Iterator[str]:
    """The released pages, served as `lbn serve` serves them."""
    config = uvicorn.Config(make_app(demo_workspace.published), port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/latest"
    server.should_exit = True
    thread.join()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_to_object_to(
    browser: Browser, address: str, path: str, width: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    page.goto(f"{address}/{path}")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_no_script_and_asks_no_other_host(
    browser: Browser, address: str, path: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{address}/{path}")
    assert page.locator("main").inner_text()
    assert all(url.startswith("http://127.0.0.1:") for url in asked)
    assert complaints == []
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_a_demo_says_that_it_is_not_real_data(
    browser: Browser, address: str, path: str
) -> None:
    page = browser.new_page()
    page.goto(f"{address}/{path}")
    assert "DEMO: not real data" in page.title()
    assert page.get_by_text("DEMO: not real data").first.is_visible()
    page.close()


def test_a_reader_gets_from_the_first_page_to_a_table_by_keyboard(
    browser: Browser, address: str
) -> None:
    page = browser.new_page()
    page.goto(f"{address}/index.html")
    page.keyboard.press("Tab")
    assert "Skip to" in page.evaluate("document.activeElement.textContent")
    _tab_to(page, "What is left out, and why")
    page.keyboard.press("Enter")
    page.wait_for_url("**/datasets/exclusions.html")
    assert page.locator("h1").inner_text() == "What is left out, and why"
    page.close()


def test_the_csv_that_a_page_offers_is_the_file_that_was_released(
    browser: Browser, address: str, release: Release
) -> None:
    page = browser.new_page()
    page.goto(f"{address}/datasets/published_left_behind_wards.html")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").first.click()
    released = release.folder / "data" / "published_left_behind_wards.csv"
    assert download.value.path().read_bytes() == released.read_bytes()
    page.close()


def test_the_row_counts_on_the_first_page_are_those_of_the_files(
    browser: Browser, address: str, release: Release
) -> None:
    page = browser.new_page()
    page.goto(f"{address}/index.html")
    for dataset in release.manifest.datasets:
        row = page.get_by_role("row").filter(has=page.get_by_role("link", name=dataset.title))
        assert f"{dataset.rows:,}" in row.inner_text()
    page.close()


def _tab_to(page: Page, text: str) -> None:
    for _ in range(300):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == text:
            return
    pytest.fail(f"'{text}' cannot be reached with the Tab key")
