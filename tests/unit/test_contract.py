"""The contract: a frame of strings becomes a typed table, or is refused whole with every reason."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ingest.card import Card, Column, Layout, Table
from ingest.contract import Extent, check_row_counts, type_table
from ingest.errors import ContractError

COLUMNS = [
    {"name": "area_code", "source": "Code", "pattern": r"[EW]01\d{2}"},
    {"name": "people", "source": "People", "type": "integer", "minimum": 0, "maximum": 100},
    {"name": "score", "source": "Score (rate)", "type": "decimal", "scale": 3, "nullable": True},
    {"name": "kind", "source": "Kind", "values": ["U", "R"]},
    {"name": "note", "source": "Note", "nullable": True},
]
PUBLISHED = Extent(is_real=True, is_whole=True)
WHOLE_DEMO = Extent(is_real=False, is_whole=True)
SMALL_DEMO = Extent(is_real=False, is_whole=False)
ROW = {"Code": "E0101", "People": "7", "Score (rate)": "0.5", "Kind": "U", "Note": "new"}


def card_of(**layout: object) -> Card:
    plain = {"format": "csv", "period_note": "a test"}
    return Card.model_validate(
        {
            "id": "a_source",
            "title": "A source",
            "publisher": "A publisher",
            "domain": "geography",
            "vintage": "2024",
            "landing_page": "https://data.example/",
            "licence": "OGL-UK-3.0",
            "coverage": {"note": "a test"},
            "attribution": "A publisher",
            "cadence": "yearly",
            "layouts": {"publisher": plain | layout},
            "live": [],
            "archive": "none",
            "demo": "none",
            "tables": [
                {
                    "name": "areas",
                    "description": "One row per area.",
                    "key": ["area_code"],
                    "rows": {"minimum": 3, "maximum": 5, "england": 2},
                    "columns": COLUMNS,
                }
            ],
        }
    )


def frame_of(*rows: dict[str, str | None]) -> pl.DataFrame:
    headers = dict.fromkeys(header for row in rows for header in row)
    return pl.DataFrame(list(rows), schema=dict.fromkeys(headers, pl.String))


def typed(*rows: dict[str, str | None], **layout: object) -> pl.DataFrame:
    card = card_of(**layout)
    return type_table(card, "publisher", frame_of(*rows), card.tables[0])


def refusal(*rows: dict[str, str | None], **layout: object) -> str:
    with pytest.raises(ContractError) as refused:
        typed(*rows, **layout)
    return str(refused.value)


def table() -> Table:
    return card_of().tables[0]


def test_a_row_is_typed_and_named_as_the_card_says() -> None:
    frame = typed(ROW | {"Extra": "not asked for"})
    assert frame.schema == {
        "area_code": pl.String,
        "people": pl.Int64,
        "score": pl.Decimal(18, 3),
        "kind": pl.String,
        "note": pl.String,
    }
    assert frame.rows() == [("E0101", 7, Decimal("0.500"), "U", "new")]


def test_rows_are_sorted_by_key_whatever_order_the_publisher_chose() -> None:
    codes = ["E0103", "E0101", "E0102"]
    assert typed(*({**ROW, "Code": code} for code in codes))["area_code"].to_list() == sorted(codes)


def test_blanks_around_a_value_are_no_part_of_it() -> None:
    assert typed(ROW | {"Code": " E0101 ", "People": " 7"}).row(0)[:2] == ("E0101", 7)


@pytest.mark.parametrize("blank", ["", "  ", None])
def test_a_blank_is_null_where_the_card_allows_it(blank: str | None) -> None:
    assert typed(ROW | {"Score (rate)": blank, "Note": blank}).row(0)[2::2] == (None, None)


def test_a_column_may_only_be_missing_where_the_layout_says_so() -> None:
    row = {header: value for header, value in ROW.items() if header != "Note"}
    assert typed(row, absent=["note"])["note"].to_list() == [None]
    with pytest.raises(ContractError, match="column 'Note' missing"):
        typed(row)


def test_a_column_that_the_layout_lacks_is_null_even_if_the_header_is_there() -> None:
    assert typed(ROW, absent=["note"])["note"].to_list() == [None]


def test_a_column_that_is_null_where_absent_may_not_be_blank_where_it_is_there() -> None:
    note = Column(name="note", source="Note", nullable="where absent")
    assert typed_values(note, "good", "better") == ["good", "better"]
    with pytest.raises(ContractError, match="column 'Note': 1 values empty"):
        typed_values(note, "good", "")


def test_an_archive_copys_own_headers_are_renamed() -> None:
    row = {("lsoa" if header == "Code" else header): value for header, value in ROW.items()}
    assert typed(row, rename={"lsoa": "Code"})["area_code"].to_list() == ["E0101"]


def test_a_whole_number_may_be_written_as_a_decimal() -> None:
    assert typed(ROW | {"People": "7.0"})["people"].to_list() == [7]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"Code": "S0101"}, r"column 'Code': 1 values not like [EW]01\d{2} (row 2: 'S0101')"),
        ({"Code": "E01011"}, "column 'Code': 1 values not like"),
        ({"Code": None}, "column 'Code': 1 values empty (row 2: None)"),
        ({"People": "7.5"}, "column 'People': 1 values not of type integer (row 2: '7.5')"),
        ({"People": "12,96"}, "column 'People': 1 values not of type integer (row 2: '12,96')"),
        ({"People": "NaN"}, "column 'People': 1 values not of type integer (row 2: 'NaN')"),
        ({"People": "inf"}, "column 'People': 1 values not of type integer (row 2: 'inf')"),
        ({"People": "-1"}, "column 'People': 1 values below 0.0 (row 2: '-1')"),
        ({"People": "101"}, "column 'People': 1 values above 100.0 (row 2: '101')"),
        ({"People": ""}, "column 'People': 1 values empty"),
        ({"Score (rate)": "[c]"}, "column 'Score (rate)': 1 values not of type decimal"),
        ({"Score (rate)": "NaN"}, "column 'Score (rate)': 1 values not of type decimal"),
        ({"Kind": "u"}, "column 'Kind': 1 values not one of ['U', 'R'] (row 2: 'u')"),
    ],
)
def test_a_wrong_value_is_refused_with_its_column_its_row_and_what_stands_there(
    change: dict[str, str | None], words: str
) -> None:
    assert words in refusal(ROW | change)


@pytest.mark.parametrize("people", ["0", "100"])
def test_the_bounds_themselves_are_allowed(people: str) -> None:
    assert typed(ROW | {"People": people})["people"].to_list() == [int(people)]


def test_a_refusal_lists_everything_that_is_wrong_and_names_source_and_remedy() -> None:
    words = refusal(ROW | {"People": "-1", "Kind": "X"}, ROW)
    assert words.startswith("a_source: A source: ")
    assert "column 'People'" in words
    assert "column 'Kind'" in words
    assert "repeats in 2 rows (E0101)" in words
    assert "ingest/sources/*/a_source.yml" in words


def test_of_many_wrong_values_three_are_shown() -> None:
    rows = [ROW | {"Code": f"E01{number:02}", "People": "999"} for number in range(5)]
    assert ("5 values above 100.0 (row 2: '999', row 3: '999', row 4: '999')") in refusal(*rows)


def test_a_renamed_header_is_refused_with_the_likely_new_name() -> None:
    row = {("Score (share)" if h == "Score (rate)" else h): value for h, value in ROW.items()}
    assert (
        "column 'Score (rate)' missing (the publisher may have renamed it to 'Score (share)')"
    ) in refusal(row)


def test_a_header_that_is_gone_without_successor_is_refused_without_a_guess() -> None:
    row = {header: value for header, value in ROW.items() if header != "People"}
    assert "column 'People' missing" in refusal(row)
    assert "renamed" not in refusal(row)


def test_a_frame_without_any_column_is_refused() -> None:
    with pytest.raises(ContractError, match="column 'Code' missing"):
        type_table(card_of(), "publisher", pl.DataFrame(), table())


def test_a_key_may_not_repeat() -> None:
    assert "key ['area_code'] repeats in 2 rows (E0101)" in refusal(ROW, ROW | {"People": "8"})


def test_rows_repeated_whole_are_dropped_only_where_the_layout_says_so() -> None:
    assert typed(ROW, ROW, drop_identical_rows=True).height == 1
    assert "repeats" in refusal(ROW, ROW)
    assert "repeats" in refusal(ROW, ROW | {"People": "8"}, drop_identical_rows=True)


def test_rows_of_another_source_are_dropped_where_the_layout_says_how_to_tell() -> None:
    foreign = ROW | {"Code": None, "People": "unknown"}
    assert typed(ROW, foreign, drop_rows_missing="Code").height == 1


def test_a_period_is_proved_by_a_column() -> None:
    proof = {"column": "date", "equals": "2021"}
    layout = {"period": proof, "period_note": None}
    assert typed(ROW | {"date": "2021"}, **layout).height == 1
    assert "wrong period: column 'date' says ['2011'], not 2021" in refusal(
        ROW | {"date": "2011"}, **layout
    )
    mixed = [ROW | {"date": "2021"}, ROW | {"date": "2011", "Code": "E0102"}]
    assert "says ['2011', '2021'], not 2021" in refusal(*mixed, **layout)
    assert "column 'date', which proves the period, is missing" in refusal(ROW, **layout)


def test_a_period_is_proved_by_a_header() -> None:
    layout = {"period": {"header": "Mid 2015"}, "period_note": None}
    assert typed(ROW | {"Mid 2015": "1"}, **layout).height == 1
    assert "header 'Mid 2015', which proves the period, is missing" in refusal(ROW, **layout)


def rows_of(english: int, welsh: int = 0) -> pl.DataFrame:
    codes = [f"E01{n:02}" for n in range(english)] + [f"W01{n:02}" for n in range(welsh)]
    return pl.DataFrame({"area_code": codes})


def check(frame: pl.DataFrame, extent: Extent, last_rows: int | None = None) -> None:
    check_row_counts(card_of(), table(), frame, last_rows, extent)


def test_the_publishers_row_count_must_be_the_cards() -> None:
    check(rows_of(2, 1), PUBLISHED)
    with pytest.raises(ContractError, match="2 rows where the card says 3 to 5"):
        check(rows_of(2), PUBLISHED)
    with pytest.raises(ContractError, match="6 rows where the card says 3 to 5"):
        check(rows_of(2, 4), PUBLISHED)


def test_england_must_be_whole() -> None:
    with pytest.raises(ContractError, match="3 rows of England where the card says 2"):
        check(rows_of(3), PUBLISHED)


def test_a_scaled_demo_need_not_have_englands_numbers_but_a_whole_one_must() -> None:
    check(rows_of(1), SMALL_DEMO)
    with pytest.raises(ContractError, match="1 rows of England where the card says 2"):
        check(rows_of(1), WHOLE_DEMO)


def test_a_table_may_not_shrink_or_grow_by_more_than_the_card_allows() -> None:
    check(rows_of(95), SMALL_DEMO, last_rows=100)
    check(rows_of(105), SMALL_DEMO, last_rows=100)
    for rows in (94, 106):
        with pytest.raises(ContractError, match=f"{rows} rows, but the last good snapshot had 100"):
            check(rows_of(rows), SMALL_DEMO, last_rows=100)


NUMBER = Column(name="row", source="#row", type="integer")


def typed_values(column: Column, *texts: str | None, nulls: tuple[str, ...] = ()) -> list[object]:
    layout = Layout(format="csv", period_note="a test", nulls=list(nulls))
    described = card_of().tables[0].model_copy(update={"key": ["row"], "columns": [NUMBER, column]})
    card = card_of().model_copy(update={"layouts": {"publisher": layout}, "tables": [described]})
    raw = pl.DataFrame({"#row": [str(n) for n in range(len(texts))], column.source: texts})
    return type_table(card, "publisher", raw, described)[column.name].to_list()


def test_decorated_numbers_are_numbers() -> None:
    column = Column(name="amount", source="Amount", type="decimal", scale=2, nullable=True)
    texts = ("1,234.50", "£7", "-£1,000", "(250.5)", "£ 12", "0", None)
    numbers = [Decimal(n) for n in ("1234.50", "7", "-1000", "-250.5", "12", "0")]
    assert typed_values(column, *texts) == [*numbers, None]


def test_the_publishers_words_for_no_value_are_null_in_numbers_and_stay_in_texts() -> None:
    number = Column(name="people", source="People", type="integer", nullable=True)
    text = Column(name="people_as_written", source="People")
    assert typed_values(number, "[x]", "..", "5", nulls=("[x]", "..")) == [None, None, 5]
    assert typed_values(text, "[x]", "..", "5", nulls=("[x]", "..")) == ["[x]", "..", "5"]


def test_dates_are_read_in_each_of_their_formats_and_in_no_other() -> None:
    column = Column(name="on", source="On", type="date", formats=["%d/%m/%Y", "%Y-%m-%d"])
    assert typed_values(column, "03/04/2020", "2020-12-31") == [
        date(2020, 4, 3),
        date(2020, 12, 31),
    ]
    with pytest.raises(ContractError, match=r"not of type date .*'13/13/2020'"):
        typed_values(column, "13/13/2020")


METRES = Column(name="area", source="Area", type="decimal", scale=2, nullable=True)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("178.85", "178.85"),
        ("178.8500000", "178.85"),
        ("178.85000000000002", "178.85"),
        ("178.8499999999", "178.85"),
        ("1.7885E2", "178.85"),
        ("£1,178.85", "1178.85"),
        ("(7.5)", "-7.50"),
        ("9007199254740993.25", "9007199254740993.25"),
        ("-0", "0"),
    ],
)
def test_a_decimal_keeps_every_digit_and_loses_float_noise(text: str, number: str) -> None:
    assert typed_values(METRES, text) == [Decimal(number)]


@pytest.mark.parametrize("text", ["178.854", "178.8500001", "-0.001", "(1,000.125)", "1.78854E2"])
def test_a_decimal_with_more_digits_than_its_scale_is_refused(text: str) -> None:
    with pytest.raises(ContractError) as refused:
        typed_values(METRES, "1.25", text)
    words = f"'Area': 1 values with more than 2 digits after the point (row 3: {text!r})"
    assert words in str(refused.value)


def test_a_decimal_without_digits_after_the_point_has_none() -> None:
    whole = METRES.model_copy(update={"scale": 0})
    assert typed_values(whole, "7", "8.0") == [Decimal(7), Decimal(8)]
    with pytest.raises(ContractError, match="more than 0 digits after the point"):
        typed_values(whole, "7.5")


def test_a_decimal_is_rounded_where_the_card_says_why() -> None:
    degrees = METRES.model_copy(update={"rounded": "A hundredth is enough."})
    assert typed_values(degrees, "51.50432", "-0.126", None) == [
        Decimal("51.50"),
        Decimal("-0.13"),
        None,
    ]


def test_only_a_decimal_can_be_rounded() -> None:
    with pytest.raises(ValidationError, match="'area' is no decimal"):
        Column(name="area", source="Area", type="integer", rounded="It need not be exact.")


@given(st.decimals(1 - 10**15, 10**15 - 1, places=3, allow_nan=False, allow_infinity=False))
def test_a_decimal_as_long_as_its_scale_is_itself(number: Decimal) -> None:
    exact = METRES.model_copy(update={"scale": 3})
    assert typed_values(exact, f"{number:f}") == [number]
