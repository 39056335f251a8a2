"""Stage, gate, promote: three steps, the middle one a blocking check on every staged dataset."""

from collections.abc import Iterator

import dagster as dg

from catalog.datasets import read_datasets
from catalog.gate import GateReport, run_gate
from catalog.promote import promote
from catalog.release import previous_release
from catalog.stage import Staging, stage
from catalog.versions import compare, require_expected
from ingest.store import write_atomically
from orchestration.build import build_info, require_warehouse_of, source_records
from orchestration.defs.resources import Refresh
from orchestration.warehouse import mart_names, read_manifest

STAGED = dg.AssetKey(["release", "staged"])
PUBLISHED = dg.AssetKey(["release", "published"])


def release_assets() -> list[dg.AssetsDefinition]:
    """The staged release and the published one."""
    deps = [dg.AssetKey(["marts", mart]) for mart in mart_names(read_manifest())]

    @dg.asset(key=STAGED, deps=deps, group_name="release", kinds={"parquet", "csv"})
    def staged(refresh: Refresh) -> dg.Output[Staging]:
        """Every published dataset as Parquet and CSV, not yet visible to anyone."""
        settings = refresh.settings
        workspace = settings.workspace
        build = build_info(settings)
        require_warehouse_of(build.build, workspace)
        datasets = read_datasets(read_manifest(), source_records(workspace))
        staging = stage(workspace.warehouse, datasets, build, workspace.published)
        rows = {table.dataset: table.rows for table in staging.tables}
        return dg.Output(staging, metadata={"release": staging.release, "rows": rows})

    @dg.asset(
        key=PUBLISHED,
        ins={"staged": dg.AssetIn(key=STAGED)},
        group_name="release",
        kinds={"release"},
    )
    def published(refresh: Refresh, staged: Staging) -> dg.MaterializeResult[None]:
        """The release that `latest.json` names."""
        workspace = refresh.settings.workspace
        previous = previous_release(staged.published, staged.build)
        report = GateReport.model_validate_json(workspace.gate_report.read_bytes())
        changes = compare(staged, previous)
        free_to_change = [each.name for each in staged.datasets if each.changes_freely]
        require_expected(changes, previous, refresh.expect_change or [], free_to_change)
        release = promote(staged, source_records(workspace), report, changes, previous)
        return dg.MaterializeResult(
            metadata={"release": release.id, "folder": dg.MetadataValue.path(release.folder)}
        )

    return [staged, published]


def release_gate() -> dg.AssetChecksDefinition:
    """The gate: one blocking check for each published dataset."""
    marts = mart_names(read_manifest())

    @dg.multi_asset_check(
        name="release_gate",
        ins={"staged": dg.AssetIn(key=STAGED)},
        specs=[
            dg.AssetCheckSpec(
                f"gate_{mart}",
                asset=STAGED,
                blocking=True,
                description=f"Great Expectations on the staged files of {mart}.",
            )
            for mart in marts
        ],
    )
    def gate(refresh: Refresh, staged: Staging) -> Iterator[dg.AssetCheckResult]:
        """Check the files that would be published; a failure stops the release."""
        workspace = refresh.settings.workspace
        workspace.gate_report.unlink(missing_ok=True)
        report = run_gate(
            staged,
            previous_release(staged.published, staged.build),
            expected_changes=refresh.expect_change or [],
        )
        write_atomically(workspace.gate_report, report.model_dump_json(indent=2).encode())
        yield from (_gate_result(report, mart) for mart in marts)

    return gate


def _gate_result(report: GateReport, mart: str) -> dg.AssetCheckResult:
    failures = [check for check in report.failures if check.dataset == mart]
    return dg.AssetCheckResult(
        asset_key=STAGED,
        check_name=f"gate_{mart}",
        passed=not failures,
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={
            "checks": sum(check.dataset == mart for check in report.checks),
            "failures": [check.model_dump(mode="json") for check in failures],
        },
    )
