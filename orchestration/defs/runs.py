"""When the refresh runs, how it tells of its progress, and whom it tells of a failure."""

import logging
import os

import dagster as dg
import requests

WEBHOOK = "LBN_WEBHOOK_URL"

PROGRESS_LOGGER = "progress"


@dg.logger
def progress_logger(_context: dg.InitLoggerContext) -> logging.Logger:
    """Hands Dagster's events to `lbn refresh`, which listens to this instead of the console."""
    logger = logging.getLogger(PROGRESS_LOGGER)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    return logger


refresh_job = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.all() | dg.AssetSelection.all_asset_checks(),
    description="From the publishers' bytes to a published release.",
    executor_def=dg.in_process_executor,
)

nightly = dg.ScheduleDefinition(
    name="nightly",
    job=refresh_job,
    cron_schedule="0 2 * * *",
    execution_timezone="Europe/London",
    description="Every night at two o'clock, London time.",
    default_status=dg.DefaultScheduleStatus.RUNNING,
)


@dg.run_failure_sensor(
    name="tell_of_failed_runs",
    description=f"Logs each failed run, and posts it as JSON to the address in {WEBHOOK} if set.",
    default_status=dg.DefaultSensorStatus.RUNNING,
)
def tell_of_failed_runs(context: dg.RunFailureSensorContext) -> None:
    """Tell people that a run failed; the published release is untouched by that."""
    run = context.dagster_run
    text = f"{run.job_name} {run.run_id} failed: {context.failure_event.message}"
    context.log.error(text)
    if address := os.environ.get(WEBHOOK):
        requests.post(address, json={"text": text}, timeout=10).raise_for_status()
