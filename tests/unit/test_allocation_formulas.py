"""Every formula of fair funding as the SQL of `macros/allocate.sql` computes it."""

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from random import Random

import duckdb
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.models import macros

LONDON, NORTH = "E12000007", "E12000001"
YEARS = ("2016-17", "2017-18")
COLUMNS = {
    "scenario_id": "varchar",
    "pot_rule": "varchar",
    "pot_base_gbp": "decimal(18, 2)",
    "pot_share": "decimal(9, 6)",
    "formula": "varchar",
    "need_measure": "varchar",
    "gamma": "decimal(9, 3)",
    "need_weight": "decimal(9, 3)",
    "catch_up_share": "decimal(9, 3)",
    "catch_up_rate": "decimal(9, 6)",
    "base_gbp": "decimal(18, 2)",
    "least_share": "decimal(9, 3)",
    "most_share": "decimal(9, 3)",
    "area_type": "varchar",
    "eligible_set": "varchar",
    "first_year": "varchar",
    "last_year": "varchar",
}
FORMULAS: dict[str, dict[str, object]] = {
    "F0": {},
    "F1": {"gamma": 1},
    "F1 squared": {"formula": "F1", "gamma": 2},
    "F1 root": {"formula": "F1", "gamma": 0.5},
    "F2": {"gamma": 1, "need_weight": 0.3},
    "F3": {"gamma": 1},
    "F4": {"gamma": 1, "need_weight": 0.5, "catch_up_share": 0.4, "catch_up_rate": 0.035},
    "F5": {"gamma": 1, "base_gbp": 1},
    "F6": {"gamma": 1, "need_weight": 1, "least_share": 0.9, "most_share": 1.2},
}
OF_NEED = ("F1", "F1 squared", "F1 root", "F2", "F4", "F5")
# A query takes longer than a function call, on a busy machine much longer.
few = settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate])


@dataclass(frozen=True)
class Area:
    """One made-up area: residents, need, and pounds per head spent on it in the last year."""

    people: int
    need: int
    spent: int = 500


Pennies = dict[str, dict[str, int]]
AREA = st.builds(Area, st.integers(1, 5_000_000), st.integers(1, 100), st.integers(0, 900))
AREAS = st.lists(AREA, min_size=2, max_size=12)
POT = st.integers(10_000, 10**12)


def scenario(name: str, pot: int, changes: dict[str, object]) -> dict[str, object]:
    """A row of the seed param_scenarios with a pot of pence; formulas of no need have none."""
    row = dict.fromkeys(COLUMNS) | {
        "scenario_id": name,
        "formula": name[:2],
        "pot_rule": "amount",
        "pot_base_gbp": Decimal(pot) / 100,
        "pot_share": 1,
        "need_measure": None if name == "F0" else "imd",
        "area_type": "region",
        "eligible_set": "all",
        "first_year": YEARS[0],
        "last_year": YEARS[1],
    }
    return row | FORMULAS.get(name, {}) | changes


def connect(rows: list[dict[str, object]], areas: dict[str, Area]) -> duckdb.DuckDBPyConnection:
    """A database with the targets of scenarios; London, with 1,000 a head, is one more area."""
    con = duckdb.connect(config={"threads": 1})
    con.execute(f"create table scenarios ({', '.join(' '.join(c) for c in COLUMNS.items())})")
    marks = ", ".join("?" * len(COLUMNS))
    con.executemany(
        f"insert into scenarios values ({marks})", [[r[c] for c in COLUMNS] for r in rows]
    )
    con.execute(
        "create table inputs (area_type varchar, area_code varchar, district_2024_code varchar,"
        " upper_tier_2023_code varchar, region_code varchar, measure varchar,"
        " financial_year varchar, value decimal(28, 9))"
    )
    con.executemany("insert into inputs values ('region', ?, null, null, ?, ?, ?, ?)", cells(areas))
    targets = macros()["allocation_targets"]("scenarios", "inputs")
    con.execute(f"create table targets as {targets}")
    return con


def cells(areas: dict[str, Area]) -> list[tuple[object, ...]]:
    """The rows of fair_funding_inputs for areas."""
    found: list[tuple[object, ...]] = []
    for code, area in areas.items():
        region = LONDON if code.startswith("L") else NORTH
        found += [(code, region, "population", "every year", area.people)]
        found += [(code, region, "imd", "every year", area.need)]
        for year in YEARS:
            found += [(code, region, "capital_per_head", year, area.spent)]
            found += [(code, region, "capital_per_head_real", year, area.spent + 1)]
    return found


def named(areas: list[Area]) -> dict[str, Area]:
    """Areas by code, and a London."""
    return {f"N{n:03}": area for n, area in enumerate(areas)} | {"L": Area(1_000, 10, 1_000)}


def allocate(
    areas: dict[str, Area], pot: int, *names: str, **changes: object
) -> dict[str, dict[str, int]]:
    """Pennies of each area under each formula, by formula."""
    rows = [scenario(name, pot, changes) for name in names or FORMULAS]
    con = connect(rows, areas)
    found: Pennies = defaultdict(dict)
    shared_out = macros()["allocations"]("targets")
    for name, code, pence in con.sql(
        f"select scenario_id, area_code, allocation_pence from ({shared_out})"
    ).fetchall():
        found[name][code] = pence
    return found


def refusals(areas: dict[str, Area], pot: int, name: str, **changes: object) -> list[str]:
    """Why a scenario cannot be."""
    con = connect([scenario(name, pot, changes)], areas)
    return [
        why
        for (why,) in con.sql(
            f"select refusal from ({macros()['allocation_refusals']('targets')})"
        ).fetchall()
    ]


def matching_costs(areas: dict[str, Area]) -> int:
    """What matching London's 1,000 a head times an area's need against the mean costs, in pence."""
    people = sum(area.people for area in areas.values())
    mean = Fraction(sum(a.people * a.need for a in areas.values()), people)
    gaps = (max(Fraction(0), 1000 * a.need / mean - a.spent) * a.people for a in areas.values())
    return int(sum(gaps) * 100)


@few
@given(AREAS, POT)
def test_allocations_add_up_to_the_pot_to_the_penny_and_none_is_negative(
    areas: list[Area], pot: int
) -> None:
    of = named(areas)
    for name, pence in allocate(of, pot).items():
        assert min(pence.values()) >= 0
        if name == "F3":
            # London's level times need against the mean is known to 10^-6 of a pound a head.
            rounded = 1 + sum(area.people for area in of.values()) // 5_000
            assert sum(pence.values()) == pytest.approx(min(pot, matching_costs(of)), abs=rounded)
        else:
            assert sum(pence.values()) == pot, name


@few
@given(AREAS, POT)
def test_need_share_is_what_fractions_say_to_the_penny(areas: list[Area], pot: int) -> None:
    of = named(areas)
    whole = sum(area.people * area.need for area in of.values())
    exact = {code: Fraction(pot * a.people * a.need, whole) for code, a in of.items()}
    left = pot - sum(int(amount) for amount in exact.values())
    order = sorted(of, key=lambda code: (-(exact[code] % 1), -exact[code], code))
    expected = {code: int(exact[code]) + (order.index(code) < left) for code in of}
    found = allocate(of, pot, "F1")["F1"]
    # A remainder is known to 10^-12 of a penny: what differs by less may change places.
    assert all(abs(found[code] - expected[code]) <= 1 for code in of)
    assert sum(found[code] != expected[code] for code in of) in (0, 2)


@few
@given(AREAS, POT, st.integers(1, 100))
def test_more_need_never_means_less_money(areas: list[Area], pot: int, more: int) -> None:
    before = allocate(named(areas), pot, *OF_NEED, "F6")
    needier = [replace(areas[0], need=areas[0].need + more), *areas[1:]]
    after = allocate(named(needier), pot, *OF_NEED, "F6")
    for name in before:
        # Under floors and caps other areas' bounds move what is left over by a penny.
        assert after[name]["N000"] >= before[name]["N000"] - (name == "F6"), name


@few
@given(AREAS, POT, st.integers(1, 99))
def test_an_area_cut_in_two_gets_what_it_got(areas: list[Area], pot: int, percent: int) -> None:
    whole = replace(areas[0], people=areas[0].people + 100)
    part = max(1, whole.people * percent // 100)
    halves = [replace(whole, people=part), replace(whole, people=whole.people - part)]
    names = [name for name in FORMULAS if name != "F5"]
    before = allocate(named([whole, *areas[1:]]), pot, *names)
    after = allocate(named([*areas[1:], *halves]), pot, *names)
    halved = [f"N{len(areas) - 1:03}", f"N{len(areas):03}"]
    for name in names:
        # Each of three amounts is rounded on its own.
        assert abs(sum(after[name][c] for c in halved) - before[name]["N000"]) <= 2, name


@few
@given(AREAS, POT, st.randoms(use_true_random=False))
def test_neither_order_nor_names_of_areas_matter(
    areas: list[Area], pot: int, random: Random
) -> None:
    order = random.sample(range(len(areas)), len(areas))
    before = allocate(named(areas), pot)
    after = allocate(named([areas[n] for n in order]), pot)
    for name in before:
        for new, old in enumerate(order):
            assert abs(after[name][f"N{new:03}"] - before[name][f"N{old:03}"]) <= 1


@few
@given(AREAS, POT, st.integers(2, 50))
def test_counting_need_in_another_unit_changes_at_most_a_penny(
    areas: list[Area], pot: int, times: int
) -> None:
    def scaled(by: int) -> dict[str, Area]:
        return {c: replace(a, need=a.need * by) for c, a in named(areas).items()}

    before, after = allocate(scaled(1), pot), allocate(scaled(times), pot)
    for name in before:
        assert all(abs(after[name][code] - before[name][code]) <= 1 for code in before[name])


@few
@given(AREAS, POT)
def test_no_weight_on_need_is_per_head(areas: list[Area], pot: int) -> None:
    found = allocate(named(areas), pot, "F0", "F2", need_weight=0)
    assert found["F0"] == found["F2"]


@few
@given(AREAS, POT, st.integers(0, 100))
def test_equal_need_is_per_head(areas: list[Area], pot: int, need: int) -> None:
    equal = {code: replace(area, need=need) for code, area in named(areas).items()}
    found = allocate(equal, pot, "F0", "F1", "F1 squared", "F1 root", "F2", "F6")
    assert all(pence == found["F0"] for pence in found.values())


@few
@given(AREAS)
def test_an_empty_pot_gives_zeros(areas: list[Area]) -> None:
    for pence in allocate(named(areas), 0, base_gbp=0).values():
        assert set(pence.values()) == {0}


@few
@given(AREAS, POT, st.integers(0, 1000), st.integers(1000, 5000))
def test_floors_and_caps_are_kept(areas: list[Area], pot: int, least: int, most: int) -> None:
    of = named(areas)
    people = sum(area.people for area in of.values())
    found = allocate(
        of, pot, "F6", least_share=Decimal(least) / 1000, most_share=Decimal(most) / 1000
    )["F6"]
    assert sum(found.values()) == pot
    for code, area in of.items():
        per_head = Fraction(pot * area.people, people)
        assert int(per_head * least / 1000) <= found[code] <= int(per_head * most / 1000) + 1


@few
@given(AREAS, POT)
def test_damped_amounts_that_are_at_no_bound_stay_in_proportion(
    areas: list[Area], pot: int
) -> None:
    of = named(areas)
    con = connect([scenario("F6", pot, {})], of)
    rows = con.sql(
        "select target, allocation_pence, bound, lowest, highest "
        f"from ({macros()['allocations']('targets')})"
    ).fetchall()
    between = [(target, pence) for target, pence, bound, _, _ in rows if bound == "none"]
    scale = Fraction(
        pot * 10**12
        - sum(low if b == "floor" else high for _, _, b, low, high in rows if b != "none"),
        sum(target for target, _ in between) or 1,
    )
    for target, pence, bound, low, high in rows:
        if bound == "none":
            assert abs(pence - scale * target / 10**12) <= 1
        elif between:
            # Had it shared in the rest it would be beyond its bound.
            assert (scale * target <= low + 1) if bound == "floor" else (scale * target >= high - 1)


def test_floors_above_the_pot_are_refused_with_the_arithmetic() -> None:
    (why,) = refusals(named([Area(1_000, 10)]), 100_000, "F6", least_share=1.2, most_share=2)
    assert why == "the floors add up to £1,200.00 and the pot is £1,000.00: £200.00 short"


def test_caps_below_the_pot_are_refused_with_the_arithmetic() -> None:
    (why,) = refusals(named([Area(1_000, 10)]), 100_000, "F6", least_share=0.1, most_share=0.5)
    assert why == "the caps let at most £500.00 be given and the pot is £1,000.00: £500.00 over"


def test_bases_above_the_pot_are_refused_with_the_arithmetic() -> None:
    (why,) = refusals(named([Area(1_000, 10)]), 100_000, "F5", base_gbp=600)
    assert why == "the bases add up to £1,200.00 and the pot is £1,000.00: £200.00 short"


def test_a_floor_above_the_cap_is_refused() -> None:
    (why,) = refusals(named([Area(1_000, 10)]), 100_000, "F6", least_share=0.9, most_share=0.8)
    assert why == "the floor is above the cap"


def test_a_pot_that_cannot_be_shared_exactly_is_refused() -> None:
    (why,) = refusals(named([Area(1_000, 10)]), 10**13 + 100, "F0")
    assert "more than the £100,000,000,000.00" in why


@few
@given(AREAS, POT)
def test_what_can_be_is_not_refused(areas: list[Area], pot: int) -> None:
    rows = [scenario(name, pot, {"base_gbp": 0}) for name in FORMULAS]
    refused = macros()["allocation_refusals"]("targets")
    assert connect(rows, named(areas)).sql(refused).fetchall() == []


def test_matching_london_by_hand() -> None:
    of = {"L": Area(100, 10, 1_000), "N1": Area(50, 10, 400), "N2": Area(10, 10, 1_200)}
    found = allocate(of, 10**7, "F3", gamma=0)["F3"]
    assert found == {"L": 0, "N1": 50 * 600 * 100, "N2": 0}


def test_catch_up_by_hand() -> None:
    """Real shortfalls of 600 in two years, the earlier with 10 % of interest: only N1 has any."""
    of = {"L": Area(100, 10, 1_000), "N1": Area(100, 10, 400)}
    found = allocate(of, 1_000, "F4", catch_up_share=0.5, catch_up_rate=0.1, need_weight=0)["F4"]
    assert found == {"L": 250, "N1": 750}


def test_ties_go_to_the_larger_amount_and_then_to_the_lower_code() -> None:
    of = {"N2": Area(1, 1), "N1": Area(1, 1), "L": Area(1, 1)}
    assert allocate(of, 100, "F0")["F0"] == {"L": 34, "N1": 33, "N2": 33}


@pytest.mark.parametrize("threads", [1, 2])
def test_the_largest_pot_of_the_largest_areas_does_not_overflow(threads: int) -> None:
    of = {f"N{n}": Area(9_000_000, 300 + n, 10) for n in range(8)} | {"L": Area(9_000_000, 1, 999)}
    for name, pence in allocate(of, 10**13).items():
        assert sum(pence.values()) == 10**13 or name == "F3"
