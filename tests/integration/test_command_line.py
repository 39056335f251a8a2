"""`lbn` as a person at a prompt meets it."""

import io
import socket
from pathlib import Path

import polars as pl
import pytest

from ingest.card import load_cards
from orchestration.workspace import Settings, Workspace, WorkspaceError, reading_workspace
from tests.conftest import DEMO_SCALE, Lbn

PROGRESS = (
    "starting",
    "fetching",
    "typing",
    "listing",
    "building",
    "  dbt:",
    "writing",
    "checking",
    "publish",
)


def refresh(lbn: Lbn, workspace: Workspace, *options: str):
    scale = str(DEMO_SCALE)
    return lbn("refresh", "--origin", "demo", "--scale", scale, "--out", workspace.root, *options)


def test_help_names_every_command(lbn: Lbn) -> None:
    told = lbn("--help").stdout
    for command in (
        "refresh",
        "sources",
        "status",
        "query",
        "allocate",
        "explain",
        "serve",
        "doctor",
        "archive",
    ):
        assert command in told


def test_a_refresh_with_nothing_new_says_so_and_nothing_alarming(
    lbn: Lbn, demo_workspace: Workspace
) -> None:
    done = refresh(lbn, demo_workspace)
    assert done.returncode == 0
    assert "Nothing new" in done.stdout
    strange = [line for line in done.stderr.splitlines() if not line.startswith(PROGRESS)]
    assert strange == []


def test_sources_lists_each_source_with_publisher_licence_and_status(
    lbn: Lbn, demo_workspace: Workspace
) -> None:
    told = lbn("sources", "--out", demo_workspace.root).stdout
    assert "Office for National Statistics, Open Government Licence v3.0" in told
    assert "ons_lsoa21_ward24" in told
    assert f"{len(load_cards())} sources: " in told
    assert "fresh: held, and the newest attempt did not fail" in told


def test_sources_fit_a_narrow_terminal_and_come_whole_as_csv(
    lbn: Lbn, demo_workspace: Workspace
) -> None:
    told = lbn("sources", "--out", demo_workspace.root, COLUMNS="120").stdout
    assert max(map(len, told.splitlines())) <= 120
    row = next(line for line in told.splitlines() if line.startswith("ons_lsoa21_centroids"))
    assert row.split()[-3:] == ["100%", "lsoa_2021", "fresh"]
    csv = lbn("sources", "--csv", "--out", demo_workspace.root).stdout
    table = pl.read_csv(io.StringIO(csv))
    assert table["source_id"].to_list() == list(load_cards())
    assert {"licence_kind", "covered_area_count", "area_count", "status"} <= set(table.columns)


def test_status_and_doctor_find_a_demo_release_in_order(
    lbn: Lbn, demo_workspace: Workspace
) -> None:
    told = lbn("status", "--out", demo_workspace.root).stdout
    assert "DEMO: not real data" in told
    offered = [card for card in load_cards().values() if card.demo != "none"]
    not_held = len(load_cards()) - len(offered)
    assert f"Sources: {len(offered)} fresh, {not_held} not held\n" in told
    examined = lbn("doctor", "--out", demo_workspace.root)
    assert examined.returncode == 0, examined.stdout
    assert "have their checksums" in examined.stdout


def test_a_query_answers_with_the_release_and_the_demo_label(
    lbn: Lbn, demo_workspace: Workspace
) -> None:
    sql = "select count(*) as regions from areas where area_type = 'region'"
    asked = lbn("query", sql, "--csv", "--out", demo_workspace.root)
    assert asked.stdout == "regions\n9\n"
    assert "-demo" in asked.stderr
    assert "DEMO: not real data" in asked.stderr


def test_a_mistyped_table_is_answered_with_the_right_one(
    lbn: Lbn, demo_workspace: Workspace
) -> None:
    asked = lbn("query", "select * from areaz", "--out", demo_workspace.root)
    assert asked.returncode == 1
    assert "Did you mean 'areas'?" in asked.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--origin", "moon"], "there is no origin 'moon'; choose one of live, archive, demo"),
        (["--origin", "archive"], "give it with --archive"),
        (["--origin", "archive", "--archive", "."], "is no archive"),
        (["--select", "moon"], "moon: there is no such source; `lbn sources` lists them"),
    ],
)
def test_a_wrong_option_is_refused_in_words(
    lbn: Lbn, tmp_path: Path, options: list[str], words: str
) -> None:
    done = lbn("refresh", *options, "--out", tmp_path)
    assert done.returncode == 1
    assert words in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_port_in_use_is_refused_in_words(lbn: Lbn, demo_workspace: Workspace) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = lbn("serve", "--port", port, "--out", demo_workspace.root)
    assert done.returncode == 1
    assert f"Port {port} of 127.0.0.1 cannot be opened" in done.stderr


def test_made_up_data_never_enters_a_workspace_of_real_data(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    with workspace.claimed(Settings(origin="archive").kind):
        pass
    with (
        pytest.raises(WorkspaceError, match="holds real data and cannot take demo data"),
        workspace.claimed(Settings(origin="demo").kind),
    ):
        pytest.fail("the demo entered")


def test_one_refresh_at_a_time_has_a_workspace(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    kind = Settings(origin="demo").kind
    with (
        workspace.claimed(kind),
        pytest.raises(WorkspaceError, match="another refresh is running"),
        workspace.claimed(kind),
    ):
        pytest.fail("two refreshes ran")


def test_publishers_data_is_read_before_the_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for origin in ("demo", "archive"):
        latest = tmp_path / "out" / origin / "published" / "latest.json"
        latest.parent.mkdir(parents=True)
        latest.write_text("{}", encoding="utf-8")
    assert reading_workspace(None).root == tmp_path / "out" / "archive"
