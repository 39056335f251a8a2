"""All Dagster definitions: `dagster dev` and `lbn refresh` show and run the same graph."""

import dagster as dg

from orchestration.defs.release import release_assets, release_gate
from orchestration.defs.resources import Refresh
from orchestration.defs.runs import (
    PROGRESS_LOGGER,
    nightly,
    progress_logger,
    refresh_job,
    tell_of_failed_runs,
)
from orchestration.defs.sources import register_asset, source_assets
from orchestration.defs.warehouse import dbt_models, dbt_resource
from orchestration.workspace import Settings

defs = dg.Definitions(
    assets=[*source_assets(), register_asset(), dbt_models(), *release_assets()],
    asset_checks=[release_gate()],
    jobs=[refresh_job],
    schedules=[nightly],
    sensors=[tell_of_failed_runs],
    resources={"refresh": Refresh.of(Settings.from_environment()), "dbt": dbt_resource()},
    loggers={"console": dg.colored_console_logger, PROGRESS_LOGGER: progress_logger},
    executor=dg.in_process_executor,
)
