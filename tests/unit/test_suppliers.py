"""Councils' suppliers: firms are named, people are not. Every name here is made up."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.suppliers import FORENAMES, with_suppliers_withheld

ROADS, CHILDREN = "Highways", "Childrens Care Services"
PEOPLE_ANYWHERE = [
    "Mr A Demo",
    "MISS DEMO",
    "Demo Reports / Dr. Demo",
    "Rev Jane Demo",
    "Prof. Demo",
    "Cllr Demo Ltd",
    "Sir Demo Demo",
    "Lady Demo",
    "Master J Demo",
    "Estate of Jane Demo",
    "Executors of J Demo",
    "Parents of Zed Demo",
    "A. D. (Re Z. D.)",
    "Z. D. (c/o A. D.)",
    "Demo Homes Ltd c/o Zed Demo",
    "J D DEMO",
    "J.D. Demo",
    "A B C D Demo",
    "J-P Demo",
    "J De",
    "D Ng",
    "Demo, J",
    "Demo K",
    "Demo J-P",
    "J & K Demo",
    "J D Demo (2nd)",
    "J D",
    "Jane Demo",
    "JANE DEMO",
    "Demo Jane",
    "Jane & John Demo",
    "Jane Foster",
    "Jane Chambers",
    "Jane Demo-Demo",
    "Jane Zed Demo",
    "Jane Demo 12345",
    "Jane Demo T/A Demo Plumbing Services",
    "Zed Demo t/as Demo Care Ltd",
    "Zed Demo trading as Demo Care",
    "Jane Demo Painting",
    "PAYPAL *DEMO",
    "SumUp  *Jane Demo",
    "zed@demo.example",
    "WWW.ACCOUNTS@DEMO.EXAMPLE Ltd",
]
PEOPLE_WHERE_CARE_IS_PAID = ["Zed Demo", "ZED DEMO", "Zed O'Demo", "Zed van der Demo", "Demo, Zed"]
FIRMS = [
    "Redactive Publishing Ltd",
    "Stockport M.B.C.",
    "Drs Demo Surgery",
    "Demo Brothers Ltd",
    "Jane Demo Ltd",
    "J D Demo & Sons Ltd",
    "Demo Care Ltd T/A Demo House",
    "The Sir Demo Demo School",
    "Our Lady of Demo Primary School",
    "Demoshire County Council",
    "Demo",
    "Childcare @ the Demo",
]


def status(name: str | None, department: str = ROADS, **more: str) -> str:
    table = pl.DataFrame(
        {"Supplier": [name], "Department": [department]} | {k: [v] for k, v in more.items()},
        schema_overrides={"Supplier": pl.String},
    )
    return str(with_suppliers_withheld(table)["Supplier Status"].item())


@pytest.mark.parametrize("name", PEOPLE_ANYWHERE)
def test_a_supplier_that_may_be_a_person_is_withheld(name: str) -> None:
    assert status(name) == status(name, CHILDREN) == "withheld"


@pytest.mark.parametrize("name", PEOPLE_WHERE_CARE_IS_PAID)
def test_where_care_is_paid_any_two_to_four_words_may_be_a_person(name: str) -> None:
    assert (status(name), status(name, CHILDREN)) == ("named", "withheld")


@pytest.mark.parametrize("name", FIRMS)
def test_a_firm_is_named_whoever_pays_it(name: str) -> None:
    assert status(name) == status(name, CHILDREN) == "named"


@pytest.mark.parametrize(
    "heading",
    ["BUSINESS SUPPORT GRANTS", "Disabled Facilities", "Homelessness", "ADULTS", "CHILDYOU"],
)
def test_grants_to_people_are_known_by_any_heading_of_the_payment(heading: str) -> None:
    assert status("Zed Demo", heading) == "withheld"
    assert status("Zed Demo", ROADS, Service=heading) == "withheld"
    assert status("Zed Demo", ROADS, Purpose=heading) == "withheld"


def test_a_name_with_a_register_number_is_a_firms() -> None:
    number = {"Company Number": "01234567"}
    assert status("Demo Zed Demo", CHILDREN, **number) == "named"
    assert status("Demo Zed Demo", CHILDREN, **{"Company Number": "N/A"}) == "withheld"
    assert status("Mr Demo", CHILDREN, **number) == "withheld"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("REDACTED PERSONAL DATA", "redacted"),
        ("Redaction", "redacted"),
        (None, "not given"),
        ("", "not given"),
    ],
)
def test_what_the_council_left_out_is_told_apart(name: str | None, found: str) -> None:
    assert status(name) == found


@given(
    title=st.sampled_from(["Mr", "MRS", "ms", "Miss", "Dr.", "Rev", "Cllr"]),
    name=st.text("abc DEF-'", min_size=1),
)
def test_no_name_with_a_title_is_ever_kept(title: str, name: str) -> None:
    assert status(f"{title} {name}") == "withheld"


@given(st.sampled_from(FORENAMES), st.from_regex(r"[A-Z]{2,9}(-[A-Z]{2,9})?", fullmatch=True))
def test_no_forename_and_surname_are_ever_kept_where_care_is_paid(first: str, last: str) -> None:
    assert status(f"{first} {last}demo", CHILDREN) == "withheld"


def test_what_names_a_supplier_goes_with_its_name_and_its_amount_stays() -> None:
    names = ["Mr Demo", "REDACTED", "Demo Ltd"]
    table = pl.DataFrame(
        {"Supplier": names, "Company Number": ["01234567"] * 3, "Amount": ["1"] * 3}
    )
    left = with_suppliers_withheld(table)
    assert left["Supplier"].to_list() == [None, None, "Demo Ltd"]
    assert left["Company Number"].to_list() == [None, None, "01234567"]
    assert left["Amount"].to_list() == ["1"] * 3


def test_marks_that_are_no_text_do_not_stay_in_a_name() -> None:
    table = pl.DataFrame({"Supplier": ['=Demo\u202e &amp; "Zed" <b>Ltd</b>']})
    assert with_suppliers_withheld(table)["Supplier"].to_list() == ['Demo & "Zed" Ltd']
