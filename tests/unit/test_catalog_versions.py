"""A dataset's version number follows from what changed in it, not from anyone's opinion."""

from pathlib import Path

import pytest

from catalog.datasets import Dataset, DatasetColumn
from catalog.errors import ReleaseError
from catalog.release import DatasetChange, previous_release
from catalog.versions import compare, next_version, require_expected
from tests import toy_release as toy

SHUFFLE = (
    "CREATE TABLE marts.mixed AS FROM marts.wards ORDER BY imd_rank DESC",
    "DROP TABLE marts.wards",
    "ALTER TABLE marts.mixed RENAME TO wards",
)


def change_of(
    folder: Path, *statements: str, contracts: list[Dataset] | None = None
) -> DatasetChange:
    """How `wards` changes when the toy release is followed by one made with these statements."""
    toy.published(folder)
    previous = previous_release(folder / "published", toy.build())
    staging = toy.staged(folder, *statements, contracts=contracts or toy.datasets())
    return compare(staging, previous)[1]


def contract(
    *names: str, key: tuple[str, ...] = ("ward_2024_code",), **types: str
) -> list[Dataset]:
    columns = [
        DatasetColumn(
            name=n,
            type=types.get(n, toy.COLUMNS.get(n, ("varchar",))[0]),
            unit="none",
            description="x",
        )
        for n in names
    ]
    return toy.datasets(columns=columns, key=list(key))


def test_the_first_release_is_1_0_0(tmp_path):
    change = compare(toy.staged(tmp_path), None)[1]
    assert (change.version, change.level, change.rows_after) == ("1.0.0", "first", 4)


def test_the_same_content_keeps_its_version_whatever_the_order_of_rows(tmp_path):
    change = change_of(tmp_path, *SHUFFLE)
    assert (change.version, change.level, change.reasons) == ("1.0.0", "same", [])


def test_changed_values_are_a_patch_and_are_counted_by_column(tmp_path):
    change = change_of(
        tmp_path,
        "UPDATE marts.wards SET average_score = 1 WHERE imd_rank IN (1, 3)",
        "UPDATE marts.wards SET ward_2024_name = NULL WHERE imd_rank = 1",
    )
    assert (change.version, change.level) == ("1.0.1", "patch")
    assert change.changed_rows == 2
    assert change.changed_values == {"ward_2024_name": 1, "average_score": 2}
    assert change.reasons == ["2 rows changed"]


def test_added_and_removed_rows_are_minor(tmp_path):
    change = change_of(
        tmp_path,
        "INSERT INTO marts.wards VALUES ('E05000009', 'New', 5, 1, 1)",
        "DELETE FROM marts.wards WHERE imd_rank = 1",
    )
    assert (change.version, change.level) == ("1.1.0", "minor")
    assert (change.rows_before, change.rows_after) == (4, 4)
    assert (change.added_rows, change.removed_rows, change.changed_rows) == (1, 1, 0)


def test_a_new_last_column_is_minor(tmp_path):
    change = change_of(
        tmp_path,
        "ALTER TABLE marts.wards ADD note VARCHAR",
        contracts=contract(*toy.COLUMNS, "note"),
    )
    assert (change.version, change.reasons) == ("1.1.0", ["column note is new"])


def test_a_new_column_in_the_middle_moves_the_others_and_is_major(tmp_path):
    first, *others = toy.COLUMNS
    change = change_of(
        tmp_path,
        "ALTER TABLE marts.wards ADD note VARCHAR",
        contracts=contract(first, "note", *others),
    )
    assert (change.version, change.reasons[0]) == ("2.0.0", "columns changed their order")


def test_moving_columns_is_major(tmp_path):
    change = change_of(tmp_path, contracts=contract(*list(toy.COLUMNS)[::-1]))
    assert (change.version, change.reasons) == ("2.0.0", ["columns changed their order"])


def test_removing_a_column_is_major(tmp_path):
    change = change_of(
        tmp_path,
        "ALTER TABLE marts.wards DROP imd_decile",
        contracts=contract(*list(toy.COLUMNS)[:-1]),
    )
    assert (change.version, change.reasons) == ("2.0.0", ["column imd_decile was removed"])


def test_renaming_a_column_is_major(tmp_path):
    change = change_of(
        tmp_path,
        "ALTER TABLE marts.wards RENAME imd_decile TO decile",
        contracts=contract(*list(toy.COLUMNS)[:-1], "decile", decile="integer"),
    )
    assert change.version == "2.0.0"
    assert set(change.reasons) == {"column imd_decile was removed", "column decile is new"}


def test_changing_a_type_is_major(tmp_path):
    change = change_of(
        tmp_path,
        "ALTER TABLE marts.wards ALTER imd_rank TYPE BIGINT",
        contracts=contract(*toy.COLUMNS, imd_rank="bigint"),
    )
    assert (change.version, change.reasons) == (
        "2.0.0",
        ["column imd_rank was INTEGER and is BIGINT"],
    )


def test_changing_the_key_is_major(tmp_path):
    change = change_of(tmp_path, contracts=contract(*toy.COLUMNS, key=("imd_rank",)))
    assert change.level == "major"
    assert change.reasons == ["the key was ward_2024_code and is imd_rank"]


def test_changing_the_licence_is_major(tmp_path):
    contracts = toy.datasets(sources=[toy.source(licence_id="CC-BY-4.0")])
    change = change_of(tmp_path, contracts=contracts)
    assert (change.version, change.reasons) == (
        "2.0.0",
        ["the licence was OGL-UK-3.0 and is CC-BY-4.0"],
    )


def test_the_weightiest_change_decides_and_is_told_first(tmp_path):
    change = change_of(
        tmp_path,
        "UPDATE marts.wards SET average_score = 0",
        "DELETE FROM marts.wards WHERE imd_rank = 1",
        "ALTER TABLE marts.wards DROP imd_decile",
        contracts=contract(*list(toy.COLUMNS)[:-1]),
    )
    assert (change.version, change.reasons[0]) == ("2.0.0", "column imd_decile was removed")
    assert change.reasons[1:] == ["1 row removed", "3 rows changed"]


def test_a_table_whose_every_column_is_key_can_only_gain_and_lose_rows(tmp_path):
    names = list(toy.COLUMNS)
    filled = "UPDATE marts.wards SET average_score = 0"
    toy.published(tmp_path, filled, contracts=contract(*names, key=tuple(names)))
    previous = previous_release(tmp_path / "published", toy.build())
    staging = toy.staged(
        tmp_path,
        filled,
        "UPDATE marts.wards SET imd_rank = 9 WHERE imd_rank = 1",
        contracts=contract(*names, key=tuple(names)),
    )
    change = compare(staging, previous)[1]
    assert (change.added_rows, change.removed_rows, change.changed_rows) == (1, 1, 0)


@pytest.mark.parametrize(
    ("level", "version"),
    [("same", "1.9.3"), ("patch", "1.9.4"), ("minor", "1.10.0"), ("major", "2.0.0")],
)
def test_versions_count_in_numbers_not_in_digits(level, version):
    assert next_version("1.9.3", level) == version


def test_a_demo_is_not_compared_with_real_data_nor_with_a_demo_of_another_size(tmp_path):
    toy.published(tmp_path, build=toy.build(demo=False))
    published = tmp_path / "published"
    assert previous_release(published, toy.build()) is None
    toy.published(tmp_path, build=toy.build(scale=0.1))
    assert previous_release(published, toy.build()) is None
    real = previous_release(published, toy.build(demo=False))
    assert real is not None
    assert real.id == "2026-11-24.1"


def test_the_previous_release_is_the_newest_by_number_not_by_spelling(tmp_path):
    for _ in range(10):
        toy.published(tmp_path)
    newest = previous_release(tmp_path / "published", toy.build())
    assert newest is not None
    assert newest.id == "2026-11-24.10-demo"


def test_a_change_that_breaks_readers_code_needs_a_persons_word(tmp_path):
    names = [name for name in toy.COLUMNS if name != "average_score"]
    change = change_of(
        tmp_path,
        "ALTER TABLE marts.wards DROP COLUMN average_score",
        contracts=contract(*names),
    )
    with pytest.raises(ReleaseError, match="refresh with --expect-change wards"):
        require_expected([change], None, [])
    require_expected([change], None, ["wards"])


def test_values_rewritten_in_more_than_a_tenth_of_the_rows_need_a_persons_word(tmp_path):
    change = change_of(tmp_path, "UPDATE marts.wards SET average_score = 1 WHERE imd_rank = 1")
    with pytest.raises(ReleaseError, match="1 of 4 rows have other values"):
        require_expected([change], None, [])


def test_what_tells_of_the_build_itself_may_change_its_values_but_not_its_columns(tmp_path):
    change = change_of(tmp_path, "UPDATE marts.wards SET average_score = 1 WHERE imd_rank = 1")
    require_expected([change], None, [], ["wards"])
    broken = change.model_copy(update={"level": "major"})
    with pytest.raises(ReleaseError, match="refresh with --expect-change wards"):
        require_expected([broken], None, [], ["wards"])


def test_a_dataset_that_is_gone_needs_a_persons_word(tmp_path):
    before = toy.published(tmp_path)
    with pytest.raises(ReleaseError, match="people: it is no longer published"):
        require_expected([], before, ["wards"])
