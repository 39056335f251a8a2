"""Councils' files of payments become one kind of table, without people's names."""

import json
from decimal import Decimal

import polars as pl
import pytest

from ingest.bundle import bundle
from ingest.card import FilesRoute, load_cards
from ingest.contract import type_table
from ingest.errors import ContractError
from ingest.live import _file_name
from ingest.payments import SYNONYMS, as_payments, read_table
from ingest.readers import read_frames

HEADER = "Authority Name,Date of Payment,DocumentNo,Gross,VAT,Net,Vendor Name,Service Area"
WAKEFIELD = (
    "Organisation Name,Directorate,Service (Sercop),SERCOP URI,Supplier Name,{number},Payment Date,"
    "TransNo,{amount},Irrecoverable VAT,Purpose of Spend,Procurement Classification,Class Code,"
    "Procurement Classification,Class Code"
)


def typed(source: str, **files: str | bytes) -> pl.DataFrame:
    card = load_cards()[source]
    (table,) = card.tables
    ending = "json" if source.startswith("hyndburn") else "csv"
    payload = bundle(
        {
            f"{name}.{ending}": text.encode() if isinstance(text, str) else text
            for name, text in files.items()
        }
    )
    return type_table(card, "publisher", read_frames(card, "publisher", payload)["payments"], table)


def test_a_file_of_a_spreadsheet_program_is_read_with_all_its_habits() -> None:
    """Windows-1252, days first, pounds, thousands, brackets, empty cells, totals at the end."""
    rows = [
        'City,04/01/2022,1,,,"£1,234.56",Café Ltd,Place,',
        "City,05/01/2022,2,,,(99.50),Firm Ltd,Place,",
        ",,,,,,,,",
        ',,,,,"1,135.06",Total,,',
    ]
    payments = typed("salford_payments", a="\r\n".join([HEADER, *rows]).encode("cp1252"))
    assert payments["amount"].to_list() == [Decimal("1234.56"), Decimal("-99.50")]
    assert payments["supplier"].to_list() == ["Café Ltd", "Firm Ltd"]
    assert [day.isoformat() for day in payments["payment_date"]] == ["2022-01-04", "2022-01-05"]


def test_cells_beyond_the_header_that_are_not_empty_are_refused() -> None:
    with pytest.raises(ContractError, match="more cells than the 8 of its header"):
        read_table("a_source", f"{HEADER}\nCity,04/01/2022,1,,,5,Firm,Place,surplus\n".encode())


@pytest.mark.parametrize("payload", [b"", b'a,b\n"' + b"x" * 200_000, b"\x81"])
def test_what_is_no_csv_of_payments_is_refused_with_advice(payload: bytes) -> None:
    with pytest.raises(ContractError) as refused:
        read_table("a_source", payload)
    assert refused.value.remedy


def test_headers_that_change_from_quarter_to_quarter_mean_the_same() -> None:
    rest = (
        "Wakefield MDC,ADULTS,7,Children\\xB4s Care,{name},0123,2018-04-18,9,{amount},Nil,a,b,c,d,e"
    )
    first = WAKEFIELD.format(number="Comp. reg. no", amount="Net Amount")
    second = WAKEFIELD.format(number="Company Registraation Number", amount="Amount")
    payments = typed(
        "wakefield_payments",
        q1=f"{first}\n{rest.format(name='A LTD', amount='544')}",
        q2=f"{second}\n{rest.format(name='B LTD', amount='1.5')}",
    )
    assert payments["company_number"].to_list() == ["0123", "0123"]
    assert payments["amount"].to_list() == [Decimal("544.00"), Decimal("1.50")]
    assert payments["service"].unique().to_list() == ["Children´s Care"]
    assert payments["vat"].null_count() == 2


def test_a_file_of_card_payments_is_known_by_its_merchants() -> None:
    card = "Transaction Date,Transaction number,Supplier Name,Net Amount,Merchant Category,Area"
    payments = typed("calderdale_payments", a=f"{card}\n2020-01-02,7,SHOP,2.50,Parking,Roads\n")
    assert payments["payment_kind"].to_list() == ["card"]


def test_a_row_that_repeats_another_wholly_is_counted_and_kept() -> None:
    row = {"date": "2020-01-02", "supplier": "REGISTRY", "amount": 3.0, "reference": "C1"}
    extra = {"description": "January", "department_raw": "LAND", "service_area_raw": "FEES"}
    rows = [row | extra, row | extra, row | extra | {"description": "February"}]
    payments = typed("hyndburn_payments", a=json.dumps(rows))
    assert payments["repeat"].to_list() == [1, 2, 1]


def test_a_file_without_a_word_for_amounts_is_refused_with_advice() -> None:
    with pytest.raises(ContractError, match=r"stands for Amount.*SYNONYMS"):
        as_payments("a_source", pl.DataFrame({"Date": ["2020-01-02"], "Supplier Name": ["A"]}))


def test_a_withheld_name_never_reaches_the_table() -> None:
    payments = typed("salford_payments", a=f"{HEADER}\nCity,2022-01-04,1,5,0,5,Mr A Demo,Place\n")
    assert payments["supplier"].to_list() == [None]
    assert payments["supplier_status"].to_list() == ["withheld"]
    assert "Demo" not in str(payments.rows())


def test_the_postcode_of_a_withheld_supplier_is_withheld_too() -> None:
    card = load_cards()["salford_contracts"]
    (table,) = card.tables
    headers = [c.source for c in table.columns if c.source not in ("#row", "Supplier Status")]
    headers[headers.index("Supplier")] = "Supplier Company Name"
    values = dict.fromkeys(headers, "") | {
        "Directorate Name": "Place", "Process Used": "ITT", "Purchasing Body": "City",
        "Contract Title": "Trees", "Supplier Postcode": "ZZ99 3WZ", "End Date": "2022-09-31",
    }  # fmt: skip
    lines = [
        ",".join((values | {"Supplier Company Name": name}).values())
        for name in ("Mr A Demo", "Demo Ltd")
    ]
    payload = "\n".join(["ï»¿" + ",".join(headers), *lines]).encode()
    raw = read_frames(card, "publisher", payload)["contracts"]
    contracts = type_table(card, "publisher", raw, table)
    assert contracts["supplier"].to_list() == [None, "Demo Ltd"]
    assert contracts["supplier_postcode"].to_list() == [None, "ZZ99 3WZ"]
    assert contracts["end_date"].null_count() == 2


def test_files_of_one_name_in_several_folders_are_told_apart() -> None:
    route = FilesRoute(
        kind="files",
        urls=["https://a.example/{name}"],
        names=["2020/May.csv", "2021/May.csv", "x.csv"],
    )
    assert [_file_name(url, route) for url in route.addresses] == [
        "2020-May.csv",
        "2021-May.csv",
        "x.csv",
    ]


def test_every_header_stands_for_one_thing_only() -> None:
    theirs = [header for headers in SYNONYMS.values() for header in headers]
    assert len(set(theirs)) == len(theirs)
