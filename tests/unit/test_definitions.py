"""The Dagster graph as a reader of `dagster dev` sees it."""

import json
from pathlib import Path

import dagster as dg
import pytest

from catalog.datasets import read_datasets
from ingest.card import load_cards
from orchestration.build import source_records
from orchestration.defs.runs import nightly, tell_of_failed_runs
from orchestration.warehouse import ensure_manifest, mart_names, read_manifest
from orchestration.workspace import Workspace

SNAPSHOT = Path(__file__).with_name("definitions.json")


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    from orchestration.definitions import defs

    return defs


def _described(definitions: dg.Definitions) -> dict[str, object]:
    graph = definitions.resolve_asset_graph()
    assets = {
        key.to_user_string(): {
            "group": graph.get(key).group_name,
            "parents": sorted(parent.to_user_string() for parent in graph.get(key).parent_keys),
        }
        for key in sorted(graph.get_all_asset_keys())
    }
    checks = sorted(
        f"{key.asset_key.to_user_string()}: {key.name}" for key in graph.asset_check_keys
    )
    return {"assets": assets, "checks": checks}


def test_the_graph_is_the_one_that_was_reviewed(definitions: dg.Definitions) -> None:
    """To accept a changed graph: delete definitions.json, run this test twice, review the diff."""
    described = _described(definitions)
    if not SNAPSHOT.exists():
        SNAPSHOT.write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")
        pytest.fail("there was no snapshot of the graph; one was written: review and commit it")
    assert described == json.loads(SNAPSHOT.read_text(encoding="utf-8"))


def test_every_source_has_one_asset_for_its_snapshot_and_one_for_each_table(
    definitions: dg.Definitions,
) -> None:
    keys = {key.to_user_string() for key in definitions.resolve_asset_graph().get_all_asset_keys()}
    for card in load_cards().values():
        assert f"snapshot/{card.id}" in keys
        assert {f"{card.id}/{table.name}" for table in card.tables} <= keys


def test_every_dbt_test_is_an_asset_check(definitions: dg.Definitions) -> None:
    manifest = json.loads(ensure_manifest().read_bytes())
    tests = {n["name"] for n in manifest["nodes"].values() if n["resource_type"] == "test"}
    checks = {key.name for key in definitions.resolve_asset_graph().asset_check_keys}
    assert tests - checks == set()


def test_every_published_dataset_has_a_blocking_gate(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    gates = {
        key.name: graph.get(key).blocking
        for key in graph.asset_check_keys
        if key.name.startswith("gate_")
    }
    assert gates == {f"gate_{mart}": True for mart in mart_names(read_manifest())}


def test_every_dataset_of_the_project_may_be_published(tmp_path: Path) -> None:
    """Refused: what is unclear or not open, and two share-alike licences in one dataset."""
    assert read_datasets(read_manifest(), source_records(Workspace(tmp_path)))


def test_the_refresh_runs_every_night_at_two_in_london() -> None:
    assert (nightly.cron_schedule, nightly.execution_timezone) == ("0 2 * * *", "Europe/London")
    assert nightly.job_name == "refresh"
    assert nightly.default_status == dg.DefaultScheduleStatus.RUNNING
    assert tell_of_failed_runs.default_status == dg.DefaultSensorStatus.RUNNING


def test_a_failed_run_is_told_to_the_webhook(
    monkeypatch: pytest.MonkeyPatch, httpserver: object
) -> None:
    httpserver.expect_oneshot_request("/hook", method="POST").respond_with_data("ok")
    monkeypatch.setenv("LBN_WEBHOOK_URL", httpserver.url_for("/hook"))

    @dg.op
    def breaks() -> None:
        raise ValueError("the publisher is on fire")

    @dg.job
    def refresh() -> None:
        breaks()

    instance = dg.DagsterInstance.ephemeral()
    result = refresh.execute_in_process(instance=instance, raise_on_error=False)
    context = dg.build_run_status_sensor_context(
        sensor_name="tell_of_failed_runs",
        dagster_instance=instance,
        dagster_run=result.dagster_run,
        dagster_event=result.get_run_failure_event(),
    ).for_run_failure()
    tell_of_failed_runs(context)
    request, _ = httpserver.log[0]
    assert "refresh" in request.get_json()["text"]
    assert "failed" in request.get_json()["text"]
