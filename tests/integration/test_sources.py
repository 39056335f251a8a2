"""The assets of one source, as Dagster runs them."""

from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from ingest.card import Card, load_cards
from ingest.store import SnapshotStore
from orchestration.build import require_warehouse_of, source_records
from orchestration.defs.resources import Refresh
from orchestration.defs.sources import _snapshot_asset, _tables_asset
from orchestration.workspace import Settings, Workspace, WorkspaceError


def card_without_demo(*, required: bool) -> Card:
    card = load_cards()["ons_combined_authority23"]
    return card.model_copy(update={"demo": "none", "required": required})


def materialize(card: Card, out: Path) -> dg.ExecuteInProcessResult:
    settings = Settings(origin="demo", out=out, scale=0.02)
    return dg.materialize(
        [_snapshot_asset(card), _tables_asset(card)],
        resources={"refresh": Refresh.of(settings)},
        raise_on_error=False,
    )


def test_a_source_that_is_not_required_and_cannot_be_had_leaves_empty_tables_and_a_warning(
    tmp_path: Path,
) -> None:
    result = materialize(card_without_demo(required=False), tmp_path)
    assert result.success
    assert [check.passed for check in result.get_asset_check_evaluations()] == [False, False]
    table = pl.read_parquet(
        SnapshotStore(tmp_path / "store").bronze_path("ons_combined_authority23", "districts")
    )
    assert table.height == 0
    assert table.columns[0] == "district_code"


def test_what_was_never_had_is_told_to_the_catalogue_as_not_held(tmp_path: Path) -> None:
    materialize(card_without_demo(required=False), tmp_path)
    records = source_records(Settings(origin="demo", out=tmp_path).workspace)
    record = next(record for record in records if record.id == "ons_combined_authority23")
    assert (record.status, record.sha256, record.rows) == ("not held", None, {})
    assert record.problem == "the newest attempt could not fetch it"


def test_a_required_source_that_cannot_be_had_fails_the_run_and_says_why(tmp_path: Path) -> None:
    result = materialize(card_without_demo(required=True), tmp_path)
    assert not result.success
    (failure,) = result.get_step_failure_events()
    described = failure.step_failure_data.user_failure_data.description
    assert "ons_combined_authority23" in described
    assert "no earlier snapshot is held" in described


def test_what_nobody_foresaw_is_the_sources_failure_and_not_the_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> pl.DataFrame:
        raise AttributeError("'NoneType' object has no attribute 'items'")

    monkeypatch.setattr("ingest.intake.read_frames", breaks)
    card = load_cards()["ons_combined_authority23"].model_copy(update={"required": False})
    assert materialize(card, tmp_path).success
    failure = SnapshotStore(tmp_path / "store").state(card.id).failure
    assert failure is not None
    assert "nobody foresaw this" in failure.message


def test_dagster_too_refuses_made_up_data_in_a_workspace_of_real_data(tmp_path: Path) -> None:
    with Workspace(tmp_path).claimed(Settings(origin="archive").kind):
        pass
    result = materialize(load_cards()["ons_combined_authority23"], tmp_path)
    assert not result.success
    assert not (tmp_path / "store").exists()


def test_a_warehouse_of_another_build_is_not_published(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    with pytest.raises(WorkspaceError, match="run the whole refresh"):
        require_warehouse_of("0" * 64, workspace)
    workspace.warehouse_build.write_text("0" * 64, encoding="utf-8")
    require_warehouse_of("0" * 64, workspace)
