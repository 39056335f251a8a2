"""The gate lets through what the contracts promise, and explains whatever it stops."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalog.datasets import DatasetColumn
from catalog.errors import GateFailedError, ReleaseError
from catalog.gate import Check, GateReport, run_gate
from catalog.release import previous_release
from catalog.rules import EXPECTATIONS_FOLDER, Rule, rules_for
from tests import toy_release as toy

NATIONAL = {
    "type": "expect_table_row_count_to_equal",
    "kwargs": {"value": 7433},
    "reason": "England has 7,433 wards.",
}


def gate(folder: Path, *statements: str, rules: Any = None, **options: Any) -> GateReport:
    """The gate's report on the toy release; `rules` are those named for `wards`."""
    expectations = folder / "expectations"
    expectations.mkdir(exist_ok=True)
    if rules is not None:
        (expectations / "wards.yml").write_text(yaml.safe_dump(rules), encoding="utf-8")
    staging = toy.staged(folder, *statements, **options)
    previous = previous_release(folder / "published", staging.build)
    return run_gate(staging, previous, expectations)


def only_failure(report: GateReport) -> Check:
    assert len(report.failures) == 1, [check.what for check in report.failures]
    return report.failures[0]


def test_sound_data_passes_and_every_check_says_in_plain_words_what_it_saw(tmp_path):
    report = gate(tmp_path)
    report.require_pass()
    assert [check.what for check in report.of("wards")] == [
        "has exactly the documented columns, in order",
        "the number of rows is at least 1",
        "ward_2024_code is never empty",
        "no two rows have the same ward_2024_code",
        "ward_2024_code is an ONS code of the kind ward",
        "imd_rank is at least 1",
        "imd_decile is between 1 and 10",
    ]
    assert all(check.reason.endswith(".") for check in report.checks)


def test_a_value_out_of_the_range_its_name_promises_is_shown_with_its_row(tmp_path):
    check = only_failure(
        gate(tmp_path, "UPDATE marts.wards SET imd_decile = 11 WHERE imd_rank = 3")
    )
    assert (check.dataset, check.expectation) == ("wards", "expect_column_values_to_be_between")
    assert check.unexpected_count == 1
    assert check.examples == [{"ward_2024_code": "E05000003", "imd_decile": 11}]


def test_examples_show_the_right_rows_when_others_are_empty(tmp_path):
    check = only_failure(
        gate(
            tmp_path,
            "UPDATE marts.wards SET imd_decile = NULL WHERE imd_rank IN (1, 3)",
            "UPDATE marts.wards SET imd_decile = 0 WHERE imd_rank = 4",
        )
    )
    assert check.examples == [{"ward_2024_code": "E05000004", "imd_decile": 0}]


def test_an_empty_key_and_a_repeated_key_are_stopped(tmp_path):
    empty = only_failure(
        gate(tmp_path, "UPDATE marts.wards SET ward_2024_code = NULL WHERE imd_rank = 1")
    )
    assert empty.what == "ward_2024_code is never empty"
    twice = only_failure(
        gate(tmp_path, "INSERT INTO marts.wards FROM marts.wards WHERE imd_rank = 2")
    )
    assert twice.what == "no two rows have the same ward_2024_code"
    assert twice.examples == [{"ward_2024_code": "E05000002"}] * 2


def test_a_compound_key_is_checked_as_a_whole(tmp_path):
    contracts = toy.datasets(key=["imd_decile", "imd_rank"])
    assert not gate(tmp_path, contracts=contracts).failures
    check = only_failure(
        gate(
            tmp_path, "UPDATE marts.wards SET imd_rank = 1 WHERE imd_rank = 2", contracts=contracts
        )
    )
    assert check.what == "no two rows have the same imd_decile and imd_rank"
    assert check.examples == [{"imd_decile": 1, "imd_rank": 1}] * 2


def test_an_empty_dataset_is_stopped(tmp_path):
    check = only_failure(gate(tmp_path, "DELETE FROM marts.people"))
    assert (check.dataset, check.what) == ("people", "the number of rows is at least 1")


def test_at_most_five_rows_are_shown_of_however_many(tmp_path):
    check = only_failure(
        gate(
            tmp_path,
            "INSERT INTO marts.people SELECT 'E05' || lpad(i::VARCHAR, 6, '0'), -1 "
            "FROM range(10, 30010) AS t(i)",
        )
    )
    assert check.unexpected_count == 30_000
    assert len(check.examples) == 5


def test_a_failed_gate_says_dataset_column_expectation_rows_examples_and_remedy(tmp_path):
    report = gate(tmp_path, "UPDATE marts.wards SET imd_decile = 11 WHERE imd_rank = 3")
    with pytest.raises(GateFailedError) as failure:
        report.require_pass()
    message = str(failure.value)
    for part in (
        "nothing was published",
        "wards: imd_decile is between 1 and 10 (expect_column_values_to_be_between)",
        "1 of 4 rows do not comply",
        "e.g. ward_2024_code=E05000003, imd_decile=11",
        "why it matters: The name 'imd_decile' promises this range.",
        "change it in catalog/expectations/",
    ):
        assert part in message


def test_named_expectations_are_checked_with_their_reason(tmp_path):
    rule = {
        "type": "expect_column_sum_to_be_between",
        "kwargs": {"column": "imd_rank", "min_value": 100, "max_value": 200},
        "reason": "Ranks run from 1 to the number of wards.",
    }
    check = only_failure(gate(tmp_path, rules=[rule]))
    assert check.what == "the sum of imd_rank is between 100 and 200"
    assert check.reason == "Ranks run from 1 to the number of wards."
    assert check.observed == "10"


def test_a_row_condition_narrows_an_expectation_and_is_said(tmp_path):
    rule = {
        "type": "expect_column_values_to_be_between",
        "kwargs": {
            "column": "imd_rank",
            "max_value": 1,
            "row_condition": "imd_decile == 1",
            "condition_parser": "pandas",
        },
        "reason": "Toy.",
    }
    check = only_failure(gate(tmp_path, rules=[rule]))
    assert check.what == "imd_rank is at most 1, where imd_decile == 1"
    assert check.examples == [{"ward_2024_code": "E05000002", "imd_rank": 2, "imd_decile": 1}]


def test_an_expectation_that_cannot_be_evaluated_fails_and_says_why(tmp_path):
    rule = {
        "type": "expect_column_values_to_be_between",
        "kwargs": {"column": "ward_2024_name", "min_value": 1},
        "reason": "Toy.",
    }
    check = only_failure(gate(tmp_path, rules=[rule]))
    assert check.observed is not None
    assert check.observed.startswith("could not be evaluated: ")


def test_decimals_and_dates_can_be_checked_and_shown(tmp_path):
    columns = [
        *toy.datasets()[1].columns,
        DatasetColumn(name="spent_pct", type="decimal(8,2)", unit="percent", description="x"),
        DatasetColumn(name="period_start", type="date", unit="none", description="x"),
    ]
    contracts = toy.datasets(columns=columns, key=["period_start", "ward_2024_code"])
    check = only_failure(
        gate(
            tmp_path,
            "ALTER TABLE marts.wards ADD spent_pct DECIMAL(8,2)",
            "ALTER TABLE marts.wards ADD period_start DATE",
            "UPDATE marts.wards SET period_start = '2024-04-01', spent_pct = 50.25 * imd_rank "
            "WHERE imd_rank <= 2 OR true",
            "UPDATE marts.wards SET spent_pct = 1 WHERE imd_rank < 4",
            contracts=contracts,
        )
    )
    assert check.examples == [
        {"ward_2024_code": "E05000004", "spent_pct": 201.0, "period_start": str(date(2024, 4, 1))}
    ]


@pytest.mark.parametrize(
    ("flag", "options", "outcome"),
    [
        ("national_only", {"demo": True, "scale": 0.1}, "skipped"),
        ("national_only", {"demo": True, "scale": 1.0}, "failed"),
        ("national_only", {"demo": False}, "failed"),
        ("real_only", {"demo": True, "scale": 1.0}, "skipped"),
        ("real_only", {"demo": False}, "failed"),
    ],
)
def test_national_and_real_expectations_are_skipped_where_they_cannot_hold(
    tmp_path, flag, options, outcome
):
    report = gate(tmp_path, rules=[NATIONAL | {flag: True}], build=toy.build(**options))
    check = next(check for check in report.checks if check.what == "the number of rows is 7433")
    assert check.outcome == outcome


def test_a_jump_in_the_number_of_rows_since_the_last_release_is_stopped(tmp_path):
    toy.published(tmp_path)
    check = only_failure(gate(tmp_path, "DELETE FROM marts.people WHERE ward_2024_code LIKE '%4'"))
    assert check.what == "the number of rows is within 10% of release 2026-11-24.1-demo"
    assert check.observed == "3 rows, before 4"


def test_a_jump_that_a_person_said_is_meant_is_let_through(tmp_path):
    toy.published(tmp_path)
    staging = toy.staged(tmp_path, "DELETE FROM marts.people WHERE ward_2024_code LIKE '%4'")
    previous = previous_release(staging.published, staging.build)
    report = run_gate(staging, previous, tmp_path / "none", expected_changes=["people"])
    assert not report.failures


def test_a_dataset_that_tells_of_the_build_itself_may_grow_and_shrink(tmp_path):
    toy.published(tmp_path)
    contracts = toy.datasets(changes_freely=True)
    halved = "DELETE FROM marts.wards WHERE imd_rank > 2"
    report = gate(tmp_path, halved, contracts=contracts, build=toy.build(2))
    drift = [c.dataset for c in report.checks if c.expectation == "row count drift"]
    assert drift == ["people"]


def test_without_an_earlier_release_there_is_no_drift_to_check(tmp_path):
    assert not [c for c in gate(tmp_path).checks if c.expectation == "row count drift"]


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ([NATIONAL | {"severity": "low"}], "wards.yml is not a list of expectations"),
        ({"expectations": []}, "wards.yml is not a list of expectations"),
        (
            [
                {
                    "type": "expect_column_sum_to_be_between",
                    "kwargs": {"column": "rnk"},
                    "reason": "x",
                }
            ],
            r"expectation 1 \(expect_column_sum_to_be_between\) names rnk",
        ),
        (
            [NATIONAL, NATIONAL | {"reason": "The same for another reason.", "real_only": True}],
            r"wards.yml asks of wards twice that the number of rows is 7433 "
            r"\(expect_table_row_count_to_equal\)",
        ),
        (
            [
                {
                    "type": "expect_column_values_to_be_unique",
                    "kwargs": {"column": "ward_2024_code"},
                    "reason": "The contract asks it already.",
                }
            ],
            "wards.yml asks of wards twice that no two rows have the same ward_2024_code",
        ),
        ([NATIONAL | {"type": "expect_miracles"}], "refuses expect_miracles"),
        ([NATIONAL | {"kwargs": {"valeu": 1}}], "refuses expect_table_row_count_to_equal"),
    ],
)
def test_faulty_expectations_are_an_error_of_their_own(tmp_path, rules, message):
    with pytest.raises(ReleaseError, match=message):
        gate(tmp_path, rules=rules)


def test_expectations_of_a_dataset_that_is_not_published_are_refused(tmp_path):
    (tmp_path / "expectations").mkdir()
    (tmp_path / "expectations" / "wads.yml").write_text("[]", encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"holds wads\.yml, but no dataset of that name"):
        gate(tmp_path)


def column_rules(name: str, unit: str = "none") -> dict[str, Any]:
    column = DatasetColumn(name=name, type="varchar", unit=unit, description="x")
    dataset = toy.datasets(columns=[column], key=[])[1]
    rules: list[Rule] = rules_for(dataset, EXPECTATIONS_FOLDER / "none")
    return {k: v for rule in rules[2:] for k, v in rule.kwargs.items() if k != "column"}


@pytest.mark.parametrize(
    ("name", "unit", "minimum", "maximum"),
    [
        ("decile", "decile", 1, 10),
        ("imd_rank", "rank", 1, None),
        ("weight", "share", 0, 1),
        ("income_rate", "share", 0, 1),
        ("no_car_pct", "percent", 0, 100),
        ("population_count", "people", 0, None),
    ],
)
def test_names_promise_ranges(name, unit, minimum, maximum):
    assert column_rules(name, unit) == {"min_value": minimum, "max_value": maximum}


@pytest.mark.parametrize("status", ["not in archive", "failed", "not held"])
def test_a_dataset_none_of_whose_sources_was_had_is_empty_and_asked_nothing(status, tmp_path):
    (dataset,) = [d for d in toy.datasets() if d.name == "wards"]
    never_had = toy.source(status=status, sha256=None, bytes=None, origin=None)
    empty = dataset.model_copy(update={"sources": [never_had]})
    assert rules_for(empty, tmp_path) == []
    assert rules_for(dataset, tmp_path) != []
    one_of_two = dataset.model_copy(update={"sources": [never_had, *dataset.sources]})
    assert rules_for(one_of_two, tmp_path) != []


@pytest.mark.parametrize("name", ["birth_rate", "population_change_pct", "ranking", "score"])
def test_other_names_promise_none(name):
    assert column_rules(name, "per 1,000") == {}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("lsoa_2021_code", "E01000001"),
        ("msoa_2021_code", "E02000001"),
        ("ward_2024_code", "E05000001"),
        ("region_code", "E12000001"),
        ("parent_region_2024_code", "E12000001"),
    ],
)
def test_columns_of_codes_promise_codes_of_their_kind(name, code):
    pattern = column_rules(name)["regex"]
    assert re.match(pattern, code)
    assert not re.match(pattern, "S" * 9)


@pytest.mark.parametrize(
    ("type_", "kwargs", "words"),
    [
        (
            "expect_column_sum_to_be_between",
            {"min_value": 56490108, "max_value": 56490108},
            "the sum of x is exactly 56,490,108",
        ),
        (
            "expect_column_values_to_be_between",
            {"min_value": 2015, "max_value": 2025},
            "x is between 2015 and 2025",
        ),
        ("expect_column_values_to_match_regex", {"regex": "^[0-9]+$"}, "x has the form ^[0-9]+$"),
        (
            "expect_column_distinct_values_to_equal_set",
            {"value_set": [2019, 2025]},
            "x takes exactly the values 2019, 2025",
        ),
        ("expect_column_values_to_be_increasing", {}, "column values to be increasing (column x)"),
    ],
)
def test_expectations_are_put_into_plain_words(type_, kwargs, words):
    assert Rule(type=type_, kwargs={"column": "x"} | kwargs, reason="Toy.").what == words
