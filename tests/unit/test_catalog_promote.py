"""A promoted release is complete, described for machines, verifiable and never changes."""

import json
import stat
import subprocess

import pytest
from frictionless import Package

from catalog.errors import GateFailedError, ReleaseError
from catalog.gate import Check, GateReport
from catalog.promote import promote
from catalog.release import Latest, latest_release, read_release, verify_release
from catalog.versions import compare
from tests import toy_release as toy

FAILED = GateReport(
    examined={},
    checks=[
        Check(
            dataset="wards",
            expectation="expect_column_values_to_be_between",
            what="imd_decile is between 1 and 10",
            reason="Deciles are tenths.",
            outcome="failed",
            unexpected_count=1,
            examples=[{"ward_2024_code": "E05000001", "imd_decile": 11}],
        )
    ],
)


def test_before_the_first_release_there_is_no_latest(tmp_path):
    assert latest_release(tmp_path) is None


def test_latest_points_to_the_promoted_release(tmp_path):
    release = toy.published(tmp_path)
    pointer = json.loads((tmp_path / "published" / "latest.json").read_text(encoding="utf-8"))
    assert pointer == {
        "release": "2026-11-24.1-demo",
        "path": "releases/2026-11-24.1-demo",
        "build": toy.build().build,
        "demo": True,
        "created_at": "2026-11-24T23:30:00Z",
    }
    assert latest_release(tmp_path / "published") == release


def test_a_release_holds_exactly_the_files_it_lists(tmp_path):
    release = toy.published(tmp_path)
    on_disk = {p.relative_to(release.folder).as_posix() for p in release.folder.rglob("*.*")}
    listed = {file.path for file in release.manifest.files}
    assert on_disk - listed == {"release.json"}
    assert listed >= {
        "data/wards.parquet",
        "data/wards.csv",
        "datapackage.json",
        "quality.json",
        "CHANGES.md",
        "index.html",
        "sources.html",
        "datasets/wards.html",
        "style.css",
    }


def test_the_manifest_leads_from_each_file_to_version_rows_and_source_bytes(tmp_path):
    manifest = read_release(toy.published(tmp_path).folder).manifest
    file = next(file for file in manifest.files if file.path == "data/wards.parquet")
    assert (file.dataset, file.rows, file.columns, file.version) == ("wards", 4, 5, "1.0.0")
    dataset = next(dataset for dataset in manifest.datasets if dataset.name == "wards")
    source = next(source for source in manifest.sources if source.id == dataset.sources[0])
    assert source.sha256 == "ab" * 32
    assert manifest.build == toy.build().build
    assert manifest.code_version == "abc1234"


def test_sha256sum_accepts_the_checksums(tmp_path):
    release = toy.published(tmp_path)
    run = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"],
        cwd=release.folder,
        capture_output=True,
        check=True,
    )
    assert b"release.json: OK" in run.stdout
    lines = (release.folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    paths = [line[66:] for line in lines]
    assert paths == sorted(paths)


def test_verifying_counts_every_file_but_the_checksums(tmp_path):
    release = toy.published(tmp_path)
    files = [path for path in release.folder.rglob("*") if path.is_file()]
    assert verify_release(release.folder) == len(files) - 1


def test_verifying_names_what_was_changed_removed_or_added(tmp_path):
    folder = toy.published(tmp_path).folder
    (folder / "index.html").unlink()
    (folder / "extra.txt").write_text("x", encoding="utf-8")
    (folder / "data" / "wards.csv").chmod(0o644)
    (folder / "data" / "wards.csv").write_text("x", encoding="utf-8")
    with pytest.raises(ReleaseError) as refusal:
        verify_release(folder)
    for problem in (
        "index.html is missing",
        "extra.txt is not listed",
        "data/wards.csv has changed",
    ):
        assert problem in str(refusal.value)


def test_files_of_a_release_are_read_only(tmp_path):
    release = toy.published(tmp_path)
    modes = {stat.S_IMODE(p.stat().st_mode) for p in release.folder.rglob("*") if p.is_file()}
    assert modes == {0o444}


def test_the_descriptor_is_a_valid_data_package_and_describes_the_real_files(tmp_path, monkeypatch):
    release = toy.published(tmp_path)
    descriptor = json.loads((release.folder / "datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert list(Package.metadata_validate(descriptor)) == []
    resources = {resource["name"]: resource for resource in descriptor["resources"]}
    assert list(resources) == ["people-parquet", "people-csv", "wards-parquet", "wards-csv"]
    wards = resources["wards-csv"]
    assert wards["bytes"] == (release.folder / wards["path"]).stat().st_size
    assert wards["schema"]["primaryKey"] == ["ward_2024_code"]
    assert wards["schema"]["fields"][3] == {
        "name": "average_score",
        "type": "number",
        "description": "Population-weighted mean score.",
        "unit": "score",
        "licences": ["OGL-UK-3.0"],
        "sources": ["mhclg_iod2019"],
    }
    monkeypatch.chdir(release.folder)
    rows = Package("datapackage.json").get_resource("wards-csv").read_rows()
    assert [row["imd_rank"] for row in rows] == [1, 2, 3, 4]


def test_the_quality_report_travels_with_the_release(tmp_path):
    expectations = tmp_path / "expectations"
    expectations.mkdir()
    release = toy.published(tmp_path, expectations=expectations)
    report = GateReport.model_validate_json((release.folder / "quality.json").read_bytes())
    assert len(report.checks) == release.manifest.gate.passed > 0


def test_changes_are_told_to_people(tmp_path):
    toy.published(tmp_path)
    release = toy.published(tmp_path, "UPDATE marts.wards SET average_score = 1 WHERE imd_rank = 1")
    text = (release.folder / "CHANGES.md").read_text(encoding="utf-8")
    assert "Compared with release 2026-11-24.1-demo." in text
    assert "## wards 1.0.1 (was 1.0.0)\n\n- 1 row changed\n- 4 rows before, 4 after\n" in text
    assert "- average_score: 1 value changed" in text
    assert "## people 1.0.0 (was 1.0.0)\n\n- no change" in text


def test_a_dataset_that_is_no_longer_published_is_told_first(tmp_path):
    toy.published(tmp_path)
    release = toy.published(tmp_path, contracts=toy.datasets()[1:])
    text = (release.folder / "CHANGES.md").read_text(encoding="utf-8")
    assert "**people is no longer published.**" in text


def test_a_failed_gate_blocks_promotion_and_leaves_latest_alone(tmp_path):
    first = toy.published(tmp_path)
    staging = toy.staged(tmp_path)
    with pytest.raises(GateFailedError, match="ward_2024_code=E05000001, imd_decile=11"):
        promote(staging, toy.SOURCES, FAILED, compare(staging, first), first)
    assert latest_release(tmp_path / "published") == first
    assert staging.parquet_path("wards").exists(), "the staged files stay for a look"
    assert not (tmp_path / "published" / "releases" / staging.release).exists()


def test_only_the_very_files_that_passed_the_gate_are_published(tmp_path):
    staging = toy.staged(tmp_path)
    report = toy.passed(staging)
    staging.parquet_path("wards").write_bytes(b"PAR1")
    with pytest.raises(ReleaseError, match=r"wards\.parquet is not the file that the release gate"):
        promote(staging, toy.SOURCES, report, [], None)
    assert latest_release(tmp_path / "published") is None


def test_an_id_taken_meanwhile_is_refused(tmp_path):
    staging = toy.staged(tmp_path)
    taken = tmp_path / "published" / "releases" / staging.release
    (taken / "data").mkdir(parents=True)
    with pytest.raises(ReleaseError, match="published by another process meanwhile"):
        promote(staging, toy.SOURCES, toy.passed(staging), compare(staging, None), None)
    assert not staging.folder.exists()


def test_a_broken_pointer_is_named(tmp_path):
    (tmp_path / "latest.json").write_text("{", encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"latest\.json cannot be read"):
        latest_release(tmp_path)


def test_a_pointer_to_nowhere_is_named(tmp_path):
    release = toy.published(tmp_path)
    release.folder.rename(tmp_path / "gone")
    with pytest.raises(ReleaseError, match=r"no readable release in .*2026-11-24\.1-demo"):
        latest_release(tmp_path / "published")


def test_the_pointer_is_plain_json(tmp_path):
    toy.published(tmp_path)
    Latest.model_validate_json((tmp_path / "published" / "latest.json").read_bytes())


def test_promotion_leaves_nothing_hidden_behind(tmp_path):
    toy.published(tmp_path)
    names = {path.name for path in (tmp_path / "published").iterdir()}
    assert names == {"latest.json", "releases"}


def test_every_record_of_a_demo_release_says_that_it_is_not_real_data(tmp_path):
    release = toy.published(tmp_path)
    for record in ("datapackage.json", "CHANGES.md", "index.html"):
        assert "DEMO: not real data" in (release.folder / record).read_text(encoding="utf-8")
    package = json.loads((release.folder / "datapackage.json").read_bytes())
    csv = next(r for r in package["resources"] if r["format"] == "csv")
    assert csv["schema"]["fields"][-1]["name"] == "demo"
