"""Who a council's supplier is: names that are compared, pairs, and how good they are."""

import csv
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dbt_project.suppliers.link import score_pairs
from dbt_project.suppliers.quality import Band, measure
from tests.models import DBT_PROJECT, macros

SEEDS = DBT_PROJECT / "seeds"
COMPARED = str(macros()["supplier_key"]("$name"))
NAMES = st.text(st.sampled_from("abcDE é&.,'()-/0 9"), min_size=0, max_size=30)


def seed(name: str) -> list[dict[str, str]]:
    with Path(SEEDS / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def compared(name: str) -> str:
    found = duckdb.execute(f"select {COMPARED}", {"name": name}).fetchone()
    assert found
    return str(found[0])


def left_out(name: str) -> str | None:
    """The first rule that leaves a supplier of that name out."""
    for rule in seed("ref_supplier_excluded"):
        found = duckdb.execute(
            "select regexp_matches($name, $rule)"
            " and not coalesce(regexp_matches($name, $but), false)",
            {
                "name": name.lower(),
                "rule": rule["pattern"],
                "but": rule["unless_pattern"] or None,
            },
        ).fetchone()
        if found and found[0]:
            return rule["reason"]
    return None


def firms(*rows: tuple[str, str | None]) -> pa.Table:
    """Ids from 0 on, of names and company numbers."""
    return pa.table(
        {
            "id": pa.array([f"{place}:{name}" for place, (name, _) in enumerate(rows)]),
            "name": pa.array([name for name, _ in rows]),
            "words": pa.array([sorted(set(name.split())) for name, _ in rows]),
            "company_number": pa.array([number for _, number in rows], pa.string()),
            "charity_number": pa.array([None] * len(rows), pa.string()),
        }
    )


SUPPLIERS = firms(
    ("demo mill repairs", "00000001"), ("demo quarry transport", None), ("demo", None)
)
ORGANISATIONS = firms(
    ("demo mill repairs", "00000001"),
    ("demo mill repairs", "00000002"),
    ("another name", "00000001"),
    ("demo quarry transport", None),
    ("demo", None),
    ("demo quary transport", None),
)


def probabilities() -> dict[tuple[str, str], float]:
    pairs = score_pairs(SUPPLIERS, ORGANISATIONS, seed("param_supplier_levels"))
    return {
        (row["supplier_key"], row["pair_key"]): row["match_probability"]
        for row in pairs.to_pylist()
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("The Demo & Sons Co. Ltd", "demo sons"),
        ("DEMO AND SONS LIMITED", "demo sons"),
        ("Demo Care Ltd t/a Demo House", "demo care"),
        ("Demo Homes PLC Re Demo Lodge", "demo homes"),
        ("Demo RE Ltd", "demo reltd"),
        ("Café Démo (Nottm) LLP", "cafe demo nottm"),
        ("Demo Co-op C.I.C.", "demo coop"),
        ("Demo's D.E.M.O. plc", "demos demo"),
        ("Ltd", ""),
    ],
)
def test_names_are_compared_without_legal_form_signs_and_trading_names(
    name: str, expected: str
) -> None:
    assert compared(name) == expected


@given(NAMES)
@settings(deadline=None)
def test_a_compared_name_has_no_signs_and_no_double_blanks(name: str) -> None:
    key = compared(name)
    assert key == " ".join(key.split())
    assert all(letter == " " or (letter.isascii() and letter.isalnum()) for letter in key)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Demo City Council", "other councils"),
        ("Demo Interfaith Council", None),
        ("NHS Demo CCG", "NHS bodies"),
        ("Demo Primary School", "schools and colleges"),
        ("Demo Schools Ltd", None),
        ("HMRC - Demo", "payroll and pensions"),
        ("2019:11D Dementia", "direct payments to people"),
        ("Demo Fire Doors Ltd", None),
        ("Demo Housing Association", None),
    ],
)
def test_public_bodies_are_left_out_and_firms_of_like_names_are_not(
    name: str, reason: str | None
) -> None:
    assert left_out(name) == reason


def test_a_shared_number_outweighs_another_name_and_another_number_outweighs_one_name() -> None:
    found = probabilities()
    assert found["0:demo mill repairs", "2:another name"] > 0.9
    assert found["0:demo mill repairs", "0:demo mill repairs"] > 0.99
    assert found["0:demo mill repairs", "1:demo mill repairs"] < 0.3


def test_a_long_name_weighs_more_than_a_short_one_and_a_slip_less() -> None:
    found = probabilities()
    whole = found["1:demo quarry transport", "3:demo quarry transport"]
    assert whole > found["2:demo", "4:demo"]
    assert whole > found["1:demo quarry transport", "5:demo quary transport"]


def test_the_same_names_give_the_same_pairs_in_any_order_of_the_rows() -> None:
    levels = seed("param_supplier_levels")
    once = score_pairs(SUPPLIERS, ORGANISATIONS, levels)
    turned = ORGANISATIONS.take(list(reversed(range(ORGANISATIONS.num_rows))))
    assert once.equals(score_pairs(SUPPLIERS, turned, levels))


def test_the_share_of_pairs_at_each_likeness_adds_up_to_one() -> None:
    for comparison in ("name", "company_number", "charity_number"):
        levels = [row for row in seed("param_supplier_levels") if row["comparison"] == comparison]
        for weight in ("m", "u"):
            total = sum(float(row[weight]) for row in levels if row[weight])
            assert total == pytest.approx(1, abs=1e-4)


def test_every_kind_of_pair_was_judged_and_each_pair_once() -> None:
    judged = seed("ref_supplier_judgements")
    pairs = [
        (row["supplier_name"], row["organisation_name"], row["organisation_id"]) for row in judged
    ]
    assert len(judged) >= 200
    assert len(set(pairs)) == len(pairs)
    assert {row["band"] for row in judged} == {row["band"] for row in seed("ref_supplier_bands")}
    assert all(row["reason"] for row in judged)


BANDS = st.lists(
    st.integers(1, 500).flatmap(
        lambda pairs: st.integers(1, pairs).flatmap(
            lambda judged: st.integers(0, judged).map(lambda true: Band(pairs, judged, true))
        )
    ),
    min_size=1,
    max_size=6,
).filter(lambda bands: any(band.true_count for band in bands))


@given(BANDS)
@settings(deadline=None)
def test_rates_lie_in_their_bounds_and_recall_never_falls(bands: list[Band]) -> None:
    rows = measure(bands).to_pylist()
    for row in rows:
        for rate in ("precision", "recall"):
            assert 0 <= row[f"{rate}_low"] <= row[f"{rate}_high"] <= 1
            assert 0 <= row[rate] <= 1
    recalls = [row["recall"] for row in rows]
    assert recalls == sorted(recalls)
    assert recalls[-1] == 1


def test_a_sample_of_every_pair_leaves_no_doubt() -> None:
    (row,) = measure([Band(pair_count=8, judged_count=8, true_count=6)]).to_pylist()
    assert row["precision"] == row["precision_low"] == row["precision_high"] == 0.75


def test_intervals_are_the_same_each_time() -> None:
    bands = [Band(100, 20, 18), Band(300, 20, 4)]
    assert measure(bands).equals(measure(bands))
