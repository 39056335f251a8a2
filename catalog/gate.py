"""The release gate: Great Expectations over the staged Parquet, and drift since the last release.

Belongs here: evaluating the rules and reporting so that a person can act. Not here: which rules
hold (`rules`), or what dbt already tests inside the warehouse.

Great Expectations takes seconds to import, so it is imported when the gate runs. It reads only the
columns under test, as Arrow-backed pandas: polars and Arrow tables are refused. It is asked for the
positions of offending rows only; asked for their keys (`unexpected_index_column_names`), it walks
through all of them in Python, 37 seconds for a million. The keys are looked up here.
"""

import os
from collections.abc import Callable, Collection, Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import Field

from catalog.datasets import Dataset
from catalog.errors import GateFailedError, ReleaseError
from catalog.model import Strict
from catalog.release import Release
from catalog.rules import EXPECTATIONS_FOLDER, Rule, check_folder, columns_of, rules_for
from catalog.stage import Staging

EXAMPLES = 5
ROW_DRIFT = 0.10
RESULT_FORMAT = {"result_format": "SUMMARY", "partial_unexpected_count": EXAMPLES}

Cell = str | int | float | bool | None
Validate = Callable[[pd.DataFrame, str, list[Rule]], list[Any]]


class Check(Strict):
    """One expectation of one dataset and what was found.

    `what` says it in plain words; `examples` holds at most five offending rows: their keys and the
    values looked at.
    """

    dataset: str
    expectation: str
    what: str
    reason: str
    outcome: Literal["passed", "failed", "skipped"]
    observed: str | None = None
    unexpected_count: int | None = None
    examples: list[dict[str, Cell]] = Field(default_factory=list)

    @property
    def success(self) -> bool:
        """Whether it does not stand against a release."""
        return self.outcome != "failed"


class GateReport(Strict):
    """Every check of a staged release. `examined` is each dataset's Parquet file as sha256."""

    examined: dict[str, str]
    checks: list[Check]

    @property
    def failures(self) -> list[Check]:
        """The checks that stand against a release."""
        return [check for check in self.checks if not check.success]

    def of(self, dataset: str) -> list[Check]:
        """The checks of one dataset."""
        return [check for check in self.checks if check.dataset == dataset]

    def count(self, outcome: str) -> int:
        """How many checks had that outcome."""
        return sum(check.outcome == outcome for check in self.checks)

    def require_pass(self) -> None:
        """Do nothing when every check passed.

        Raises:
            GateFailedError: naming every failed expectation, with example rows.
        """
        if self.failures:
            listing = "\n".join(_explain(check) for check in self.failures)
            raise GateFailedError(
                f"{len(self.failures)} of {len(self.checks)} checks failed; "
                f"nothing was published.\n{listing}\n",
                "Correct the model or the source, or, if the expectation no longer holds, "
                f"change it in catalog/{EXPECTATIONS_FOLDER.name}/ and say why.",
            )


def run_gate(
    staging: Staging,
    previous: Release | None,
    expectations: Path = EXPECTATIONS_FOLDER,
    expected_changes: Collection[str] = (),
) -> GateReport:
    """Check every staged dataset; a failed check is reported, not raised.

    Args:
        staging: what `stage` made.
        previous: the release to measure drift against, or none.
        expectations: folder of the YAML files.
        expected_changes: datasets that a person said may change a lot; their drift is not checked.

    Raises:
        ReleaseError: the expectations themselves are at fault.
    """
    check_folder(staging.datasets, expectations)
    rules = {dataset.name: rules_for(dataset, expectations) for dataset in staging.datasets}
    validate = _great_expectations()
    checks: list[Check] = []
    for dataset in staging.datasets:
        checks.append(_check_columns(staging, dataset))
        checks += _check_rules(staging, dataset, rules[dataset.name], validate)
        if dataset.name not in expected_changes and not dataset.changes_freely:
            checks += _check_drift(staging, dataset, previous)
    examined = {table.dataset: table.parquet.sha256 for table in staging.tables}
    return GateReport(examined=examined, checks=checks)


def _great_expectations() -> Validate:
    """Import Great Expectations, quietly, as a function that validates one frame."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx  # noqa: PLC0415 (takes seconds)
    from great_expectations.data_context.types.base import (  # noqa: PLC0415 (likewise)
        ProgressBarsConfig,
    )
    from great_expectations.expectations.expectation_configuration import (  # noqa: PLC0415
        ExpectationConfiguration,
    )

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("staged")

    def validate(frame: pd.DataFrame, name: str, rules: list[Rule]) -> list[Any]:
        asset = source.add_dataframe_asset(name)
        batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
        suite = gx.ExpectationSuite(name=name)
        for number, rule in enumerate(rules):
            suite.add_expectation(_expectation(rule, number, name, ExpectationConfiguration))
        results = batch.validate(suite, result_format=RESULT_FORMAT).results
        return sorted(results, key=lambda result: result.expectation_config.meta["number"])

    return validate


def _expectation(rule: Rule, number: int, dataset: str, configuration: Any) -> Any:
    """The rule as an object of Great Expectations; its number tells results apart."""
    try:
        return configuration(
            type=rule.type, kwargs=rule.asked, meta={"number": number}
        ).to_domain_obj()
    except Exception as error:
        raise ReleaseError(
            f"{dataset}: Great Expectations refuses {rule.type} with {rule.asked}: {error}.",
            f"Correct it in catalog/{EXPECTATIONS_FOLDER.name}/{dataset}.yml.",
        ) from error


def _check_columns(staging: Staging, dataset: Dataset) -> Check:
    found = pq.read_schema(staging.parquet_path(dataset.name)).names
    return Check(
        dataset=dataset.name,
        expectation="expect_table_columns_to_match_ordered_list",
        what="has exactly the documented columns, in order",
        reason="Readers' code relies on names and order of columns.",
        outcome="passed" if found == dataset.column_names else "failed",
        observed=", ".join(found),
    )


def _check_rules(
    staging: Staging, dataset: Dataset, rules: list[Rule], validate: Validate
) -> list[Check]:
    applying = [rule for rule in rules if rule.applies_to(staging.build)]
    table = _read(staging.parquet_path(dataset.name), dataset, applying)
    frame = _without_decimals(table).to_pandas(types_mapper=pd.ArrowDtype)
    results = validate(frame, dataset.name, applying)
    checks = [
        _check(dataset, rule, result, table) for rule, result in zip(applying, results, strict=True)
    ]
    return checks + [_skipped(dataset, rule) for rule in rules if rule not in applying]


def _read(path: Path, dataset: Dataset, rules: Iterable[Rule]) -> pa.Table:
    """The key and the columns under test, in the dataset's order."""
    needed = {*dataset.key, *(column for rule in rules for column in columns_of(rule, dataset))}
    return pq.read_table(path, columns=[c for c in dataset.column_names if c in needed])


def _without_decimals(table: pa.Table) -> pa.Table:
    """The table with exact decimals as floats: bounds are asked of them, never equality.

    pandas walks through decimals in Python: a sum over 33,000 of them takes a minute.
    """
    for position, field in enumerate(table.schema):
        if pa.types.is_decimal(field.type):
            floats = table.column(position).cast(pa.float64())
            table = table.set_column(position, field.name, floats)
    return table


def _check(dataset: Dataset, rule: Rule, result: Any, table: pa.Table) -> Check:
    found = result.result
    return Check(
        dataset=dataset.name,
        expectation=rule.type,
        what=rule.what,
        reason=rule.reason,
        outcome="passed" if result.success else "failed",
        observed=_observed(found, result.exception_info),
        unexpected_count=found.get("unexpected_count"),
        examples=_examples(dataset, rule, found, table),
    )


def _skipped(dataset: Dataset, rule: Rule) -> Check:
    return Check(
        dataset=dataset.name,
        expectation=rule.type,
        what=rule.what,
        reason=rule.reason,
        outcome="skipped",
        observed="does not apply to this demo",
    )


def _observed(found: dict[str, Any], exceptions: dict[str, Any]) -> str | None:
    if not found:
        messages = [e["exception_message"] for e in exceptions.values() if isinstance(e, dict)]
        return f"could not be evaluated: {messages[0] if messages else exceptions}"
    if "element_count" in found:
        return f"{found['unexpected_count']:,} of {found['element_count']:,} rows do not comply"
    observed = found.get("observed_value")
    return None if observed is None else str(observed)


def _examples(
    dataset: Dataset, rule: Rule, found: dict[str, Any], table: pa.Table
) -> list[dict[str, Cell]]:
    positions = found.get("partial_unexpected_index_list") or []
    columns = list(dict.fromkeys([*dataset.key, *columns_of(rule, dataset)]))
    rows = table.select(columns).take(positions[:EXAMPLES]).to_pylist() if positions else []
    return [{name: _cell(value) for name, value in row.items()} for row in rows]


def _cell(value: Any) -> Cell:
    if isinstance(value, Decimal):
        return float(value)
    return str(value) if isinstance(value, date) else value


def _check_drift(staging: Staging, dataset: Dataset, previous: Release | None) -> list[Check]:
    """The number of rows against the previous release; nothing when there is none."""
    before = previous.dataset(dataset.name) if previous else None
    if previous is None or before is None:
        return []
    rows = staging.table(dataset.name).rows
    drift = abs(rows - before.rows) / max(before.rows, 1)
    return [
        Check(
            dataset=dataset.name,
            expectation="row count drift",
            what=f"the number of rows is within {ROW_DRIFT:.0%} of release {previous.id}",
            reason="A jump in the number of rows is more often a fault than news; "
            f"if it is meant, refresh with --expect-change {dataset.name}.",
            outcome="passed" if drift <= ROW_DRIFT else "failed",
            observed=f"{rows:,} rows, before {before.rows:,}",
        )
    ]


def _explain(check: Check) -> str:
    lines = [
        f"  {check.dataset}: {check.what} ({check.expectation})",
        f"    found: {check.observed}" if check.observed else "",
        *(f"    e.g. {_row(example)}" for example in check.examples),
        f"    why it matters: {check.reason}",
    ]
    return "\n".join(line for line in lines if line)


def _row(example: dict[str, Cell]) -> str:
    return ", ".join(f"{name}={value}" for name, value in example.items())
