"""What the release gate expects of each dataset.

Belongs here: expectations that follow from a dataset's contract and from the naming grammar, and
those named one by one in `expectations/<dataset>.yml`, each with its reason. Not here: evaluating
them (`gate`).
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, TypeAdapter, ValidationError

from catalog.build import BuildInfo
from catalog.datasets import Dataset, DatasetColumn
from catalog.errors import ReleaseError
from catalog.model import Strict

EXPECTATIONS_FOLDER = Path(__file__).parent / "expectations"
CODE = re.compile(r"(?:from_|to_|parent_)?(?P<thing>[a-z]+)(?:_\d{4})?_code")
CODE_PATTERNS = {
    "lsoa": "^[EW]01[0-9]{6}$",
    "msoa": "^[EW]02[0-9]{6}$",
    "ward": "^[EW]05[0-9]{6}$",
    "district": "^(?:E0[6-9]|W06)[0-9]{6}$",
    "region": "^(?:E12|W92)[0-9]{6}$",
}
WORDS = {
    "expect_table_columns_to_match_ordered_list": "has exactly the documented columns, in order",
    "expect_table_row_count_to_be_between": "the number of rows is {range}",
    "expect_table_row_count_to_equal": "the number of rows is {value}",
    "expect_column_values_to_not_be_null": "{column} is never empty",
    "expect_column_values_to_be_unique": "no two rows have the same {column}",
    "expect_compound_columns_to_be_unique": "no two rows have the same {columns}",
    "expect_column_values_to_be_between": "{column} is {range}",
    "expect_column_values_to_be_in_set": "{column} is one of {values}",
    "expect_column_values_to_match_regex": "{column} {form}",
    "expect_column_distinct_values_to_be_in_set": "{column} is one of {values}",
    "expect_column_distinct_values_to_equal_set": "{column} takes exactly the values {values}",
    "expect_column_unique_value_count_to_be_between": "{column} takes {range} different values",
    "expect_column_min_to_be_between": "the smallest {column} is {range}",
    "expect_column_max_to_be_between": "the largest {column} is {range}",
    "expect_column_mean_to_be_between": "the mean of {column} is {range}",
    "expect_column_median_to_be_between": "the median of {column} is {range}",
    "expect_column_sum_to_be_between": "the sum of {column} is {range}",
    "expect_column_pair_values_a_to_be_greater_than_b": "{column_A} is greater than {column_B}",
}


class Rule(Strict):
    """One expectation of Great Expectations and why it must hold.

    Attributes:
        type: its name, such as `expect_column_sum_to_be_between`.
        kwargs: its arguments.
        reason: one sentence: why a release that breaks it must not be published.
        national_only: does not hold in a demo that covers only a part of England.
        real_only: does not hold in a demo.
    """

    type: str
    kwargs: dict[str, Any] = Field(default_factory=dict)
    reason: str
    national_only: bool = False
    real_only: bool = False

    def applies_to(self, build: BuildInfo) -> bool:
        """Whether the rule can be held against such a build."""
        return not (
            (self.real_only and build.demo) or (self.national_only and not build.is_national)
        )

    @property
    def asked(self) -> dict[str, Any]:
        """The arguments that are set."""
        return {name: value for name, value in self.kwargs.items() if value is not None}

    @property
    def what(self) -> str:
        """The expectation in plain words."""
        condition = self.kwargs.get("row_condition")
        return _words(self) + (f", where {condition}" if condition else "")


def rules_for(dataset: Dataset, folder: Path) -> list[Rule]:
    """All rules of a dataset: those of its contract, then those named in its YAML file.

    A dataset none of whose sources is held is empty, and says so; no rule is asked of it.

    Raises:
        ReleaseError: the file has another shape, names a column the dataset has not, or repeats a
            rule.
    """
    if dataset.sources and not any(source.is_held for source in dataset.sources):
        return []
    path = folder / f"{dataset.name}.yml"
    rules = [*_contract_rules(dataset), *_named_rules(dataset, path)]
    _refuse_repeats(rules, dataset, path)
    return rules


def check_folder(datasets: Iterable[Dataset], folder: Path) -> None:
    """Refuse expectations of datasets that are not published: they would silently never run."""
    published = {dataset.name for dataset in datasets}
    if orphans := sorted(p.name for p in folder.glob("*.yml") if p.stem not in published):
        raise ReleaseError(
            f"{folder.name}/ holds {', '.join(orphans)}, but no dataset of that name is published.",
            "Rename the file to the dataset's name, or delete it.",
        )


def columns_of(rule: Rule, dataset: Dataset) -> list[str]:
    """The columns a rule looks at, including those its row condition names."""
    kwargs = rule.kwargs
    named = [kwargs[key] for key in ("column", "column_A", "column_B") if key in kwargs]
    condition = re.findall(r"\w+", kwargs.get("row_condition", ""))
    named += kwargs.get("column_list", [])
    return [*named, *(word for word in condition if word in dataset.column_names)]


def _contract_rules(dataset: Dataset) -> Iterator[Rule]:
    yield Rule(
        type="expect_table_row_count_to_be_between",
        kwargs={"min_value": 1},
        reason="An empty dataset is a failed build.",
    )
    key = f"Each row is {dataset.row}, told apart by its key."
    for column in dataset.key:
        yield Rule(
            type="expect_column_values_to_not_be_null", kwargs={"column": column}, reason=key
        )
    yield _unique(dataset.key, key)
    for contract_column in dataset.columns:
        yield from _column_rules(contract_column)


def _unique(key: list[str], reason: str) -> Rule:
    if len(key) == 1:
        return Rule(
            type="expect_column_values_to_be_unique", kwargs={"column": key[0]}, reason=reason
        )
    return Rule(
        type="expect_compound_columns_to_be_unique", kwargs={"column_list": key}, reason=reason
    )


def _column_rules(column: DatasetColumn) -> Iterator[Rule]:
    if bounds := _bounds(column):
        minimum, maximum = bounds
        yield Rule(
            type="expect_column_values_to_be_between",
            kwargs={"column": column.name, "min_value": minimum, "max_value": maximum},
            reason=f"The name '{column.name}' promises this range.",
        )
    match = CODE.fullmatch(column.name)
    if match and match["thing"] in CODE_PATTERNS:
        yield Rule(
            type="expect_column_values_to_match_regex",
            kwargs={"column": column.name, "regex": CODE_PATTERNS[match["thing"]]},
            reason="ONS codes say in their first characters what kind of area they name.",
        )


def _bounds(column: DatasetColumn) -> tuple[float, float | None] | None:
    """The range a name promises, both ends included; differences may be negative."""
    kind = column.name.rsplit("_", 1)[-1]
    if "change" in column.name.split("_"):
        return None
    if kind in ("share", "rate"):
        return (0, 1) if column.unit == "share" else None
    ranges: dict[str, tuple[float, float | None]] = {
        "decile": (1, 10),
        "rank": (1, None),
        "weight": (0, 1),
        "pct": (0, 100),
        "count": (0, None),
    }
    return ranges.get(kind)


def _named_rules(dataset: Dataset, path: Path) -> list[Rule]:
    if not path.exists():
        return []
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or []
        rules = TypeAdapter(list[Rule]).validate_python(content)
    except (yaml.YAMLError, ValidationError) as error:
        raise ReleaseError(f"{path.name} is not a list of expectations: {error}.") from error
    for number, rule in enumerate(rules, start=1):
        if unknown := sorted(set(columns_of(rule, dataset)) - set(dataset.column_names)):
            raise ReleaseError(
                f"{path.name}: expectation {number} ({rule.type}) names {', '.join(unknown)}, "
                f"which {dataset.name} does not have.",
                f"Its columns are: {', '.join(dataset.column_names)}.",
            )
    return rules


def _refuse_repeats(rules: list[Rule], dataset: Dataset, path: Path) -> None:
    """Great Expectations evaluates a rule once, however often it is listed."""
    seen: list[tuple[str, dict[str, Any]]] = []
    for rule in rules:
        asked = (rule.type, rule.asked)
        if asked in seen:
            raise ReleaseError(
                f"{path.name} asks of {dataset.name} twice that {rule.what} ({rule.type}).",
                "Delete the rule there; what a contract or a name promises is asked anyway.",
            )
        seen.append(asked)


def _words(rule: Rule) -> str:
    template = WORDS.get(rule.type)
    if template is None:
        arguments = ", ".join(f"{name} {value}" for name, value in rule.kwargs.items())
        return f"{rule.type.removeprefix('expect_').replace('_', ' ')} ({arguments})"
    kwargs = rule.kwargs
    return template.format(
        column=kwargs.get("column"),
        column_A=kwargs.get("column_A"),
        column_B=kwargs.get("column_B"),
        columns=" and ".join(kwargs.get("column_list", [])),
        value=_value(kwargs.get("value")),
        values=", ".join(str(value) for value in kwargs.get("value_set") or []),
        range=_range(kwargs.get("min_value"), kwargs.get("max_value")),
        form=_form(kwargs.get("regex")),
    )


def _range(minimum: object, maximum: object) -> str:
    if minimum == maximum:
        return f"exactly {_value(minimum)}"
    if maximum is None:
        return f"at least {_value(minimum)}"
    if minimum is None:
        return f"at most {_value(maximum)}"
    return f"between {_value(minimum)} and {_value(maximum)}"


def _value(value: object) -> str:
    """A number as people write it; years keep their digits together."""
    return f"{value:,}" if isinstance(value, int) and abs(value) >= 10_000 else str(value)


def _form(regex: object) -> str:
    kinds = {pattern: thing for thing, pattern in CODE_PATTERNS.items()}
    kind = kinds.get(str(regex))
    return f"is an ONS code of the kind {kind}" if kind else f"has the form {regex}"
