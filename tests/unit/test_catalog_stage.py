"""Staging turns the warehouse into files that are the same wherever and however they are made."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from catalog.datasets import read_datasets
from catalog.errors import ReleaseError
from catalog.stage import Staging, stage
from tests import toy_release as toy

STAGE = """
import sys
from pathlib import Path
from catalog.datasets import DatasetColumn
from catalog.stage import stage
from tests import toy_release as toy
moment = DatasetColumn(name="seen_at", type="timestamptz", unit="none", description="x")
contracts = toy.datasets(columns=[*toy.datasets()[1].columns, moment])
staging = stage(Path(sys.argv[1]), contracts, toy.build(), Path(sys.argv[2]))
for table in staging.tables:
    print(*(file.sha256 for file in table.files))
"""
HOLD = """
import sys, time, duckdb
connection = duckdb.connect(sys.argv[1])
print("open", flush=True)
time.sleep(60)
"""
MANY = (
    "DELETE FROM marts.people",
    "INSERT INTO marts.people SELECT 'E' || hash(i), i % 97 FROM range(250000) AS t(i)",
)


def hashes(warehouse: Path, published: Path, **environment: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", STAGE, warehouse, published],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout


def test_the_bytes_do_not_depend_on_threads_folder_time_zone_or_locale(tmp_path):
    moment = "ALTER TABLE marts.wards ADD seen_at TIMESTAMPTZ DEFAULT '2026-11-24 12:00:00+00'"
    warehouse = toy.warehouse(tmp_path, *MANY, moment)
    one = hashes(warehouse, tmp_path / "one", LBN_THREADS="1", TZ="UTC", LC_ALL="C")
    two = hashes(
        warehouse, tmp_path / "far" / "two", LBN_THREADS="2", TZ="Asia/Tokyo", LC_ALL="de_DE.UTF-8"
    )
    assert one == two


def test_rows_come_in_the_order_of_the_key_and_columns_in_that_of_the_contract(tmp_path):
    table = pl.read_parquet(toy.staged(tmp_path).parquet_path("wards"))
    assert table.columns == list(toy.COLUMNS)
    assert table["ward_2024_code"].to_list() == [place[0] for place in toy.PLACES]


def test_parquet_footers_say_what_the_file_is(tmp_path):
    path = toy.staged(tmp_path).parquet_path("wards")
    footer = {k.decode(): v.decode() for k, v in pq.read_metadata(path).metadata.items()}
    assert footer["title"] == "Wards"
    assert footer["licence"] == "Open Government Licence v3.0"
    assert footer["attribution"].startswith("Contains public sector information")
    assert footer["version"] == f"build {toy.build().build[:12]}"
    assert footer["demo"] == "DEMO: not real data"


def test_every_field_of_a_parquet_file_carries_its_licence_and_sources(tmp_path):
    schema = pq.read_schema(toy.staged(tmp_path).parquet_path("wards"))
    assert schema.names == list(toy.COLUMNS)
    for name in schema.names:
        assert schema.field(name).metadata == {
            b"licence": b"OGL-UK-3.0",
            b"sources": b"mhclg_iod2019",
            b"unit": toy.COLUMNS[name][1].encode(),
        }


def test_a_field_from_one_source_of_a_dataset_carries_the_licence_of_that_source(tmp_path):
    contracts = toy.datasets(
        sources=[toy.source(), toy.source("osm", licence_id="ODbL-1.0", licence_kind="share alike")]
    )
    rank = contracts[1].columns[2].model_copy(update={"sources": ["mhclg_iod2019"]})
    columns = [*contracts[1].columns[:2], rank, *contracts[1].columns[3:]]
    contracts[1] = contracts[1].model_copy(update={"columns": columns})
    path = toy.staged(tmp_path, contracts=contracts).parquet_path("wards")
    schema = pq.read_schema(path)
    assert schema.field("imd_rank").metadata[b"licence"] == b"OGL-UK-3.0"
    assert schema.field("average_score").metadata[b"licence"] == b"ODbL-1.0; OGL-UK-3.0"
    assert pq.read_metadata(path).metadata[b"licences"] == b"ODbL-1.0; OGL-UK-3.0"


def test_real_data_is_not_marked_as_demo(tmp_path):
    path = toy.staged(tmp_path, build=toy.build(demo=False)).parquet_path("wards")
    assert pq.read_metadata(path).metadata[b"demo"] == b"false"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+44 20", "'+44 20"),
        ("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("-1.5", "-1.5"),
        ("+2e-3", "+2e-3"),
        ("St Mary's", "St Mary's"),
        ("", ""),
    ],
)
def test_csv_cells_that_excel_would_run_are_disarmed_and_numbers_are_not(tmp_path, text, cell):
    quoted = text.replace("'", "''")
    rows = read_csv(toy.staged(tmp_path, f"UPDATE marts.wards SET ward_2024_name = '{quoted}'"))
    assert rows[1][1] == cell


def test_csv_is_plain_utf8_with_a_header_and_empty_cells_for_missing_values(tmp_path):
    staging = toy.staged(
        tmp_path,
        "UPDATE marts.wards SET ward_2024_name = 'Ynys Môn'",
        build=toy.build(demo=False),
    )
    content = (staging.folder / "data" / "wards.csv").read_bytes()
    assert content.startswith(b"ward_2024_code,ward_2024_name,")
    assert b"\r" not in content
    assert "E05000003,Ynys Môn,3,,5\n".encode() in content


def test_every_row_of_a_demo_csv_says_that_it_is_not_real_data(tmp_path):
    header, *rows = read_csv(toy.staged(tmp_path))
    assert header[-1] == "demo"
    assert {row[-1] for row in rows} == {"DEMO: not real data"}


def test_a_long_table_has_no_csv(tmp_path):
    staging = toy.staged(tmp_path, *MANY)
    assert staging.table("people").csv is None
    assert staging.table("wards").csv is not None


def test_an_empty_table_stays_empty(tmp_path):
    staging = toy.staged(tmp_path, "DELETE FROM marts.people")
    assert staging.table("people").rows == 0
    assert pl.read_parquet(staging.parquet_path("people")).height == 0


def test_release_ids_are_the_utc_date_and_the_next_free_number(tmp_path):
    assert toy.published(tmp_path).id == "2026-11-24.1-demo"
    assert toy.published(tmp_path).id == "2026-11-24.2-demo"
    assert toy.published(tmp_path, build=toy.build(demo=False)).id == "2026-11-24.3"


def test_leftovers_of_dead_processes_are_removed_and_those_of_living_ones_are_not(tmp_path):
    dead = subprocess.Popen(["true"])
    dead.wait()
    published = tmp_path / "published"
    left = published / f".staging-2026-11-24.1-demo-{dead.pid}" / "data"
    at_work = published / f".staging-2026-11-24.2-demo-{os.getppid()}" / "data"
    for folder in (left, at_work):
        folder.mkdir(parents=True)
    staging = toy.staged(tmp_path)
    assert not left.parent.exists()
    assert at_work.exists()
    assert staging.release == "2026-11-24.3-demo"


def test_the_warehouse_is_not_changed(tmp_path):
    warehouse = toy.warehouse(tmp_path)
    before = warehouse.read_bytes()
    stage(warehouse, toy.datasets(), toy.build(), tmp_path / "published")
    assert warehouse.read_bytes() == before


def test_a_warehouse_that_breaks_its_contract_is_refused_with_every_breach(tmp_path):
    with pytest.raises(ReleaseError) as refusal:
        toy.staged(
            tmp_path,
            "DROP TABLE marts.people",
            "ALTER TABLE marts.wards ALTER imd_rank TYPE VARCHAR",
            "ALTER TABLE marts.wards DROP average_score",
            "ALTER TABLE marts.wards ADD note VARCHAR",
        )
    message = str(refusal.value)
    assert 'people: there is no table "marts"."people"' in message
    assert "wards: columns note are not in the contract" in message
    assert "wards.imd_rank: should be INTEGER but is VARCHAR" in message
    assert "wards.average_score: should be DOUBLE but is not there" in message
    assert "Run the dbt build again" in message
    assert not list((tmp_path / "published").iterdir())


def test_a_missing_warehouse_is_named(tmp_path):
    with pytest.raises(ReleaseError, match=r"no warehouse at .*nowhere\.duckdb.*dbt build"):
        stage(tmp_path / "nowhere.duckdb", toy.datasets(), toy.build(), tmp_path / "published")


def test_a_warehouse_being_written_to_is_named(tmp_path):
    warehouse = toy.warehouse(tmp_path)
    writer = subprocess.Popen([sys.executable, "-c", HOLD, warehouse], stdout=subprocess.PIPE)
    try:
        assert writer.stdout is not None
        writer.stdout.readline()
        with pytest.raises(ReleaseError, match="Close the program that is writing"):
            stage(warehouse, toy.datasets(), toy.build(), tmp_path / "published")
    finally:
        writer.kill()
        writer.wait()


def test_staging_can_be_handed_to_another_process_as_json(tmp_path):
    staging = toy.staged(tmp_path)
    assert Staging.model_validate_json(staging.model_dump_json()) == staging


def test_exotic_titles_survive_the_footer(tmp_path):
    manifest = toy.manifest()
    manifest["nodes"]["model.toy.wards"]["config"]["meta"]["title"] = 'Ward\'s; {"x"} – é'
    contracts = read_datasets(manifest, toy.SOURCES)
    path = toy.staged(tmp_path, contracts=contracts).parquet_path("wards")
    assert pq.read_metadata(path).metadata[b"title"].decode() == 'Ward\'s; {"x"} – é'


def read_csv(staging: Staging) -> list[list[str]]:
    with (staging.folder / "data" / "wards.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))
