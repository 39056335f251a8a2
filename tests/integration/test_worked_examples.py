"""The worked examples of docs/methods, held against the release of the real archive."""

import re

import pytest

from catalog.release import Release, latest_release
from catalog.walk import explain
from orchestration.explain import markdown
from orchestration.workspace import Workspace
from tests.conftest import REPOSITORY

PAGE = REPOSITORY / "docs" / "methods" / "worked-examples.md"
EXAMPLE = r"<!-- lbn explain (\S+) --kind (\S+) -->\n(.*?)<!-- end -->"
EXAMPLES = re.findall(EXAMPLE, PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def release(archive_workspace: Workspace) -> Release:
    found = latest_release(archive_workspace.published)
    assert found is not None
    return found


@pytest.mark.parametrize(("code", "kind", "said"), EXAMPLES, ids=[each[0] for each in EXAMPLES])
def test_every_figure_of_a_worked_example_is_that_of_the_release(
    release: Release, code: str, kind: str, said: str
) -> None:
    walk = explain(release, code, kind)
    assert walk.differences == []
    assert said.strip() == markdown(walk).strip()


def test_an_example_shows_each_index() -> None:
    assert len(EXAMPLES) == 2
    said = PAGE.read_text(encoding="utf-8")
    for step in ("The sum and the rank", "Left behind?", "Within a walk", "In the countryside"):
        assert re.search(rf"### \d+\. {re.escape(step)}", said), step
