"""One asset per snapshot and one per bronze table, made from the source cards."""

from collections.abc import Iterator

import dagster as dg

from ingest.card import Card, load_cards
from ingest.errors import IngestError
from ingest.intake import fetch_snapshot, make_bronze, make_empty_bronze
from ingest.register import REGISTER, REGISTER_TABLE, write_register
from ingest.store import Snapshot, SourceState
from orchestration.defs.resources import Refresh


def snapshot_key(source: str) -> dg.AssetKey:
    """The asset of a source's snapshot."""
    return dg.AssetKey(["snapshot", source])


def table_key(source: str, table: str) -> dg.AssetKey:
    """The asset of a bronze table; also the key dagster-dbt gives the dbt source."""
    return dg.AssetKey([source, table])


def source_assets() -> list[dg.AssetsDefinition]:
    """All snapshot and table assets, in order of card."""
    return [
        asset
        for card in load_cards().values()
        for asset in (_snapshot_asset(card), _tables_asset(card))
    ]


def register_asset() -> dg.AssetsDefinition:
    """The register of all sources, made when every source was tried."""
    tables = [
        table_key(card.id, table.name) for card in load_cards().values() for table in card.tables
    ]

    @dg.asset(
        key=table_key(REGISTER, REGISTER_TABLE),
        deps=tables,
        group_name=REGISTER,
        kinds={"parquet"},
    )
    def register(refresh: Refresh) -> dg.MaterializeResult[None]:
        """Every source: publisher, licence, what is held, how much of England it covers."""
        path = write_register(refresh.settings.workspace.store)
        return dg.MaterializeResult(metadata={"path": dg.MetadataValue.path(path)})

    return register


def _snapshot_asset(card: Card) -> dg.AssetsDefinition:
    key = snapshot_key(card.id)

    @dg.asset(
        key=key,
        group_name=card.domain,
        description=f"{card.title}. {card.notes}",
        metadata={"publisher": card.publisher, "licence": card.licence.title},
        kinds={"file"},
        check_specs=[_check("fetched_now", key, "The publisher answered in this run.")],
    )
    def snapshot(refresh: Refresh) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        settings = refresh.settings
        store = settings.workspace.store
        problem = None
        try:
            if refresh.is_selected(card.id):
                fetch_snapshot(card, settings.source, store)
        except IngestError as error:
            problem = _serve_last_good(error, card, store.state(card.id))
        yield dg.MaterializeResult(asset_key=key, metadata=_metadata(store.state(card.id)))
        yield _result("fetched_now", key, problem)

    return snapshot


def _tables_asset(card: Card) -> dg.AssetsDefinition:
    keys = {table.name: table_key(card.id, table.name) for table in card.tables}

    @dg.multi_asset(
        name=f"bronze_{card.id}",
        specs=[
            dg.AssetSpec(
                keys[table.name],
                deps=[snapshot_key(card.id)],
                group_name=card.domain,
                description=table.description,
                kinds={"parquet"},
            )
            for table in card.tables
        ],
        check_specs=[
            _check("meets_contract", key, "The newest snapshot is what the source card says.")
            for key in keys.values()
        ],
    )
    def tables(refresh: Refresh) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        settings = refresh.settings
        store = settings.workspace.store
        problem = None
        try:
            make_bronze(card, store, whole=settings.is_whole)
        except IngestError as error:
            problem = _serve_last_good(error, card, store.state(card.id))
            if store.state(card.id).serving is None:
                make_empty_bronze(card, store)
        for name, key in keys.items():
            rows = store.state(card.id).rows.get(name, 0)
            yield dg.MaterializeResult(asset_key=key, metadata={"dagster/row_count": rows})
            yield _result("meets_contract", key, problem)

    return tables


def _serve_last_good(error: IngestError, card: Card, state: SourceState) -> str:
    """The problem in words when the build can go on; otherwise the source fails."""
    if state.serving is not None:
        return f"{error} ({_last_good(state.serving)} serves)"
    if card.required:
        raise dg.Failure(f"{error} (no earlier snapshot is held)") from error
    return f"{error} (no snapshot is held; its tables stay empty)"


def _last_good(serving: Snapshot) -> str:
    if serving.retrieved_at is None:
        return "the archive copy held so far"
    return f"the snapshot of {serving.retrieved_at:%Y-%m-%d %H:%M} UTC"


def _metadata(state: SourceState) -> dict[str, str | int]:
    snapshot = state.fetched or state.serving
    if snapshot is None:
        return {}
    return {
        "sha256": snapshot.sha256,
        "bytes": snapshot.bytes,
        "url": snapshot.url,
        "retrieved_at": str(snapshot.retrieved_at),
    }


def _check(name: str, key: dg.AssetKey, description: str) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(name, asset=key, description=description)


def _result(name: str, key: dg.AssetKey, problem: str | None) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=name,
        passed=problem is None,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"problem": problem} if problem else {},
    )
