"""The community need index of the real archive, recomputed without the project's SQL."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from catalog.release import latest_release
from orchestration.workspace import Workspace

SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"
DOMAINS = ["civic_assets", "connectedness", "active_engaged"]
RANKED = {
    "lsoa_2021": 33_755,
    "msoa_2021": 6_856,
    "ward_2017": 7_427,
    "ward_2024": 6_784,
    "ward_2025": 6_793,
}


class Released:
    """The datasets of a release, by name."""

    def __init__(self, workspace: Workspace) -> None:
        release = latest_release(workspace.published)
        assert release
        self._release = release

    def __getitem__(self, name: str) -> pl.DataFrame:
        return pl.read_parquet(self._release.parquet_path(name))


@pytest.fixture(scope="module")
def released(archive_workspace: Workspace) -> Released:
    return Released(archive_workspace)


@pytest.fixture(scope="module")
def index(released: Released) -> pl.DataFrame:
    return released["community_need_index"].filter(index_variant="without_grants")


@pytest.fixture(scope="module")
def indicators(released: Released) -> pl.DataFrame:
    return released["community_need_indicators"]


def weights() -> pl.DataFrame:
    """The weight of each indicator of the default index within its domain."""
    seed = pl.read_csv(SEEDS / "param_need_indicators.csv")
    return seed.filter("in_default").select("indicator", "weight", "higher_is_more_need", "form")


def test_every_area_with_residents_is_ranked_once(index: pl.DataFrame) -> None:
    for area_type, count in RANKED.items():
        ranks = index.filter(area_type=area_type)["rank"].sort().to_list()
        assert ranks == list(range(1, count + 1)), area_type


def test_domain_scores_are_weighted_means_of_the_published_indicators(
    index: pl.DataFrame, indicators: pl.DataFrame
) -> None:
    expected = (
        indicators.join(weights(), on="indicator")
        .group_by("area_type", "area_code", "domain")
        .agg(score=(pl.col("weight") * pl.col("standardised_value")).sum() / pl.col("weight").sum())
        .pivot("domain", index=["area_type", "area_code"], values="score")
    )

    compared = index.join(expected, on=["area_type", "area_code"], how="left")

    for domain in DOMAINS:
        difference = compared[f"{domain}_score"] - compared[domain]
        assert difference.abs().max() < 1e-8, domain


def test_ranks_of_domains_follow_their_scores_and_the_score_their_ranks(
    index: pl.DataFrame,
) -> None:
    for area_type, count in RANKED.items():
        areas = index.filter(area_type=area_type)
        total = np.zeros(count)
        for domain in DOMAINS:
            ordered = areas.sort([f"{domain}_score", "area_code"], descending=[True, False])
            assert ordered[f"{domain}_rank"].to_list() == list(range(1, count + 1))
            reversed_share = (count + 1 - areas[f"{domain}_rank"].to_numpy()) / count
            total += -23 * np.log(1 - reversed_share * (1 - np.exp(-100 / 23)))
        assert areas["score"].to_numpy() == pytest.approx(total, abs=1e-6)


def test_each_library_and_museum_counts_once_at_every_level(
    released: Released, indicators: pl.DataFrame
) -> None:
    open_places = released["places"].filter(
        pl.col("category").is_in(["library", "museum"]),
        pl.col("is_open"),
        pl.col("duplicate_of").is_null(),
        pl.col("easting").is_not_null(),
        pl.col("lsoa_2021_code").is_not_null(),
    )
    sums = (
        indicators.filter(indicator="culture_places")
        .group_by("area_type")
        .agg(pl.col("numerator").sum())
    )

    assert open_places.height > 5_000
    for area_type, places in sums.iter_rows():
        assert float(places) == pytest.approx(open_places.height, abs=0.05), area_type


def test_values_of_wards_are_sums_of_their_lsoas(
    released: Released, indicators: pl.DataFrame
) -> None:
    lookup = released["area_lookup"].filter(from_area_type="lsoa_2021", to_area_type="ward_2024")
    disabled = released["neighbourhood_statistics"].filter(indicator="disabled_residents")
    expected = (
        disabled.join(lookup, left_on="area_code", right_on="from_area_code")
        .group_by("to_area_code")
        .agg(pl.col("numerator").sum(), pl.col("denominator").sum())
        .with_columns(share=pl.col("numerator") / pl.col("denominator"))
    )

    compared = indicators.filter(indicator="disabled_residents", area_type="ward_2024").join(
        expected, left_on="area_code", right_on="to_area_code"
    )

    assert compared.height == RANKED["ward_2024"]
    difference = compared["raw_value"].cast(pl.Float64) - compared["share"]
    assert difference.abs().max() < 1e-8


def test_disabled_residents_are_shrunk_towards_their_district(
    released: Released, indicators: pl.DataFrame
) -> None:
    districts = (
        released["area_lookup"]
        .filter(from_area_type="lsoa_2021", to_area_type="district_2024")
        .select(area_code="from_area_code", district="to_area_code")
    )
    areas = (
        indicators.filter(indicator="disabled_residents", area_type="lsoa_2021")
        .join(districts, on="area_code")
        .with_columns(
            r=pl.col("numerator").cast(pl.Float64), n=pl.col("denominator").cast(pl.Float64)
        )
        .with_columns(
            m=((pl.col("r") + 0.5) / (pl.col("n") - pl.col("r") + 0.5)).log(),
            s2=(pl.col("n") + 1)
            * (pl.col("n") + 2)
            / (pl.col("n") * (pl.col("r") + 1) * (pl.col("n") - pl.col("r") + 1)),
            district_m=((pl.col("r").sum() + 0.5) / (pl.col("n").sum() - pl.col("r").sum() + 0.5))
            .log()
            .over("district"),
        )
        .with_columns(
            t2=((pl.col("m") - pl.col("district_m")) ** 2).sum().over("district")
            / (pl.len().over("district") - 1)
        )
    )
    # The Isles of Scilly are one LSOA: there is nothing to draw it towards.
    w = (areas["t2"] / (areas["t2"] + areas["s2"])).fill_nan(1)
    drawn = w * areas["m"] + (1 - w) * areas["district_m"]

    expected = 1 / (1 + np.exp(-drawn.to_numpy()))

    found = areas["shrunk_value"].cast(pl.Float64).to_numpy()
    assert np.abs(found - expected).max() < 1e-8


def test_standardised_values_have_a_mean_of_nought_and_a_deviation_of_one_before_the_limit(
    released: Released, indicators: pl.DataFrame
) -> None:
    parameters = released["community_need_parameters"]
    held = set(parameters.filter("is_held", pl.col("counts_for") > 0)["indicator"])
    for name, up, form in weights().select("indicator", "higher_is_more_need", "form").iter_rows():
        areas = indicators.filter(
            pl.col("indicator") == name, pl.col("area_type") == "ward_2025", ~pl.col("is_imputed")
        )
        assert areas.is_empty() == (name not in held), name
        if areas.is_empty():
            continue
        value = areas["shrunk_value"].cast(pl.Float64).to_numpy()
        shaped = {
            "none": lambda x: x,
            "square_root": np.sqrt,
            "log": lambda x: np.log(np.maximum(x, 0.001)),
        }[form](value)
        expected = (1 if up else -1) * (shaped - shaped.mean()) / shaped.std()
        found = areas["standardised_value"].to_numpy()
        assert np.abs(found - expected.clip(-3, 3)).max() < 1e-5, name


def test_bus_stops_are_imputed_exactly_where_the_register_that_is_held_has_none(
    released: Released, indicators: pl.DataFrame
) -> None:
    not_covered = released["place_coverage"].filter(category="bus_stop", is_covered=False)
    districts = released["area_lookup"].filter(
        from_area_type="lsoa_2021", to_area_type="district_2024"
    )
    expected = districts.join(
        not_covered, left_on="to_area_code", right_on="district_2024_code", how="semi"
    )["from_area_code"]

    imputed = indicators.filter(
        pl.col("indicator") == "bus_stops_near",
        pl.col("area_type") == "lsoa_2021",
        pl.col("is_imputed"),
    )

    assert set(imputed["area_code"]) == set(expected)
    assert imputed["imputed_from"].is_in(["region", "country"]).all()
    assert (imputed["imputation_error"] > 0).all()
    assert imputed["raw_value"].is_null().all()


def test_no_domain_goes_against_the_figures_of_districts_it_is_checked_with(
    released: Released,
) -> None:
    checks = pl.read_csv(SEEDS / "ref_need_checks.csv")
    audit = released["community_need_audit"].filter(area_type="district_2024")

    assert audit.height == checks.height
    for domain, name, expected in checks.select("domain", "check_name", "expected").iter_rows():
        (found,) = audit.filter(indicator=domain, measure=f"correlation_with_{name}")["value"]
        assert (found > 0.1) if expected == "higher" else (found < -0.1), (domain, name)


def test_effective_weights_of_a_domain_add_up_to_one(released: Released) -> None:
    shares = (
        released["community_need_audit"]
        .filter(measure="domain_variance_share")
        .group_by("area_type", "domain")
        .agg(pl.col("value").sum())
    )

    assert shares.height == len(RANKED) * len(DOMAINS)
    assert ((shares["value"] - 1).abs() < 0.002).all()


def test_whatever_was_left_out_says_why(released: Released) -> None:
    left_out = released["community_need_audit"].filter(measure="left_out")

    assert {"loneliness", "turnout", "places_of_worship", "claimant_count", "charities"} <= set(
        left_out["indicator"]
    )
    assert left_out["note"].null_count() == 0
