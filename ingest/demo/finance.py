"""Council finance of the synthetic England, in the long form its sources are read into.

Belongs here: made-up returns and the totals below them. Not here: districts, which `england` lends.
"""

import polars as pl

from ingest.demo.draw import stream

CAPITAL_YEARS = ("2014-15", "2015-16", "2016-17")
SETTLEMENT_YEARS = ("2015", "2016")
COMPONENTS = ("sfa", "under_index", "ct_total", "nhb", "nhb_return", "rsdg")
LARGEST_COMPONENT = 90
CLASSES = {"E06": "UA", "E07": "SD", "E08": "MD", "E09": "L"}
CLASS_TOTALS = {
    "UA": "Unitary authorities",
    "SD": "Shire districts",
    "MD": "Metropolitan districts",
    "L": "London boroughs",
}
TOTAL_SECTION = "TOTAL EXPENDITURE/INCOME (ACCRUALS) (13)"
ASSETS_TITLE = "COR1/2 (col. 13) Total Receipts"
SHARES_TITLE = "Disposal of Share/Loan Capital"
RECEIPTS_TITLE = "Total Capital Receipts (cols 6+7)"
RETURN_FIELDS = ("return_name", "financial_year", "field", "line_number", "title")
RETURNS = (
    ("RSX", "2022-23", "RSX-edu-net-cur-exp", "190", "Demo education - Net Current Expenditure"),
    ("RA", "2023-24", "ctrtot", "990", "DEMO COUNCIL TAX REQUIREMENT"),
)
LARGEST_THOUSANDS = 20_000
SPENDING_REGIONS = ("North East", "North West", "Yorkshire and the Humber", "London")
SPENDING_TEXTS = (
    *("department_name", "organisation_name", "cofog_level_0", "cofog_level_1", "segment_code"),
    *("segment_name", "sector", "allocated_by"),
)
LARGEST_SPENDING = 9_000_000
LARGEST_RESEARCH = 3_000


def draw_finance(districts: pl.DataFrame, seed: int) -> dict[str, pl.DataFrame]:
    """All frames of council finance by name.

    Args:
        districts: `area_code` and `area_name` of each district of 2024.
        seed: decides the rest.
    """
    return {
        "local_authority_codes": _codes(districts),
        "country_and_regional_analysis_2014": _spending(2014, 2009, seed),
        "country_and_regional_analysis_2018": _spending(2018, 2013, seed),
        "government_research": _government_research(seed),
        "regional_research": _regional_research(seed),
        "revenue_returns": pl.concat(_returns(districts, texts, seed) for texts in RETURNS),
        "core_spending_power": pl.concat(
            _settlement(districts, year, seed) for year in SETTLEMENT_YEARS
        ),
        "capital_outturn": pl.concat(
            _capital_year(districts, year, seed) for year in CAPITAL_YEARS
        ),
    }


def _codes(districts: pl.DataFrame) -> pl.DataFrame:
    return districts.select(
        district_code="area_code",
        district_name="area_name",
        successor_code="area_code",
        successor_name="area_name",
        is_current=pl.lit("TRUE"),
    )


def _capital_year(districts: pl.DataFrame, year: str, seed: int) -> pl.DataFrame:
    """Housing and education have receipts and add up to all receipts; no shares are sold."""
    random = stream(seed, f"capital outturn {year}")
    authorities = _authorities(districts)
    spent, homes, schools = (
        pl.Series(random.integers(0, LARGEST_THOUSANDS, districts.height)) for _ in range(3)
    )
    columns = (
        ("Education (1)", "COR1/2 (col. 9) Total Expenditure", spent),
        ("Education (1)", RECEIPTS_TITLE, schools),
        ("Housing (5)", ASSETS_TITLE, homes),
        ("Housing (5)", RECEIPTS_TITLE, homes),
        (TOTAL_SECTION, ASSETS_TITLE, homes + schools),
        (TOTAL_SECTION, SHARES_TITLE, homes * 0),
        (TOTAL_SECTION, RECEIPTS_TITLE, homes + schools),
    )
    cells = [
        _with_totals(authorities.with_columns(value=values)).with_columns(
            section=pl.lit(section), title=pl.lit(title), sheet_column=pl.lit(column)
        )
        for column, (section, title, values) in enumerate(columns, 5)
    ]
    return pl.concat(cells).with_columns(
        sheet=pl.lit("Total expenditure"),
        financial_year=pl.lit(year),
        region=pl.lit(None, pl.String),
        subclass=pl.lit(None, pl.String),
        field=pl.lit(None, pl.String),
        marker=pl.lit(None, pl.String),
    )


def _settlement(districts: pl.DataFrame, year: str, seed: int) -> pl.DataFrame:
    """Components of spending power in £ million of one year."""
    random = stream(seed, f"core spending power {year}")
    amounts = {
        component: random.integers(1, LARGEST_COMPONENT, districts.height)
        for component in COMPONENTS
    }
    return districts.select(
        ons_code="area_code",
        authority="area_name",
        region=pl.lit("Demo region"),
        year=pl.lit(year),
        **{name: pl.Series(values).cast(pl.String) for name, values in amounts.items()},
    )


def _authorities(districts: pl.DataFrame) -> pl.DataFrame:
    kinds = pl.col("area_code").str.slice(0, 3).replace_strict(CLASSES)
    return districts.select(
        lgf_code=pl.format("E{}", pl.int_range(1000, 1000 + pl.len())),
        ons_code="area_code",
        name="area_name",
        **{"class": kinds},
    )


def _with_totals(authorities: pl.DataFrame) -> pl.DataFrame:
    """The authorities, then England, then each class, as the publisher's sheets have them."""
    england = authorities.select(name=pl.lit("England"), value=pl.col("value").sum())
    classes = (
        authorities.group_by("class")
        .agg(pl.col("value").sum())
        .sort("class")
        .with_columns(
            name=pl.col("class").replace_strict(CLASS_TOTALS), block=pl.lit("CLASS BREAKDOWN")
        )
    )
    rows = pl.concat([authorities, england, classes], how="diagonal")
    return rows.with_columns(sheet_row=pl.int_range(4, 4 + pl.len()))


def _returns(districts: pl.DataFrame, texts: tuple[str, ...], seed: int) -> pl.DataFrame:
    """One line of a revenue return, of authorities, England and classes; the first made none."""
    random = stream(seed, f"revenue returns {texts}")
    values = pl.Series(random.integers(0, LARGEST_THOUSANDS, districts.height))
    has_return = pl.int_range(0, pl.len()) > 0
    authorities = _authorities(districts).with_columns(value=pl.when(has_return).then(values))
    rows = _with_totals(authorities)
    is_authority = pl.col("lgf_code").is_not_null()
    no_texts = ("notes", "certified", "section")
    return rows.with_columns(
        *(pl.lit(None, pl.String).alias(column) for column in no_texts),
        *(pl.lit(text).alias(field) for field, text in zip(RETURN_FIELDS, texts, strict=True)),
        sheet_column=pl.lit("8"),
        detailed_class="class",
        marker=pl.when(is_authority & pl.col("value").is_null()).then(pl.lit("[x]")),
    )


def _spending(edition: int, first: int, seed: int) -> pl.DataFrame:
    """Public spending of five years, of some regions and of no one area."""
    random = stream(seed, f"country and regional analysis {edition}")
    areas = [*(f"ENGLAND_{name}" for name in SPENDING_REGIONS), "Not Identifiable"]
    records = pl.DataFrame({"region_name": areas}).join(
        pl.DataFrame({"capital_or_current": ["CAP", "CUR"]}), how="cross"
    )
    years = {
        f"spending_{year}_{year - 1999:02d}": random.integers(0, LARGEST_SPENDING, records.height)
        for year in range(first, first + 5)
    }
    is_regional = pl.col("region_name").str.starts_with("ENGLAND")
    return records.with_columns(
        *(pl.lit(f"Demo {name}").alias(name) for name in SPENDING_TEXTS),
        function_name=pl.lit("9. Education"),
        subfunction_name=pl.lit("9.1 Demo schools"),
        identifiable=pl.when(is_regional).then(pl.lit("ID")).otherwise(pl.lit("Non-ID")),
        country_name=pl.when(is_regional).then(pl.lit("ENGLAND")).otherwise("region_name"),
        row=pl.int_range(1, pl.len() + 1).cast(pl.String),
        **years,
    )


def _government_research(seed: int) -> pl.DataFrame:
    """One table of one worksheet of two years; the second is marked as not to be had."""
    value = stream(seed, "government research").integers(0, LARGEST_RESEARCH)
    figures = pl.DataFrame(
        {"column_title": ["2021", "2022"], "value": [str(value), None], "marker": [None, "[x]"]}
    )
    return figures.with_columns(
        sheet=pl.lit("1"),
        sheet_row=pl.lit("10"),
        sheet_title=pl.lit("Worksheet 1: Demo net expenditure on research"),
        units=pl.lit("These tables are in £ millions"),
        table_title=pl.lit("Table 1a: Demo departments"),
        row_title=pl.lit("Demo department"),
    )


def _regional_research(seed: int) -> pl.DataFrame:
    random = stream(seed, "regional research")
    values = pl.Series(random.integers(0, LARGEST_RESEARCH, len(SPENDING_REGIONS)))
    return pl.DataFrame({"region_name": SPENDING_REGIONS}).with_columns(
        area_code=pl.format("E1200000{}", pl.int_range(1, 1 + pl.len())),
        country_name=pl.lit(None, pl.String),
        nation_name=pl.lit(None, pl.String),
        expenditure=values.cast(pl.String),
    )
