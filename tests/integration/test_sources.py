"""The assets of one source, as Dagster runs them."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from ingest.card import Card, load_cards
from ingest.store import Failure, SnapshotStore
from orchestration.build import build_info, require_warehouse_of, source_records
from orchestration.defs.resources import Refresh
from orchestration.defs.sources import _snapshot_asset, _tables_asset
from orchestration.workspace import Settings, Workspace, WorkspaceError

LATER = datetime(2026, 11, 24, tzinfo=UTC)


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
    assert record.problem == "the demo England has no such data"


def test_the_published_sources_are_those_of_the_cards_and_cover_what_their_rows_name(
    archive_workspace: Workspace,
) -> None:
    (path,) = archive_workspace.published.glob("releases/*/data/sources.parquet")
    published = pl.read_parquet(path)
    assert published["source_id"].to_list() == sorted(load_cards())
    counts = dict(
        published.filter(pl.col("area_count") > 0).select("coverage_area_type", "area_count").rows()
    )
    assert counts == counts | {"lsoa_2021": 33_755, "lsoa_2011": 32_844, "district_2024": 296}
    for row in published.filter(pl.col("status") == "fresh").rows(named=True):
        coverage = load_cards()[row["source_id"]].coverage
        if row["area_count"] is None:
            continue
        bronze = archive_workspace.store.bronze_path(row["source_id"], str(coverage.table))
        named = set(pl.read_parquet(bronze, columns=[coverage.column]).to_series())
        assert 0 < row["covered_area_count"] <= len(named)
        ten_thousandths = 10_000 * row["covered_area_count"] // row["area_count"]
        assert row["coverage_share"] == Decimal(ten_thousandths) / 10_000


def test_a_source_whose_copy_came_at_another_time_makes_another_build(tmp_path: Path) -> None:
    materialize(load_cards()["ons_combined_authority23"], tmp_path)
    settings = Settings(origin="demo", out=tmp_path, scale=0.02)
    store, before = settings.workspace.store, build_info(settings).build
    state = store.state("ons_combined_authority23")
    assert state.serving is not None
    stale = state.model_copy(
        update={"failure": Failure(stage="fetch", message="no", at=LATER, since=LATER)}
    )
    store.save_state("ons_combined_authority23", stale)
    assert build_info(settings).build == before, "going stale alone makes no new build"
    later = state.serving.model_copy(update={"retrieved_at": LATER})
    store.save_state("ons_combined_authority23", state.model_copy(update={"accepted": [later]}))
    assert build_info(settings).build != before


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
