"""Who a council paid: firms may be named, people never are.

Belongs here: which suppliers' names are withheld. Not here: what shows an organisation, which
grants need too (`recipients`), nor headers and amounts (`payments`).

The rule errs on the side of people (docs/methods/council-payments.md says what it cannot find):
amounts stay in any case, so that a name withheld in vain costs little.
"""

from pathlib import Path

import polars as pl

from ingest.recipients import (
    SHOWN_BY_A_PART,
    SHOWN_BY_A_WORD,
    SHOWN_BY_ITS_FORM,
    TITLES,
    TRADING_NAME,
    clean_text,
    name_shows_organisation,
    owner_of,
)

NAMED, REDACTED, WITHHELD, NOT_GIVEN = "named", "redacted", "withheld", "not given"
# Columns that name a supplier as surely as its name does.
NAMING = ("Supplier", "Company Number", "Charity Number", "Supplier Postcode")
REGISTER_NUMBERS = ("Company Number", "Charity Number")
HEADINGS = ("Department", "Service", "Purpose", "Category")

# Words of firms that councils pay, beside those that show a grant's recipient: no common surnames.
FIRMS = r"""
accountants? ambulance bank barristers builders building cabs care caring catering chemist childcare
cleaning clinic coaches construction consultants? consulting daycare dental dentist direct
electrical engineering express foods? fostering furniture garage gmbh groceries hardware healthcare
hire home homecare homes hotel hotels inn insurance kitchens lettings logistics m\.?b\.?c\.? motors
nurseries nursing online opticians parking petrol pharmacy plastering plc plumbing primary printing
properties property removals restaurant retail roofing security shop signs solicitors solutions
stationers stores? supermarket superstore supplies supply support surgery taxis? transport travel
treatment utilities
"""
SHOWN_BY_A_FIRM = rf"(^|[^\w'])({'|'.join(FIRMS.split())})($|[^\w'])"
FORENAMES = (Path(__file__).parent / "forenames.txt").read_text(encoding="utf-8").split()

REDACTION = r"(?i)\bredact(ed|ion)\b"
TITLED = rf"\b({TITLES}|revd|reverend|cllr|councillor|(estate|executors?|parents?) of|deceased)\b"
HONOURED = r"\b(sir|dame|lady|lord|master)\b"
E_MAIL = r"[\w.%+-]+@[\w-]+\.\w"
FOR_SOMEONE = r"\bc/o\b|\bobo\b|\bon behalf of\b|\(\s*re\b|\(.*\bre\b.*\)"
# What a card machine or a shop on the web puts before the name of the trader.
CARD_MACHINE = r"^[a-z_]+ *\* *"
# Those through which people are paid who have no shop.
PAID_THROUGH = r"^(paypal|sumup|sq|iz|zettle)[a-z_]* *\*"
IN_BRACKETS = r"\([^)]*(\)|$)|\s\d+$"
# Up to four initials, apart or joined by points, hyphens, or the "and" of a couple.
INITIALS = r"[a-z](([. -]| ?& ?| and )+[a-z]){0,3}\.?"
SURNAME = r"[a-z'-]{2,}"
INITIALS_AND_SURNAME = rf"^({INITIALS}[ .]+{SURNAME}|{SURNAME}(,| |, ){INITIALS})$"
INITIALS_ALONE = r"^[a-z]([. -]+[a-z]){1,3}\.?$"
# What only looks like initials: a company's or a metropolitan borough council's abbreviation.
NOT_INITIALS = r"\b(limited|ltd|plc|llp|m\.? ?b\.? ?c)\b"
# Two to four words, a couple's "and" not counted.
WORDS_OF_A_NAME = r"^[a-z'.-]+(,? (& |and )?[a-z'.-]+){1,3}$"
FORENAME = "|".join(FORENAMES)
STARTS_WITH_A_FORENAME = rf"^({FORENAME})\b"
TWO_WORDS_WITH_A_FORENAME = rf"^[a-z'-]+,? ({FORENAME})$"
FOR_PEOPLE_IN_NEED = r"(?i)child|adult|social|homeless|disab|grant|foster|adopt|care"


def with_suppliers_withheld(table: pl.DataFrame) -> pl.DataFrame:
    """The table with `Supplier Status`; what names a supplier is null unless it is `named`."""
    naming = [column for column in NAMING if column in table.columns]
    cleaned = table.with_columns(clean_text(pl.col("Supplier")))
    stated = cleaned.with_columns(supplier_status(table.columns).alias("Supplier Status"))
    return stated.with_columns(pl.when(pl.col("Supplier Status") == NAMED).then(pl.col(naming)))


def supplier_status(columns: list[str]) -> pl.Expr:
    """What becomes of `Supplier`: named, redacted (by the council), withheld (by us), not given.

    Args:
        columns: those the table has; registers' numbers and the headings of a payment are heeded.
    """
    name = pl.col("Supplier")
    return (
        pl.when(name.is_null() | (name == ""))
        .then(pl.lit(NOT_GIVEN))
        .when(name.str.contains(REDACTION))
        .then(pl.lit(REDACTED))
        .when(_may_be_a_person(name, columns))
        .then(pl.lit(WITHHELD))
        .otherwise(pl.lit(NAMED))
    )


def _may_be_a_person(name: pl.Expr, columns: list[str]) -> pl.Expr:
    small = name.str.to_lowercase()
    unshown = ~_shows_a_firm(name)
    says = pl.any_horizontal(small.str.contains(each) for each in (TITLED, FOR_SOMEONE, E_MAIL))
    hints = (TRADING_NAME, HONOURED, PAID_THROUGH)
    hinted = pl.any_horizontal(small.str.contains(each) for each in hints)
    return says | _is_initials(name) | (unshown & (hinted | _reads_as_a_name(name, columns)))


def _shows_a_firm(name: pl.Expr) -> pl.Expr:
    patterns = (SHOWN_BY_A_WORD, SHOWN_BY_A_PART, SHOWN_BY_ITS_FORM, SHOWN_BY_A_FIRM)
    return name_shows_organisation(name, patterns)


def _is_initials(name: pl.Expr) -> pl.Expr:
    plain = _plain(name)
    found = plain.str.contains(INITIALS_AND_SURNAME) | plain.str.contains(INITIALS_ALONE)
    return found & ~plain.str.contains(NOT_INITIALS)


def _reads_as_a_name(name: pl.Expr, columns: list[str]) -> pl.Expr:
    plain = _plain(name)
    starts = plain.str.contains(STARTS_WITH_A_FORENAME)
    forename = starts | plain.str.contains(TWO_WORDS_WITH_A_FORENAME)
    doubtful = forename | _any_matches(HEADINGS, columns, FOR_PEOPLE_IN_NEED)
    unregistered = ~_any_matches(REGISTER_NUMBERS, columns, r"\d{5}")
    return plain.str.contains(WORDS_OF_A_NAME) & unregistered & doubtful


def _plain(name: pl.Expr) -> pl.Expr:
    """The owner's name without card machine, brackets and a number at the end."""
    plain = owner_of(name).str.replace(CARD_MACHINE, "")
    return plain.str.replace_all(IN_BRACKETS, "").str.strip_chars()


def _any_matches(wanted: tuple[str, ...], columns: list[str], pattern: str) -> pl.Expr:
    matches = [pl.col(each).str.contains(pattern) for each in wanted if each in columns]
    return pl.any_horizontal(pl.lit(value=False), *matches).fill_null(value=False)
