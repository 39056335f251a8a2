"""The assets of one source, as Dagster runs them."""

from pathlib import Path

import dagster as dg
import polars as pl

from ingest.card import Card, load_cards
from ingest.store import SnapshotStore
from orchestration.build import source_records
from orchestration.defs.resources import Refresh
from orchestration.defs.sources import _snapshot_asset, _tables_asset
from orchestration.workspace import Settings


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
    assert "no demo frame" in str(record.problem)


def test_a_required_source_that_cannot_be_had_fails_the_run_and_says_why(tmp_path: Path) -> None:
    result = materialize(card_without_demo(required=True), tmp_path)
    assert not result.success
    (failure,) = result.get_step_failure_events()
    described = failure.step_failure_data.user_failure_data.description
    assert "ons_combined_authority23" in described
    assert "no earlier snapshot is held" in described
