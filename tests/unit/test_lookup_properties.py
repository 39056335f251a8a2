"""The SQL that converts and summarises areas keeps its promises whatever the areas are.

The text of the dbt models themselves is rendered and run, over tiny made-up Englands.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.models import Tables, fill, model_sql

WALES = ("W01000001", "W01000001")
WEIGHT = pl.Decimal(18, 12)
MEASURES = [
    "most_deprived_lsoa_share",
    "average_score",
    "average_rank",
    "extent_share",
    "local_concentration",
]

often = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


AREAS = model_sql("int_lsoa_2021__areas")
OVERLAP = model_sql("int_lsoa__overlap")
LOOKUP = model_sql("area_lookup")
SUMMARISED = model_sql("int_area__summarised")


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


@dataclass(frozen=True)
class Links:
    """Which LSOAs of 2011 and 2021 share land, and the people of each, by number."""

    pairs: tuple[tuple[int, int], ...]
    population_2015: tuple[int, ...]
    residents_2021: tuple[int, ...]

    @property
    def unchanged(self) -> list[tuple[int, int]]:
        """Pairs whose two LSOAs share land with no other."""
        old = Counter(pair[0] for pair in self.pairs)
        new = Counter(pair[1] for pair in self.pairs)
        return [pair for pair in self.pairs if old[pair[0]] == new[pair[1]] == 1]


@st.composite
def links(draw: st.DrawFn) -> Links:
    """Any links in which every LSOA of either year has at least one: U, S, M and X alike."""
    old, new = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    origins = st.sets(st.integers(0, old - 1), min_size=1, max_size=3)
    pairs = {(origin, target) for target in range(new) for origin in draw(origins)}
    linked = {pair[0] for pair in pairs}
    pairs |= {(n, draw(st.integers(0, new - 1))) for n in range(old) if n not in linked}
    counts_2015 = st.lists(st.integers(1, 9_000), min_size=old, max_size=old)
    counts_2021 = st.lists(st.integers(100, 9_000), min_size=new, max_size=new)
    return Links(tuple(sorted(pairs)), tuple(draw(counts_2015)), tuple(draw(counts_2021)))


def old_code(number: int) -> str:
    return f"E01{number:06}"


def new_code(number: int) -> str:
    return f"E01{500_000 + number:06}"


def staged(england: Links) -> Tables:
    """The staged tables of these links: three wards, two districts a year, and one Welsh pair."""
    old, new = range(len(england.population_2015)), range(len(england.residents_2021))
    pairs = [(old_code(a), new_code(b), "X") for a, b in england.pairs]
    people = [(old_code(n), england.population_2015[n], f"E07{n % 2:06}") for n in old]
    residents = [(new_code(n), england.residents_2021[n]) for n in new]
    wards_2024 = [(new_code(n), f"E05{n % 3:06}", f"E06{n % 3 % 2:06}") for n in new]
    return {
        name: pl.DataFrame(rows, schema=columns.split(), orient="row")
        for name, columns, rows in [
            (
                "stg_ons_lsoa11_lsoa21__lsoas",
                "lsoa_2011_code lsoa_2021_code change_code",
                [*pairs, (*WALES, "U")],
            ),
            (
                "stg_mhclg_iod2019__lsoas",
                "lsoa_2011_code population_total district_2019_code",
                people,
            ),
            (
                "stg_ons_census21_residents__lsoas",
                "lsoa_2021_code usual_residents",
                [*residents, (WALES[1], 1_500)],
            ),
            (
                "stg_ons_lsoa11_ward17__lsoas",
                "lsoa_2011_code ward_2017_code",
                [(old_code(n), f"E05{900_000 + n % 3:06}") for n in old],
            ),
            (
                "stg_ons_lsoa21_ward24__lsoas",
                "lsoa_2021_code ward_2024_code district_2024_code",
                wards_2024,
            ),
            (
                "int_ward_2025__located",
                "lsoa_2021_code ward_2025_code",
                [(new_code(n), f"E05{800_000 + n % 2:06}") for n in new],
            ),
            (
                "stg_ons_lsoa11_ward19__lsoas",
                "lsoa_2011_code ward_2019_code",
                [(old_code(n), f"E05{700_000 + n % 2:06}") for n in old],
            ),
            (
                "stg_ons_lsoa21_msoa21__lsoas",
                "lsoa_2021_code msoa_2021_code",
                [(new_code(n), f"E02{n % 4:06}") for n in new],
            ),
            (
                "int_constituency_2024__located",
                "lsoa_2021_code constituency_2024_code",
                [(new_code(n), f"E14{n % 2:06}") for n in new],
            ),
            (
                "stg_ons_lsoa21_constituency24__lsoas",
                "lsoa_2021_code constituency_2024_code",
                [(new_code(0), "E14000001")],
            ),
            (
                "stg_ons_lsoa21_ward25__lsoas",
                "lsoa_2021_code ward_2025_code",
                [(new_code(0), "E05800001")],
            ),
            (
                "stg_ons_district23_upper_tier23__districts",
                "district_2023_code upper_tier_2023_code",
                [("E06000000", "E10000000"), ("E06000001", "E10000000")],
            ),
            (
                "stg_ons_district24_region24__districts",
                "district_2024_code region_code",
                [("E06000000", "E12000001"), ("E06000001", "E12000002")],
            ),
            (
                "stg_ons_combined_authority23__districts",
                "district_code combined_authority_code",
                [("E06000001", "E47000001")],
            ),
        ]
    }


def lookup(connection: duckdb.DuckDBPyConnection, tables: Tables) -> pl.DataFrame:
    """The area lookup that the models make of staged tables."""
    fill(connection, tables)
    connection.execute(f"create or replace table int_lsoa_2021__areas as {AREAS}")
    connection.execute(f"create or replace table int_lsoa__overlap as {OVERLAP}")
    order = "from_area_type, from_area_code, to_area_type, to_area_code"
    return connection.sql(f"from ({LOOKUP}) order by {order}").pl()


@often
@given(england=links())
def test_the_weights_of_an_area_sum_to_one_towards_each_kind_of_area_and_wales_stays_out(
    connection: duckdb.DuckDBPyConnection, england: Links
) -> None:
    found = lookup(connection, staged(england))
    sums = found.group_by("from_area_type", "from_area_code", "to_area_type").agg(
        pl.col("weight").sum()
    )
    partly = pl.col("to_area_type") == "combined_authority_2023"
    assert (sums.filter(~partly)["weight"] - 1).abs().max() <= 1e-12
    assert (sums.filter(partly)["weight"] <= 1 + 1e-12).all()
    assert found["weight"].is_between(0, 1).all()
    assert found["from_area_code"].str.starts_with("E").all()
    assert found["to_area_code"].str.starts_with("E").all()


@often
@given(england=links())
def test_every_conversion_keeps_all_residents(
    connection: duckdb.DuckDBPyConnection, england: Links
) -> None:
    found = lookup(connection, staged(england))
    covering = found.filter(pl.col("to_area_type") != "combined_authority_2023")
    totals = covering.group_by("from_area_type", "to_area_type").agg(
        pl.col("shared_residents_count").cast(pl.Float64).sum().alias("residents")
    )
    # 21 pairs at most, each rounded to a millionth of a person.
    rounding = 21 * 0.5e-6 + 1e-9
    from_partly = totals.filter(pl.col("from_area_type") == "combined_authority_2023")
    everywhere = totals.filter(pl.col("from_area_type") != "combined_authority_2023")
    assert (everywhere["residents"] - sum(england.residents_2021)).abs().max() <= rounding
    assert (from_partly["residents"] <= sum(england.residents_2021) + rounding).all()


@often
@given(england=links())
def test_an_unchanged_lsoa_goes_over_whole(
    connection: duckdb.DuckDBPyConnection, england: Links
) -> None:
    found = lookup(connection, staged(england))
    between = found.select("from_area_code", "to_area_code", "weight").rows()
    weights = {(source, target): weight for source, target, weight in between}
    for old, new in england.unchanged:
        assert weights[old_code(old), new_code(new)] == 1
        assert weights[new_code(new), old_code(old)] == 1


def test_the_publishers_best_fit_comes_before_ours(connection: duckdb.DuckDBPyConnection) -> None:
    tables = staged(Links(pairs=((0, 0), (1, 1)), population_2015=(1, 1), residents_2021=(1, 1)))
    found = lookup(connection, tables).filter(pl.col("from_area_type") == "lsoa_2021")
    targets = {(row["from_area_code"], row["to_area_code"]) for row in found.to_dicts()}
    assert {(new_code(0), "E14000001"), (new_code(0), "E05800001")} <= targets
    assert {(new_code(1), "E14000001"), (new_code(1), "E05800001")} <= targets
    assert (new_code(0), "E14000000") not in targets


@often
@given(england=links())
def test_an_lsoa_is_whole_in_the_areas_of_its_own_census(
    connection: duckdb.DuckDBPyConnection, england: Links
) -> None:
    found = lookup(connection, staged(england))
    nested = found.filter(
        pl.col("from_area_type").str.starts_with("lsoa"), pl.col("method") != "apportioned"
    )
    assert nested.height
    assert (nested["weight"] == 1).all()


@often
@given(england=links(), seed=st.integers(0, 1_000), threads=st.sampled_from([1, 2]))
def test_the_order_of_rows_and_the_number_of_threads_do_not_matter(
    connection: duckdb.DuckDBPyConnection, england: Links, seed: int, threads: int
) -> None:
    tables = staged(england)
    found = lookup(connection, tables)
    connection.execute(f"set threads = {threads}")
    shuffled = {
        name: table.sample(fraction=1, shuffle=True, seed=seed) for name, table in tables.items()
    }
    assert lookup(connection, shuffled).equals(found)


@often
@given(england=links(), data=st.data())
def test_other_codes_for_the_same_lsoas_change_nothing_else(
    connection: duckdb.DuckDBPyConnection, england: Links, data: st.DataObject
) -> None:
    codes = [old_code(n) for n in range(len(england.population_2015))]
    codes += [new_code(n) for n in range(len(england.residents_2021))]
    numbers = data.draw(st.permutations(range(len(codes))))
    others = {code: f"E01{700_000 + n:06}" for code, n in zip(codes, numbers, strict=True)}

    def relabelled(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.with_columns(pl.col(pl.String).replace(others))

    tables = staged(england)
    found = relabelled(lookup(connection, tables))
    renamed = lookup(connection, {name: relabelled(table) for name, table in tables.items()})
    assert renamed.equals(found.sort(*_key(found)))


def _key(found: pl.DataFrame) -> list[str]:
    return ["from_area_type", "from_area_code", "to_area_type", "to_area_code"]


@dataclass(frozen=True)
class Lsoa:
    """An LSOA of a tiny England: its people, its place among the ranks, the area it lies in."""

    population: int
    rank: int
    area: str
    income_thousandths: int = 100


def score_of(rank: int, count: int) -> float:
    """Some score that falls as the rank rises, of three decimals."""
    return round(80 * (count + 1 - rank) / count, 3)


@st.composite
def lsoas(draw: st.DrawFn) -> list[Lsoa]:
    """A tiny England: ranks are a permutation, areas are A, B or C."""
    count = draw(st.integers(1, 40))
    ranks = draw(st.permutations(range(1, count + 1)))
    return [Lsoa(draw(st.integers(1, 5_000)), rank, draw(st.sampled_from("ABC"))) for rank in ranks]


def summary(
    connection: duckdb.DuckDBPyConnection, england: list[Lsoa], weights: list[float] | None = None
) -> dict[str, dict[str, float]]:
    """The measures of each area; `weights` (1 when not said): the shares that lie in the area."""
    count = len(england)
    codes = [old_code(n) for n in range(count)]
    members = pl.DataFrame(
        {
            "lsoa_type": ["lsoa_2011"] * count,
            "lsoa_code": codes,
            "area_type": ["ward_2017"] * count,
            "area_code": [lsoa.area for lsoa in england],
            "method": ["best fit"] * count,
            "weight": pl.Series(weights or [1.0] * count).cast(WEIGHT),
        }
    )
    deprived = pl.DataFrame(
        {
            "edition": ["iod_2019"] * count,
            "lsoa_type": ["lsoa_2011"] * count,
            "lsoa_code": codes,
            "imd_score": [score_of(lsoa.rank, count) for lsoa in england],
            "imd_rank": [lsoa.rank for lsoa in england],
            "income_rate": [lsoa.income_thousandths / 1000 for lsoa in england],
            "employment_rate": [0.1] * count,
            "population": [lsoa.population for lsoa in england],
            "population_working_age": [lsoa.population // 2 for lsoa in england],
            "population_basis": ["made up"] * count,
        }
    ).with_columns(pl.col("imd_score", "income_rate", "employment_rate").cast(pl.Decimal(18, 3)))
    fill(connection, {"int_area__members": members, "int_lsoa__deprived": deprived})
    return {row["area_code"]: row for row in connection.sql(SUMMARISED).pl().rows(named=True)}


@often
@given(england=lsoas(), times=st.integers(2, 1_000))
def test_twice_the_people_everywhere_are_no_more_deprived(
    connection: duckdb.DuckDBPyConnection, england: list[Lsoa], times: int
) -> None:
    more = [replace(lsoa, population=times * lsoa.population) for lsoa in england]
    before, after = summary(connection, england), summary(connection, more)
    for area, row in before.items():
        assert after[area]["population_count"] == times * row["population_count"]
        for measure in MEASURES:
            assert after[area][measure] == pytest.approx(row[measure], rel=1e-12)


@often
@given(england=lsoas(), data=st.data())
def test_an_area_whose_lsoa_becomes_more_deprived_does_not_become_less_deprived(
    connection: duckdb.DuckDBPyConnection, england: list[Lsoa], data: st.DataObject
) -> None:
    swaps = [
        (mine, other)
        for mine, lsoa in enumerate(england)
        for other, rival in enumerate(england)
        if lsoa.area == "A" and rival.area != "A" and rival.rank < lsoa.rank
    ]
    assume(swaps)
    mine, other = data.draw(st.sampled_from(swaps))
    changed = list(england)
    changed[mine] = replace(england[mine], rank=england[other].rank)
    changed[other] = replace(england[other], rank=england[mine].rank)
    before, after = summary(connection, england)["A"], summary(connection, changed)["A"]
    for measure in MEASURES:
        assert after[measure] >= before[measure] - 1e-12
    assert after["average_score"] > before["average_score"]
    assert after["average_rank"] > before["average_rank"]


@often
@given(england=lsoas())
def test_an_area_of_one_lsoa_is_as_deprived_as_that_lsoa(
    connection: duckdb.DuckDBPyConnection, england: list[Lsoa]
) -> None:
    alone = [replace(lsoa, area=f"area {n}") for n, lsoa in enumerate(england)]
    found = summary(connection, alone)
    count = len(england)
    for lsoa in alone:
        row = found[lsoa.area]
        assert row["average_score"] == pytest.approx(score_of(lsoa.rank, count), rel=1e-15)
        assert row["average_rank"] == count + 1 - lsoa.rank
        assert row["local_concentration"] == pytest.approx(count + 1 - lsoa.rank, rel=1e-12)
        assert row["income_deprived_share"] == pytest.approx(0.1, rel=1e-12)
        assert row["lsoa_count"] == 1


@often
@given(england=lsoas())
def test_measures_stay_within_what_they_mean_and_england_is_the_sum_of_its_areas(
    connection: duckdb.DuckDBPyConnection, england: list[Lsoa]
) -> None:
    found = summary(connection, england)
    for row in found.values():
        assert 0 <= row["most_deprived_lsoa_share"] <= 1
        assert 0 <= row["extent_share"] <= 1
        assert 1 <= row["average_rank"] <= len(england)
        # The worst tenth of people is at least as deprived as all of them.
        assert row["local_concentration"] >= row["average_rank"] - 1e-9
    people = sum(row["population_count"] for row in found.values())
    assert people == sum(lsoa.population for lsoa in england)
    assert sum(row["lsoa_count"] for row in found.values()) == len(england)


@often
@given(england=lsoas(), data=st.data())
def test_only_the_share_of_an_lsoa_that_lies_in_an_area_counts_there(
    connection: duckdb.DuckDBPyConnection, england: list[Lsoa], data: st.DataObject
) -> None:
    count = len(england)
    quarters = data.draw(st.lists(st.integers(1, 4), min_size=count, max_size=count))
    weights = [quarter / 4 for quarter in quarters]
    # Four times the people, a quarter of whom lie there, are the people themselves.
    scaled = [replace(lsoa, population=4 * lsoa.population) for lsoa in england]
    parted = summary(connection, scaled, weights)
    whole = summary(
        connection,
        [replace(x, population=x.population * q) for x, q in zip(england, quarters, strict=True)],
    )
    for area, row in whole.items():
        assert parted[area]["population_count"] == row["population_count"]
        for measure in set(MEASURES) - {"most_deprived_lsoa_share"}:
            assert parted[area][measure] == pytest.approx(row[measure], rel=1e-12)
        assert parted[area]["lsoa_count"] == pytest.approx(
            sum(w for w, lsoa in zip(weights, england, strict=True) if lsoa.area == area)
        )
