"""From the table of money and need by district to what is said of each fund.

Belongs here: the names of columns, and which statistic goes with which measure. Not here: the
arithmetic of the statistics (`concentration`).
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
from duckdb import DuckDBPyConnection, DuckDBPyRelation

from dbt_project.simulation.concentration import (
    Counts,
    Floats,
    concentration_index,
    interval,
    mean_of_money,
    resample,
)

DRAWS = 2000
RANKED = ("deprivation", "income_deprivation", "community_need")
TARGETING = pa.schema(
    {
        "fund": pa.string(),
        "round": pa.string(),
        "measure": pa.string(),
        "value": pa.float64(),
        "value_low": pa.float64(),
        "value_high": pa.float64(),
        "bound_low": pa.float64(),
        "bound_high": pa.float64(),
        "even_value": pa.float64(),
        "draws_count": pa.int64(),
    }
)


@dataclass(frozen=True)
class Weighed:
    """Districts of one fund and measure, each array (districts,)."""

    people: Floats
    need: Floats
    is_ranked: bool

    def value(self, money: Floats, counts: Counts) -> Floats:
        """The statistic of the measure in each draw."""
        if self.is_ranked:
            return concentration_index(money, self.people, self.need, counts)
        return mean_of_money(money, self.need, counts)


def measure_targeting(
    session: DuckDBPyConnection, weighed: DuckDBPyRelation, parameters: DuckDBPyRelation
) -> pa.Table:
    """What is said of each fund, round and measure.

    Args:
        session: dbt's connection.
        weighed: one row per fund, round, measure and district.
        parameters: of the simulation; of them the seed. All funds have the same draws of districts.
    """
    seed = int(dict(parameters.fetchall())["seed"])
    table = session.sql(
        "select * from weighed order by fund, round, measure, area_code"
    ).to_arrow_table()
    names = (table[name].to_pylist() for name in ("fund", "round", "measure"))
    keys = list(zip(*names, strict=True))
    starts = [row for row, key in enumerate(keys) if row == 0 or key != keys[row - 1]]
    rows = [
        _summary(keys[begin], table.slice(begin, end - begin), seed)
        for begin, end in pairwise([*starts, len(keys)])
    ]
    return pa.Table.from_pylist(rows, schema=TARGETING)


def _summary(key: tuple[str, str, str], part: pa.Table, seed: int) -> dict[str, str | float | None]:
    columns = {
        name: part[name].to_numpy() for name in part.column_names if name.startswith("money")
    }
    weighed = Weighed(
        part["population_count"].to_numpy(), part["need"].to_numpy(), key[2] in RANKED
    )
    once = np.ones((1, part.num_rows), dtype=np.int64)
    draws = weighed.value(columns["money"], resample(part.num_rows, DRAWS, seed))
    low, high = interval(draws)
    values = {
        "value": weighed.value(columns["money"], once)[0],
        "value_low": low,
        "value_high": high,
        "bound_low": weighed.value(columns["money_least"], once)[0],
        "bound_high": weighed.value(columns["money_most"], once)[0],
        "even_value": weighed.value(weighed.people, once)[0],
    }
    said = {name: None if np.isnan(v) else round(float(v), 6) + 0.0 for name, v in values.items()}
    return dict(zip(("fund", "round", "measure"), key, strict=True)) | said | {"draws_count": DRAWS}
