"""The dbt project as assets and checks: one `dbt build` writes the warehouse."""

import os
from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import (
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtCliInvocation,
    DbtCliResource,
    DbtProject,
    dbt_assets,
)
from dagster_dbt.errors import DagsterDbtCliRuntimeError

from catalog.release import latest_release
from ingest.store import write_atomically
from orchestration.build import build_info, is_up_to_date, require_all_sources
from orchestration.defs.resources import Refresh
from orchestration.warehouse import (
    DBT,
    PROJECT,
    dbt_environment,
    describe_failures,
    ensure_manifest,
    ensure_spatial_extension,
)
from orchestration.workspace import Workspace


class Translator(DagsterDbtTranslator):
    """Assets are grouped by dbt layer, and keyed `layer/model`."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """The layer (schema) and the name; sources keep dagster-dbt's own key."""
        if dbt_resource_props["resource_type"] == "source":
            return super().get_asset_key(dbt_resource_props)
        return dg.AssetKey([dbt_resource_props["schema"], dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The layer."""
        return str(dbt_resource_props["schema"])


def dbt_models() -> dg.AssetsDefinition:
    """Every seed and model of the project as one multi-asset, with its tests as checks."""
    ensure_spatial_extension()
    project = DbtProject(project_dir=PROJECT, profiles_dir=PROJECT)

    @dbt_assets(
        manifest=ensure_manifest(),
        project=project,
        name="dbt_build",
        dagster_dbt_translator=Translator(
            settings=DagsterDbtTranslatorSettings(enable_source_tests_as_checks=True)
        ),
    )
    def dbt_build(context: dg.AssetExecutionContext, refresh: Refresh, dbt: DbtCliResource) -> Any:
        settings = refresh.settings
        workspace = settings.workspace
        require_all_sources(workspace)
        build = build_info(settings).build
        latest = latest_release(workspace.published)
        if latest and is_up_to_date(latest, build, workspace):
            context.log.info(f"Nothing new: release {latest.id} already holds this build")
            return
        os.environ.update(dbt_environment(settings))
        for stale in (workspace.warehouse, workspace.warehouse_build, workspace.run_results):
            stale.unlink(missing_ok=True)
        yield from _build(
            dbt.cli(["build"], context=context, target_path=workspace.dbt_target), workspace
        )
        write_atomically(workspace.warehouse_build, build.encode())

    return dbt_build


def _build(invocation: DbtCliInvocation, workspace: Workspace) -> Iterator[Any]:
    try:
        yield from invocation.stream()
    except DagsterDbtCliRuntimeError as error:
        if not workspace.run_results.exists():
            raise dg.Failure(f"dbt ended before it could say what failed: {error}") from error
        results = invocation.get_artifact("run_results.json")
        manifest = invocation.get_artifact("manifest.json")
        found = describe_failures(results, manifest, workspace.warehouse)
        raise dg.Failure(
            "dbt refused the build; nothing was published. Look first at the source that the first "
            "line is about:\n" + "\n".join(f"- {f}" for f in found)
        ) from error


def dbt_resource() -> DbtCliResource:
    """dbt of this virtual environment, on the project in this checkout."""
    project = DbtProject(project_dir=PROJECT, profiles_dir=PROJECT)
    return DbtCliResource(project_dir=project, dbt_executable=str(DBT))
