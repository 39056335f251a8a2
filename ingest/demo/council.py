"""Payments and contracts of the synthetic England's councils, one frame per publisher's list.

Belongs here: made-up payments. The councils keep the names of the sources that they stand in for;
everything else is made up.
"""

from datetime import date, timedelta

import numpy as np
import polars as pl

from ingest.demo.draw import stream
from ingest.demo.names import place_names

COUNCILS = ("calderdale", "wakefield", "salford", "hyndburn")
PAYMENTS = 400
CONTRACTS = 60
FIRST_DAY = date(2022, 1, 3)
STATUSES = ("named", "redacted", "withheld", "not given")


def draw_council(seed: int) -> dict[str, pl.DataFrame]:
    """All frames of payments and contracts by name."""
    payments = {f"{council}_payments": _payments(council, seed) for council in COUNCILS}
    return payments | {
        "salford_contracts": _register(seed),
        "preston_contracts": _notices(seed),
    }


def _pounds(pence: np.ndarray) -> list[str]:
    return [f"{int(each) / 100:.2f}" for each in pence]


def _suppliers(random: np.random.Generator, subject: str, count: int, seed: int) -> pl.DataFrame:
    status = pl.Series(random.choice(STATUSES, count, p=[0.85, 0.08, 0.04, 0.03]))
    firms = pl.Series(place_names(seed, f"suppliers of {subject}", count)) + " Ltd"
    return pl.DataFrame(
        {
            "supplier": firms.set(status != "named", None),
            "supplier_status": status,
        }
    )


def _payments(council: str, seed: int) -> pl.DataFrame:
    """One in thirty is a credit."""
    random = stream(seed, f"payments of {council}")
    net = random.integers(25_000, 2_000_000, PAYMENTS)
    net = np.where(random.random(PAYMENTS) < 1 / 30, -net, net)
    vat = net // 5
    days = [FIRST_DAY + timedelta(days=int(day)) for day in random.integers(0, 180, PAYMENTS)]
    nothing = pl.Series([None] * PAYMENTS, dtype=pl.String)
    return _suppliers(random, council, PAYMENTS, seed).with_columns(
        repeat=pl.lit(1),
        payment_kind=pl.lit("invoice"),
        payment_date=pl.Series(days).cast(pl.String),
        company_number=nothing,
        charity_number=nothing,
        department=pl.lit("Demo department"),
        service=pl.lit("Demo service"),
        purpose=pl.lit("Demo purpose"),
        category=pl.lit("Demo category"),
        reference=pl.Series([f"D{number:06d}" for number in range(PAYMENTS)]),
        amount=pl.Series(_pounds(net)),
        vat=pl.Series(_pounds(vat)),
        gross=pl.Series(_pounds(net + vat)),
        subsource=nothing,
        voluntary_sector=nothing,
    )


def _register(seed: int) -> pl.DataFrame:
    random = stream(seed, "contracts register")
    yearly = random.integers(500_000, 20_000_000, CONTRACTS)
    titles = place_names(seed, "contracts", CONTRACTS)
    return _suppliers(random, "contracts", CONTRACTS, seed).with_columns(
        directorate=pl.lit("Demo directorate"),
        process=pl.lit("ITT"),
        purchasing_body=pl.lit("Demo council"),
        contract_reference=pl.Series([f"D{number:04d}" for number in range(CONTRACTS)]),
        contract_title=pl.Series([f"Repairs in {title}" for title in titles]),
        supplier_postcode=pl.lit("ZZ99 3WZ"),
        annual_value=pl.Series(_pounds(yearly)),
        total_value=pl.Series(_pounds(yearly * 3)),
        start_date=pl.lit("2021-04-01"),
        end_date=pl.lit("2024-03-31"),
        current_expiry_date=pl.lit("2024-03-31"),
        is_sme_supplier=pl.Series(random.choice(["Yes", "No"], CONTRACTS)),
        proclass_code=pl.lit("390000"),
        proclass_description=pl.lit("Works"),
        company_number=pl.lit(None, pl.String),
    )


def _notices(seed: int) -> pl.DataFrame:
    random = stream(seed, "contract notices")
    is_awarded = pl.Series(random.random(CONTRACTS) < 0.5)
    value = pl.Series(_pounds(random.integers(3_000_000, 90_000_000, CONTRACTS)))
    titles = place_names(seed, "notices", CONTRACTS)
    status = is_awarded.replace_strict({True: "awarded", False: "closed"}, return_dtype=pl.String)
    return _suppliers(random, "notices", CONTRACTS, seed).with_columns(
        id=pl.Series([f"00000000-0000-0000-0000-{number:012d}" for number in range(CONTRACTS)]),
        title=pl.Series([f"A lift for {title}" for title in titles]),
        organisation=pl.lit("Demo council"),
        status=status,
        notice_type=pl.lit("Contract"),
        published_date=pl.lit("2022-05-03"),
        deadline_date=pl.lit("2022-06-03"),
        awarded_date=pl.Series(["2022-07-04"] * CONTRACTS).set(~is_awarded, None),
        value_low=value,
        value_high=value,
        awarded_value=value.set(~is_awarded, "0.00"),
        awarded_to_sme=pl.lit("true"),
        cpv_codes=pl.lit("42416100"),
        cpv_description=pl.lit("Lifts"),
        url=pl.lit("https://www.contractsfinder.service.gov.uk/Search"),
    )
