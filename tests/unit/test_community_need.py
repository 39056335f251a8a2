"""The community need index: what it rests on."""

from typing import Any

import pytest

from orchestration.warehouse import read_manifest


def ancestors(manifest: dict[str, Any], model: str) -> set[str]:
    """Names of all that a model is made from, however far up."""
    found: set[str] = set()
    ahead = [f"model.lbn.{model}"]
    while ahead:
        parents = set(manifest["parent_map"].get(ahead.pop(), [])) - found
        found |= parents
        ahead += parents
    return {name.split(".", 2)[2] for name in found}


@pytest.mark.parametrize(
    "model", ["community_need_index", "int_need__domains", "int_need__indicators"]
)
def test_the_index_cannot_see_the_published_list_of_left_behind_wards(model: str) -> None:
    made_from = ancestors(read_manifest(), model)

    assert "int_need__members" in made_from
    assert not [name for name in made_from if "ocsi" in name]
