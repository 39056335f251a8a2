"""The National Lottery's database: live only, so read from a hand-written file of its form."""

from collections.abc import Sequence

import pytest

from ingest.bundle import bundle
from ingest.card import FilesRoute, load_cards
from ingest.contract import type_table
from ingest.errors import ContractError
from ingest.live import _file_name
from ingest.readers import read_frames
from ingest.recipients import KIND

HEADER = (
    "Identifier,Title,Description,Currency,Amount Awarded,Award Date,Recipient Org:Identifier,"
    "Recipient Org:Name,Recipient Org:Ward,Recipient Org:UK Constituency,"
    "Recipient Org:Local Authority,Recipient Org:Region,Funding Org:Identifier,Funding Org:Name,"
    "Good Cause Area,Last Modified"
)
ROWS = [
    "DCMS-tnlcomfund-1,A hall,For Jane Doe,GBP,9900.5,2021-04-01,,Doe Village Hall,Doe,Doe,"
    "Leeds,Yorkshire,GB-GOR-PB188,The National Lottery Community Fund,Charities,2024-01-01",
    "DCMS-se-2,Athlete,Athlete Performance Award,GBP,20000,2021-05-01,,Doe Sports Club,,,Leeds,"
    "Yorkshire,GB-COH-RC000766,Sport England,Sport,2024-01-01",
    "DCMS-ace-3,Grant,A play,GBP,5000,2021-05-02,,Grant to Individual,,,Leeds,Yorkshire,"
    "GB-CHC-1036733,Arts Council England,Arts,2024-01-01",
    "DCMS-ace-4,Jane Doe: a play,A play,GBP,5000,2021-05-02,,Jane Doe,,,Leeds,Yorkshire,"
    "GB-CHC-1036733,Arts Council England,Arts,2024-01-01",
    'DCMS-ace-5,"Line\nbreak",,GBP,-10,2021-05-03,,Doe Theatre,,,Leeds,Yorkshire,'
    "GB-CHC-1036733,Arts Council England,Arts,2024-01-01",
]
CARD = load_cards()["dcms_lottery_grants"]


def fixture(rows: Sequence[str] = ROWS, header: str = HEADER) -> bytes:
    body = ("\ufeff" + "\n".join([header, *rows]) + "\n").encode()
    return bundle({"csv-export_2021": body})


def test_grants_are_typed_and_of_people_nothing_is_left() -> None:
    frame = read_frames(CARD, "publisher", fixture())["grants"]
    grants = type_table(CARD, "publisher", frame, CARD.tables[0])
    assert grants["recipient_kind"].to_list() == [
        *("organisation", "individual", "individual", "possible individual", "organisation")
    ]
    assert grants["recipient_name"].to_list() == [
        "Doe Village Hall",
        None,
        None,
        None,
        "Doe Theatre",
    ]
    assert grants["local_authority_name"].to_list() == ["Leeds", None, None, None, "Leeds"]
    assert [float(each) for each in grants["amount_awarded"]] == [9900.5, 20000, 5000, 5000, -10]
    assert not {"Jane", "Athlete"} & set(str(grants.rows()).split())
    assert KIND in frame.columns


def test_a_renamed_column_is_refused_by_name_and_not_taken_for_no_amounts() -> None:
    with pytest.raises(ContractError, match="no column Amount Awarded"):
        read_frames(CARD, "publisher", fixture(header=HEADER.replace("Amount Aw", "Sum Aw")))


def test_a_year_that_the_publisher_does_not_answer_for_is_refused() -> None:
    with pytest.raises(ContractError):
        read_frames(CARD, "publisher", bundle({"csv-export_2021": b""}))


def test_a_year_without_grants_is_none() -> None:
    assert read_frames(CARD, "publisher", fixture(rows=()))["grants"].is_empty()


def test_each_year_is_asked_for_and_kept_under_a_name_of_its_own() -> None:
    (route,) = CARD.live
    assert isinstance(route, FilesRoute)
    names = {_file_name(url, route) for url in route.addresses}
    assert len(names) == len(route.names) == 33
    assert all(name.startswith("csv-export") for name in names)
