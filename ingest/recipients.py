"""Who a grant went to: organisations may be named, people never are.

Belongs here: telling an organisation from what may be a person, and emptying the rows of people
before anything is kept. Not here: formats (`threesixty`, parsers), nor what is published (dbt).

The rule errs on the side of people (docs/methods/grants.md gives its precision): a recipient is an
organisation only when something shows it. Anyone else may be a person.
"""

import html
import re
from collections.abc import Sequence

import polars as pl

MAX_TEXT = 300
# With its semicolon: without one html takes `Sport&regeneration` for a ®.
ENTITY = re.compile(r"&#?\w+;")
KIND = "Recipient kind"
ORGANISATION = "organisation"
INDIVIDUAL = "individual"
POSSIBLE_INDIVIDUAL = "possible individual"

# An id of a public register (https://org-id.guide): two letters of the country, the register, the
# number. Ids that publishers made up themselves look otherwise.
REGISTERED_ID = r"^[A-Z]{2}-[A-Z0-9]+-\S"

# Words that no person's name holds. Words that are also surnames (Hall, Church, English, Press) are
# not among them.
WORDS = """
(a|r|ru|c|h|l|bs|arl)?fc academ(y|ies) accord agency alliance animations? archives? artists? arts
artspace artsworks assembly assoc associates associations? authority ballet biennale biennial
bookshop borough boroughs business cafe campaign carers carnival cathedral centres? chamber
charitable charity choirs? chorale cic cics cinemas? cio circus clubs? co-op co-operatives?
coalition coffee collaborative collective college colleges committee communit(y|ies) compan(y|ies)
companies company concerts confederation conference connections conservatoire consortium
constituency consultancy cooperatives? council councils crafts creates creations creatives?
cricket cultural culture cvs dance development digital diocese district drama ecology ecosystem
education educational ensemble enterprises? entertainment estate europe events exchange experience
fabrications federation fest festivals? films foundation friends fringe fund fusion futures
galler(y|ies) games generation global group groups guides guild gymnastics hackspace harbour
heritage hospice hospitals? housing hub hubs illuminations imaginations inc incorporated
industr(y|ies) initiatives? institute institution interactive international junction lab
laborator(y|ies) labs league leisure libraries library limited literary literature live liveart
llp ltd magazine makers management media mela mentoring migrants ministr(y|ies) minster mosque
museums? music musical musicians nation national neighbourhood network networks nhs nursery opera
operatic orchestras? organi[sz]ations? outreach parade partners? partnerships? people's
performance performing philharmonic platform playgroup playhouse poetry police preschool
preservation prize producers? productions? programmes? projects? promotions pta publications
publishers? publishing puppet puppetry puppets quartet quintet radio recordings records refugees?
regeneration rep residency residents resources ringers rowing rufc rugby salon schools? scouts
sculpture services? shakespeare showcase sinfonia sinfonietta singers societ(y|ies) sounds spaces
sports storytellers storytelling studios? symphony symposium systems tales team tech
technolog(y|ies) theater theatr theatres? theatrical therap(y|ies) touring tourism tours trading
training trio trustees trusts? u3a uk unions? united universit(y|ies) university's unlimited
ventures venue venues ville visuals volunteering volunteers? women's womens? workshops? writers
writing ymca york's youth youths
"""
SHOWN_BY_A_WORD = rf"(^|[^\w'])({'|'.join(WORDS.split())})($|[^\w'])"
SHOWN_BY_A_PART = (
    r"theatre|theater|festival|productions|collective|community|council|c\.i\.c|village hall|"
    r"memorial hall|town hall|parish church|(methodist|baptist|reformed|catholic) church|"
    r"scout group|girl ?guiding|citizens advice|age (uk|concern)"
)
SHOWN_BY_ITS_FORM = r"^the\s|\s(of|for)\s"
SHOWN_BY_A_DIGIT = r"\d"
SHOWN = (SHOWN_BY_A_WORD, SHOWN_BY_A_PART, SHOWN_BY_ITS_FORM, SHOWN_BY_A_DIGIT)
# "Jane Doe trading as Doe Theatre" is Jane Doe.
TRADING_NAME = r"[\s(](t/as?|ta|trading as|aka|a\.k\.a\.?|also known as|known as)\s.*$"
TITLES = "mr|mrs|ms|miss|mx|dr|prof|professor|rev"
SAID_TO_BE_A_PERSON = rf"\bindividuals?\b|^({TITLES}|sir|dame)\b"
NO_NAME_BUT_A_PERSON = r"(?i)^\s*(grants?|awards?)( awarded| made)? to (an )?individuals?\s*$"


def owner_of(name: pl.Expr) -> pl.Expr:
    """The name in small letters, without the name that its bearer trades under."""
    plain = name.str.to_lowercase().str.replace_all("’", "'", literal=True)
    return plain.str.strip_chars().str.replace(TRADING_NAME, "")


def name_shows_organisation(name: pl.Expr, patterns: Sequence[str] = SHOWN) -> pl.Expr:
    """Whether a name alone shows that it is an organisation's; false where there is none."""
    owner = owner_of(name)
    shown = pl.any_horizontal(owner.str.contains(each) for each in patterns)
    return (shown & ~owner.str.contains(SAID_TO_BE_A_PERSON)).fill_null(value=False)


def name_says_person(name: pl.Expr) -> pl.Expr:
    """Whether, in place of a name, it says that the grant was to a person."""
    return name.str.contains(NO_NAME_BUT_A_PERSON).fill_null(value=False)


def id_shows_organisation(identifier: pl.Expr) -> pl.Expr:
    """Whether an id is of a public register of organisations."""
    return identifier.str.contains(REGISTERED_ID).fill_null(value=False)


def withhold_people(frame: pl.DataFrame, kept: Sequence[str]) -> pl.DataFrame:
    """The frame with nothing of people in it but the `kept` columns.

    Args:
        frame: strings, with the column `KIND`.
        kept: columns that say nothing of a person (amount, date, funder, programme).
    """
    is_organisation = pl.col(KIND) == ORGANISATION
    emptied = [name for name in frame.columns if name not in (*kept, KIND)]
    return frame.with_columns(pl.when(is_organisation).then(pl.col(emptied)))


def clean_text(text: pl.Expr) -> pl.Expr:
    """Text that no program can take for anything but text.

    Tags, control characters and marks that turn the direction of writing go, entities become
    characters, and a spreadsheet will not take the start for a formula.
    """
    return (
        text.map_batches(_unescaped, pl.String)
        .str.replace_all(r"<[^<>]*>", " ")
        .str.replace_all(r"[\p{Cc}\p{Cf}\p{Co}\s]+", " ")
        .str.replace(r"^[\s=+\-@]+", "")
        .str.slice(0, MAX_TEXT)
        .str.strip_chars()
        .replace("", None)
    )


def _unescaped(text: pl.Series) -> pl.Series:
    """Text with its entities as characters; a text without one is not touched."""
    written = text.filter(text.str.contains(ENTITY.pattern)).unique()
    plain = [ENTITY.sub(lambda found: html.unescape(found[0]), each) for each in written]
    return text.replace(written, pl.Series(plain, dtype=pl.String))
