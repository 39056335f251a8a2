"""What the registers of civil society hold, read from small files in their publishers' formats."""

import gzip
import io
import json
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from ingest.bundle import bundle
from ingest.card import FilesRoute, UrlRoute, load_cards
from ingest.contract import type_table
from ingest.errors import ContractError
from ingest.readers import read_frames


def typed(source: str, payload: bytes, table: str | None = None) -> pl.DataFrame:
    """A table of a source, read in its publisher's own layout."""
    card = load_cards()[source]
    wanted = next(each for each in card.tables if table in (None, each.name))
    return type_table(
        card, "publisher", read_frames(card, "publisher", payload)[wanted.name], wanted
    )


def test_the_address_of_a_sports_club_is_never_read() -> None:
    rows = 'id,name,address,postcode,active\nGB-CASC-0000000a,"A, Club",1 Home Lane,—,False\n'
    clubs = typed("hmrc_cascs", rows.encode())
    assert clubs.rows() == [("GB-CASC-0000000a", "A, Club", "—", "False")]


def test_a_class_without_a_sub_group_is_a_group_or_a_section() -> None:
    rows = (
        "\ufeffSection,Group,Sub-group,Title,Notes\nA,,,Culture,\nA,A10,,Arts,\nA,A10,A11,Stage,x\n"
    )
    classes = typed("ukcat_icnptso", rows.encode())
    assert classes.select("row_number", "section_code", "group_code", "sub_group_code").rows() == [
        ("1", "A", None, None),
        ("2", "A", "A10", None),
        ("3", "A", "A10", "A11"),
    ]


def links(**lists: str) -> pl.DataFrame:
    """The lists of pairs, each given as the text of its file."""
    files = {f"{name.replace('_', '-')}.csv": text.encode() for name, text in lists.items()}
    return typed("charitylookups_links", bundle(files))


def test_lists_of_pairs_are_read_together_though_their_columns_differ() -> None:
    found = links(
        mergers=(
            '"org_id_a","org_id_b","relationship","source","org_name_a","valid_from"\n'
            '"","GB-CHC-210202","sameas","Mergers","A ""private"" name","2008-01-01 00:00:00"\n'
        ),
        rsp="\ufefforg_id_a,company_number,org_id_b,relationship,source\nGB-SHPE-1,,,sameas,RSPs\n",
    )
    assert found.columns[2:4] == ["org_id", "linked_org_id"]
    assert found.rows() == [
        ("mergers.csv", "1", None, "GB-CHC-210202", "sameas", "Mergers", date(2008, 1, 1)),
        ("rsp.csv", "1", "GB-SHPE-1", None, "sameas", "RSPs", None),
    ]


def test_a_list_of_pairs_without_its_relationship_is_refused() -> None:
    with pytest.raises(ContractError, match="column 'relationship' missing"):
        links(pairs="org_id_a,org_id_b,source\nGB-CHC-1,GB-CHC-2,Pairs\n")


CHARITY = {
    "date_of_extract": "2026-11-24",
    "organisation_number": "7",
    "registered_charity_number": "200001",
    "linked_charity_number": "0",
    "charity_name": 'THE "OLD TRUST',
    "charity_type": "Trust",
    "charity_registration_status": "Registered",
    "date_of_registration": "1961-05-24",
    "date_of_removal": "",
    "latest_acc_fin_period_end_date": "2025-03-31",
    "latest_income": "1234",
    "latest_expenditure": "",
    "charity_contact_address1": "1 Home Lane",
    "charity_contact_postcode": "LS1 4AP",
    "charity_contact_phone": "01234 567",
    "charity_contact_email": "a@b.example",
    "charity_company_registration_number": "",
    "charity_is_cio": "False",
    "charity_activities": "Ours is the only voice",
}


def zipped(name: str, text: str) -> bytes:
    return bundle({name: text.encode()})


def test_a_quotation_mark_in_a_charitys_name_swallows_no_lines_and_its_telephone_is_not_read() -> (
    None
):
    linked = CHARITY | {"organisation_number": "8", "linked_charity_number": "1"}
    rows = [list(CHARITY), list(CHARITY.values()), list(linked.values())]
    text = "\n".join("\t".join(row) for row in rows)
    charities = typed("ccew_charities", zipped("publicextract.charity.txt", text))
    assert charities["charity_name"].to_list() == ['THE "OLD TRUST'] * 2
    assert charities["latest_income"].to_list() == [Decimal("1234.00")] * 2
    assert charities["registration_date"].to_list() == [date(1961, 5, 24)] * 2
    cells = {str(cell) for row in charities.rows() for cell in row}
    assert not cells & {"01234 567", "1 Home Lane", "a@b.example", "Ours is the only voice"}


def test_a_charity_may_tick_many_classes_and_name_many_areas() -> None:
    head = "organisation_number\tregistered_charity_number\tlinked_charity_number\t"
    ticked = (
        f"{head}classification_code\tclassification_type\tclassification_description\n"
        "7\t200001\t0\t101\tWhat\tGeneral Charitable Purposes\n"
        "7\t200001\t0\t201\tWho\tChildren/young People\n"
    )
    named = (
        f"{head}geographic_area_type\tgeographic_area_description\t"
        "parent_geographic_area_type\tparent_geographic_area_description\twelsh_ind\n"
        "7\t200001\t0\tLocal Authority\tKirklees\tRegion\tThroughout England\tFalse\n"
    )
    classes = typed(
        "ccew_classifications", zipped("publicextract.charity_classification.txt", ticked)
    )
    areas = typed("ccew_areas", zipped("publicextract.charity_area_of_operation.txt", named))
    assert classes["class_code"].to_list() == ["101", "201"]
    assert areas["area_name"].to_list() == ["Kirklees"]


def test_the_income_of_a_year_is_exact() -> None:
    text = (
        "organisation_number\tregistered_charity_number\tfin_period_start_date\t"
        "fin_period_end_date\ttotal_gross_income\ttotal_gross_expenditure\tsuppression_ind\n"
        "7\t200001\t2023-04-01 00:00:00\t2024-03-31 00:00:00\t1000.10\t\t0\n"
    )
    returns = typed(
        "ccew_annual_returns", zipped("publicextract.charity_annual_return_history.txt", text)
    )
    assert returns.select("year_end_date", "income", "expenditure").rows() == [
        (date(2024, 3, 31), Decimal("1000.10"), None)
    ]


def test_of_a_societys_address_only_the_postcode_is_kept() -> None:
    text = (
        "Society Number,Full Registation Number,Society Name,Registered As,Society Address,"
        "Registration Date,Deregistration Date,Registration Act,Society Status\r\n"
        '1,10002R,Café Club,Working Mens Club,"1 Home Lane, Leeds LS1 4AP",01/02/1923,,Act,'
        "Registered\r\n"
        "2,10003R,No Postcode,Friendly Society,Somewhere,,03/04/1999,Act,Deregistered\r\n"
    )
    societies = typed("fca_societies", text.encode("cp1252"))
    assert societies.drop("row_number", "registered_as").rows() == [
        ("10002R", "Café Club", "Registered", date(1923, 2, 1), None, "LS1 4AP"),
        ("10003R", "No Postcode", "Deregistered", None, date(1999, 4, 3), None),
    ]


COMPANIES = (
    "CompanyName, CompanyNumber,RegAddress.AddressLine1, RegAddress.AddressLine2,"
    "RegAddress.PostCode,CompanyCategory,CompanyStatus,IncorporationDate,SICCode.SicText_1\n"
    '"GOOD ""WORK"" CIC","01234567","1 HOME LANE","","LS1 4AP","Community Interest Company",'
    '"Active","05/10/2015","94990 - Activities"\n'
    '"COMMUNITY INTEREST COMPANY ADVICE LTD","07654321","","","","Private Limited Company",'
    '"Active","","None Supplied"\n'
)


def test_only_community_interest_companies_are_taken_from_the_list_of_all_companies() -> None:
    companies = typed("companieshouse_cics", zipped("BasicCompanyData.csv", COMPANIES))
    assert companies.select("company_number", "company_name", "postcode").rows() == [
        ("01234567", 'GOOD "WORK" CIC', "LS1 4AP")
    ]
    assert companies["incorporation_date"].to_list() == [date(2015, 10, 5)]


def test_a_list_of_companies_that_is_no_zip_is_refused() -> None:
    with pytest.raises(ContractError, match="not a zip of one CSV"):
        typed("companieshouse_cics", COMPANIES.encode())


def test_a_list_of_companies_without_lines_is_refused() -> None:
    endless = COMPANIES + "x" * 100_000
    with pytest.raises(ContractError, match="has a line of 65,536 bytes") as refused:
        typed("companieshouse_cics", zipped("BasicCompanyData.csv", endless))
    assert refused.value.remedy


def test_a_damaged_list_of_companies_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("BasicCompanyData.csv", COMPANIES)
    payload = bytearray(buffer.getvalue())
    payload[30 + len("BasicCompanyData.csv")] ^= 0xFF
    with pytest.raises(ContractError, match="not a zip of one CSV"):
        typed("companieshouse_cics", bytes(payload))


@pytest.mark.parametrize("source", ["coopsuk_organisations", "ccew_charities", "fca_societies"])
def test_no_address_telephone_or_name_of_an_account_can_become_a_column(source: str) -> None:
    card = load_cards()[source]
    sources = {column.source for table in card.tables for column in table.columns}
    assert card.personal
    assert not sources & set(card.personal)


def test_an_address_with_a_month_in_it_is_that_of_this_month_or_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class NewYear(date):
        @classmethod
        def today(cls) -> "NewYear":
            return cls(2026, 1, 15)

    monkeypatch.setattr("ingest.card.date", NewYear)
    route = UrlRoute(kind="url", url="https://a.example/{this_month}/{last_month}")
    assert route.address == "https://a.example/2026-01-01/2025-12-01"


def test_a_co_operative_of_several_lines_of_address_is_one_row() -> None:
    text = (
        "Identifier,Name,Street Address,Postcode,Country ID,Companies House Number,Sector,"
        "SIC Section,SIC Code,Ownership Classification,Legal Form,Phone,Email,Twitter,Facebook\n"
        'R000001,A Co-op,"1 Home Lane\nUpstairs",M60 0AG,GB,,Retail,Trade,47110,Consumers,Society'
        ",,,,\n"
    )
    found = typed("coopsuk_organisations", bundle({"coops.Q2.csv": text.encode()}))
    assert found.select("issue_file", "coop_id", "postcode").rows() == [
        ("coops.Q2.csv", "R000001", "M60 0AG")
    ]


PREMISES = {
    "FHRSID": 1,
    "BusinessName": "Jo Bloggs",
    "BusinessType": "Takeaway/sandwich shop",
    "BusinessTypeID": "7844",
    "LocalAuthorityCode": "892",
    "LocalAuthorityName": "Torbay",
    "Geocode": {"Latitude": "50.41865267", "Longitude": "-3.58642723"},
    "AddressLine2": "1 High Street",
    "PostCode": "TQ4 7TS",
    "RatingValue": "5",
    "RatingDate": "2024-11-25",
    "Scores": None,
}


def food(*records: dict[str, object]) -> pl.DataFrame:
    """Records of one authority, as the agency's file has them."""
    content = {"Header": {"ExtractDate": "2026-04-29"}, "EstablishmentCollection": records}
    payload = json.dumps({"FHRSEstablishment": content}).encode()
    return typed("fsa_food_premises", bundle({"FHRS892en-GB.json": payload}))


def test_food_premises_have_a_type_and_a_position_but_no_name() -> None:
    (premises,) = food(PREMISES).to_dicts()
    assert premises["postcode"] == "TQ4 7TS"
    assert premises["latitude"] == Decimal("50.41865267")
    assert (premises["rating_date"], premises["address_is_withheld"]) == (
        date(2024, 11, 25),
        "false",
    )
    assert not {"Jo Bloggs", "1 High Street"} & {str(value) for value in premises.values()}


def test_where_the_agency_withholds_an_address_neither_postcode_nor_position_is_read() -> None:
    at_home = {key: value for key, value in PREMISES.items() if key != "AddressLine2"}
    (premises,) = food(at_home | {"RatingDate": None, "RatingValue": "Exempt"}).to_dicts()
    assert premises["address_is_withheld"] == "true"
    assert [premises[name] for name in ("postcode", "latitude", "longitude", "rating_date")] == [
        None
    ] * 4


def test_premises_without_coordinates_keep_their_postcode() -> None:
    (premises,) = food(PREMISES | {"Geocode": None}).to_dicts()
    assert (premises["postcode"], premises["latitude"]) == ("TQ4 7TS", None)


def test_the_real_excerpt_of_food_premises_is_read(archive: Path) -> None:
    payload = (archive / "social/fhrs/FHRS892en-GB_EXCERPT.json").read_bytes()
    premises = typed("fsa_food_premises", bundle({"FHRS892en-GB.json": payload}))
    assert premises.height == 6
    assert premises["fhrs_id"].to_list()[0] == "1825299"
    assert premises["address_is_withheld"].to_list().count("true") == 1
    assert premises["latitude"].null_count() == 2
    assert premises["extract_date"].unique().to_list() == [date(2026, 4, 29)]


def test_a_food_hygiene_file_of_another_shape_is_refused() -> None:
    with pytest.raises(ContractError, match="not food hygiene JSON"):
        typed("fsa_food_premises", bundle({"FHRS892en-GB.json": b'{"Establishments": []}'}))


def test_every_food_authority_of_england_is_asked_for_once() -> None:
    (route,) = load_cards()["fsa_food_premises"].live
    assert isinstance(route, FilesRoute)
    assert len(set(route.names)) == len(route.names) == 296


def test_a_turnout_above_one_is_kept_as_the_extract_has_it(archive: Path) -> None:
    held = archive / "reference/elections/lancashire_ward_turnout_2006_2025.csv.gz"
    elections = typed("leap_lancashire_turnout", gzip.decompress(held.read_bytes()))
    assert elections.filter(pl.col("turnout") > 1).height == 3
    assert elections["turnout"].null_count() == 516


def test_what_a_charity_writes_of_itself_is_never_read() -> None:
    text = (
        "org_id,reg_number,name,postcode,active,date_registered,activities,objects,source,income,"
        "spending,fye,Batch ID,web,company_number,UKCAT,ICNPTSO\n"
        'GB-CHC-1,1,A CHARITY,BS3 2BN,True,1990-08-02,"Write to\nJo Bloggs",Help,CCEW,30071.0,1,'
        "2019-03-31 00:00:00,7,,,BE102;AR202,I10\n"
    )
    (charity,) = typed("ukcat_charities", bundle({"sample.csv": text.encode()})).to_dicts()
    assert (charity["income"], charity["year_end_date"]) == (
        Decimal("30071.00"),
        date(2019, 3, 31),
    )
    assert not any("Bloggs" in str(value) for value in charity.values())
