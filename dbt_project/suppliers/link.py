"""Pairs of a supplier and an organisation, scored by splink (Fellegi and Sunter's model).

The weights are fixed numbers (`param_supplier_levels`), not trained on the data at hand, so that
one payment file more changes no old match. Where an organisation lies is no evidence that it is
the supplier: if it were, the local share would be made by the method.
"""

from collections.abc import Iterable
from typing import Any

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

Level = dict[str, Any]

FLOOR = 0.001
PRIOR = 1e-6
CONDITIONS = {
    "nothing to compare": "{column}_l is null or {column}_r is null",
    "same": "{column}_l = {column}_r",
    "same long": "name_l = name_r and length(name_l) >= 10 and len(words_l) > 1",
    "same short": "name_l = name_r",
    "same words": "words_l = words_r",
    "nearly the same letters": "jaro_winkler_similarity(name_l, name_r) >= 0.96",
    "begins with the other": (
        "least(length(name_l), length(name_r)) >= 12 "
        "and (starts_with(name_l, name_r) or starts_with(name_r, name_l))"
    ),
    "two words in three": (
        "3 * len(list_intersect(words_l, words_r)) "
        ">= 2 * len(list_distinct(list_concat(words_l, words_r)))"
    ),
    "alike letters": "jaro_winkler_similarity(name_l, name_r) >= 0.9",
    "other": "ELSE",
}


def score_pairs(suppliers: pa.Table, organisations: pa.Table, levels: Iterable[Level]) -> pa.Table:
    """Every pair that may be one organisation, in order of its two ids.

    Args:
        suppliers: columns id, name, words, company_number, charity_number.
        organisations: the same columns.
        levels: rows of `param_supplier_levels`.

    Returns:
        supplier_key, pair_key, name_level, is_number_shared, match_probability (0 to 1).
    """
    levels = list(levels)
    with duckdb.connect(config={"threads": 1}) as connection:
        interface = DuckDBAPI(connection)
        tables = [
            interface.register(suppliers, dataset_display_name="a_supplier"),
            interface.register(organisations, dataset_display_name="b_organisation"),
        ]
        linker = Linker(tables, settings(levels), log_level="WARNING")
        pairs = linker.inference.predict(threshold_match_probability=FLOOR)
        return connection.execute(_pairs_query(pairs.physical_name, levels)).to_arrow_table()


def settings(levels: list[Level]) -> SettingsCreator:
    """Splink's settings: which pairs are compared, and what each likeness weighs."""
    comparisons = list(dict.fromkeys(level["comparison"] for level in levels))
    return SettingsCreator(
        link_type="link_only",
        unique_id_column_name="id",
        probability_two_random_records_match=PRIOR,
        comparisons=[_comparison(name, levels) for name in comparisons],
        blocking_rules_to_generate_predictions=[
            block_on("company_number"),
            block_on("charity_number"),
            block_on("name"),
            block_on("words"),
            block_on("substr(name, 1, 8)"),
            block_on("words[1]", "words[2]"),
        ],
    )


def _comparison(column: str, levels: list[Level]) -> dict[str, Any]:
    return {
        "output_column_name": column,
        "comparison_levels": [_level(column, level) for level in _ordered(column, levels)],
    }


def _ordered(column: str, levels: list[Level]) -> list[Level]:
    chosen = [level for level in levels if level["comparison"] == column]
    return sorted(chosen, key=lambda level: int(level["level_order"]))


def _level(column: str, level: Level) -> dict[str, Any]:
    name = level["level"]
    condition = {"sql_condition": CONDITIONS[name].format(column=column), "label_for_charts": name}
    if name == "nothing to compare":
        return condition | {"is_null_level": True}
    return condition | {"m_probability": float(level["m"]), "u_probability": float(level["u"])}


def _pairs_query(pairs: str, levels: list[Level]) -> str:
    """Splink numbers the levels from the last up; the last is 0."""
    names = [level["level"] for level in reversed(_ordered("name", levels))]
    return f"""
        select
            id_l as supplier_key,
            id_r as pair_key,
            {names}[gamma_name + 1] as name_level,
            greatest(gamma_company_number, gamma_charity_number) = 1 as is_number_shared,
            round(match_probability, 6) as match_probability
        from {pairs}
        order by id_l, id_r
    """  # noqa: S608 - labels are keys of CONDITIONS, splink names the table
