"""From dbt's tables to arrays and back: what a dbt Python model hands over and gets.

Belongs here: the names of columns and parameters, and which part of a table is drawn together. Not
here: arithmetic of the draws.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from duckdb import DuckDBPyConnection, DuckDBPyRelation
from numpy.typing import NDArray

from dbt_project.simulation import draws, sobol
from dbt_project.simulation.plan import FACTORS, NORMALISATIONS, Plan, Priors, Weighting, draw_plan

SUMMARY = pa.schema(
    {
        "area_type": pa.string(),
        "area_code": pa.string(),
        "index_variant": pa.string(),
        "default_rank": pa.int64(),
        "rank_low": pa.int64(),
        "rank_median": pa.int64(),
        "rank_high": pa.int64(),
        "worst_tenth_draws_apportioned": pa.int64(),
        "worst_tenth_draws_best_fit": pa.int64(),
        "rank_shift": pa.int64(),
        "draws_count": pa.int64(),
    }
)
FACTOR_EFFECTS = pa.schema(
    {
        "area_type": pa.string(),
        "index_variant": pa.string(),
        "output": pa.string(),
        "factor": pa.string(),
        "sample_count": pa.int64(),
        "first_order_index": pa.float64(),
        "first_order_index_low": pa.float64(),
        "first_order_index_high": pa.float64(),
        "total_index": pa.float64(),
        "total_index_low": pa.float64(),
        "total_index_high": pa.float64(),
    }
)


@dataclass(frozen=True)
class Group:
    """The areas of one kind under one variant of an index, which are ranked against each other.

    Attributes:
        area_type: kind and vintage of the areas.
        index_variant: variant of the index.
        is_default: whether that variant is the one that counts.
        codes: (areas,), in order.
        published: their ranks as published.
        measured: scores, errors and weights of the indicators.
    """

    area_type: str
    index_variant: str
    is_default: bool
    codes: NDArray[np.object_]
    published: draws.Published
    measured: draws.Measured


def simulate_areas(
    session: DuckDBPyConnection,
    values: DuckDBPyRelation,
    ranked: DuckDBPyRelation,
    parameters: DuckDBPyRelation,
) -> pa.Table:
    """Draw the ranks of each group of areas, and say of each area what came of it.

    Args:
        session: the connection; as many threads are used as it may use.
        values: area_type, index_variant, area_code, indicator, domain, weight, domain_weight,
            score, standard_error, imputation_error: a row for each ranked area and indicator.
        ranked: area_type, index_variant, is_default, area_code, default_rank, worst_tenth_count.
        parameters: parameter, value: the seed `param_simulation`.

    Returns:
        A row for each row of `ranked`, in order of type, variant and code.
    """
    settings = dict(parameters.fetchall())
    threads = _threads(session)
    tables = [_summary(group, settings, threads) for group in read_groups(values, ranked)]
    return pa.concat_tables(tables) if tables else SUMMARY.empty_table()


def simulate_factors(
    session: DuckDBPyConnection,
    values: DuckDBPyRelation,
    ranked: DuckDBPyRelation,
    parameters: DuckDBPyRelation,
) -> pa.Table:
    """Measure which choice makes the default variant's ranking vary: arguments as above.

    Returns:
        A row for each area type, output and factor.
    """
    settings = dict(parameters.fetchall())
    threads = _threads(session)
    rows = [
        row
        for group in read_groups(values, ranked)
        if group.is_default
        for row in _factor_rows(group, settings, threads)
    ]
    return pa.Table.from_pylist(rows, schema=FACTOR_EFFECTS)


def read_groups(values: DuckDBPyRelation, ranked: DuckDBPyRelation) -> Iterator[Group]:
    """The groups of areas that are ranked together, one after another.

    Raises:
        ValueError: an area has no value of an indicator of its variant, or two.
    """
    names = ranked.project("area_type, index_variant, is_default").distinct().order("all")
    for area_type, variant, is_default in names.fetchall():
        of_group = f"area_type = '{area_type}' and index_variant = '{variant}'"
        areas: dict[str, Any] = ranked.filter(of_group).order("area_code").fetchnumpy()
        published = draws.Published(areas["default_rank"], int(areas["worst_tenth_count"][0]))
        measured = _measured(values.filter(of_group), areas["area_code"])
        yield Group(area_type, variant, is_default, areas["area_code"], published, measured)


def priors_of(settings: Mapping[str, float]) -> Priors:
    """The priors among the parameters of the seed `param_simulation`."""
    shares = (settings[f"{normalisation}_share"] for normalisation in NORMALISATIONS)
    return Priors(
        concentration=settings["concentration"],
        normalisation_shares=tuple(shares),
        drop_one_share=settings["drop_one_share"],
        seed=int(settings["seed"]),
    )


def _factor_rows(
    group: Group, settings: Mapping[str, float], threads: int
) -> Iterator[dict[str, object]]:
    samples, seed = int(settings["factor_samples"]), int(settings["seed"])
    plan = draw_plan(group.measured.weighting, priors_of(settings), 2 * samples)
    base, other = plan.part(0, samples), plan.part(samples, 2 * samples)

    def outputs(of: Plan) -> dict[str, NDArray[Any]]:
        ranks = draws.rank_draws(group.measured, of, seed, threads)
        return draws.outputs_by_draw(ranks, group.published)

    at_base, at_other = outputs(base), outputs(other)
    mixed = {factor: outputs(base.swapped(other, factor)) for factor in FACTORS}
    for output in at_base:
        swapped = {factor: found[output] for factor, found in mixed.items()}
        found = sobol.effects(at_base[output], at_other[output], swapped, seed)
        for factor, effect in found.items():
            yield {
                "area_type": group.area_type,
                "index_variant": group.index_variant,
                "output": output,
                "factor": factor,
                "sample_count": samples,
                **_effect(effect),
            }


def _effect(effect: sobol.Effect) -> dict[str, float]:
    return {
        "first_order_index": effect.first_order,
        "first_order_index_low": effect.first_order_interval[0],
        "first_order_index_high": effect.first_order_interval[1],
        "total_index": effect.total,
        "total_index_low": effect.total_interval[0],
        "total_index_high": effect.total_interval[1],
    }


def _summary(group: Group, settings: Mapping[str, float], threads: int) -> pa.Table:
    number = int(settings["draws" if group.is_default else "draws_of_other_variants"])
    plan = draw_plan(group.measured.weighting, priors_of(settings), number)
    ranks = draws.rank_draws(group.measured, plan, int(settings["seed"]), threads)
    interval = (settings["interval_low"], settings["interval_high"])
    found = draws.summarise(ranks, group.published, plan.boundary, interval, threads)
    areas = len(group.codes)
    columns = [
        [group.area_type] * areas,
        group.codes,
        [group.index_variant] * areas,
        group.published.ranks,
        found.rank_low,
        found.rank_median,
        found.rank_high,
        found.worst_tenth[0],
        found.worst_tenth[1],
        found.rank_shift,
        np.full(areas, number),
    ]
    return pa.table(columns, schema=SUMMARY)


def _measured(values: DuckDBPyRelation, codes: NDArray[np.object_]) -> draws.Measured:
    """The table of one group as arrays: a row for each indicator, a column for each area."""
    names = values.project("indicator, domain, weight, domain_weight").distinct().order("all")
    indicators = names.fetchall()
    domains = sorted({(domain, weight) for _, domain, _, weight in indicators})
    weighting = Weighting(
        domain_of=np.array(
            [domains.index((domain, weight)) for _, domain, _, weight in indicators]
        ),
        indicator_weights=np.array([weight for _, _, weight, _ in indicators], dtype=float),
        domain_weights=np.array([weight for _, weight in domains], dtype=float),
    )
    table = values.order("indicator, area_code").project(
        "score, standard_error * standard_error + imputation_error * imputation_error as variance"
    )
    columns = table.fetchnumpy()
    shape = (len(indicators), len(codes))
    if len(columns["score"]) != shape[0] * shape[1]:
        raise ValueError(f"{len(columns['score'])} values are not {shape[0]} for {shape[1]} areas")
    scores, variances = (
        np.ma.getdata(columns[name]).astype(np.float32).reshape(shape)
        for name in ("score", "variance")
    )
    return draws.Measured(scores, variances, weighting)


def _threads(session: DuckDBPyConnection) -> int:
    (threads,) = session.sql("select current_setting('threads')").fetchall()[0]
    return int(threads)
