"""The Indices of Deprivation of the synthetic England, made the publisher's own way.

Belongs here: sub-domain, domain and IMD scores, ranks and deciles of 2019 and 2025, their
population denominators, and the list of left-behind wards. Not here: the need behind the scores
(`latent`).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

from ingest.demo.districts import LONDON
from ingest.demo.draw import Floats, Ints, stable, standardise, stream
from ingest.demo.latent import Latent


class Loading(NamedTuple):
    """How a subject comes about: need, urbanity, what lasts at the place, what a vintage adds."""

    need: float
    urbanity: float
    lasting: float
    fresh: float


class Shape(NamedTuple):
    """A score's form: a `rate` (logistic) or a `normal` value, its centre and its spread."""

    form: str
    centre: float
    spread: float


LOADINGS = {
    "income": Loading(0.93, 0.05, 0.25, 0.2),
    "employment": Loading(0.92, -0.05, 0.3, 0.2),
    "health": Loading(0.82, 0.0, 0.5, 0.25),
    "crime": Loading(0.6, 0.3, 0.5, 0.4),
    "children_young_people": Loading(0.78, -0.05, 0.5, 0.3),
    "adult_skills": Loading(0.82, -0.1, 0.5, 0.25),
    "geographical_barriers": Loading(-0.15, -0.65, 0.7, 0.2),
    "wider_barriers": Loading(0.55, 0.4, 0.6, 0.3),
    "indoors": Loading(0.25, -0.1, 0.9, 0.4),
    "outdoors": Loading(0.2, 0.55, 0.7, 0.3),
    "idaci": Loading(0.9, 0.05, 0.35, 0.25),
    "idaopi": Loading(0.85, 0.2, 0.4, 0.25),
}
SHAPES_2019 = {
    "income": Shape("rate", -2.15, 0.7),
    "employment": Shape("rate", -2.35, 0.6),
    "health": Shape("normal", 0.0, 0.88),
    "crime": Shape("normal", 0.0, 0.84),
    "children_young_people": Shape("normal", 0.0, 0.87),
    "adult_skills": Shape("rate", -0.85, 0.45),
    "geographical_barriers": Shape("normal", 0.0, 0.85),
    "wider_barriers": Shape("normal", 0.0, 2.2),
    "indoors": Shape("normal", 0.0, 0.8),
    "outdoors": Shape("normal", 0.0, 0.85),
    "idaci": Shape("rate", -1.95, 0.75),
    "idaopi": Shape("rate", -1.85, 0.7),
}
SHAPES_2025 = SHAPES_2019 | {
    "income": Shape("rate", -1.4, 0.8),
    "employment": Shape("rate", -2.0, 0.6),
    "adult_skills": Shape("rate", -1.2, 0.5),
    "geographical_barriers": Shape("normal", 38.0, 8.0),
    "wider_barriers": Shape("normal", 0.0, 2.8),
    "indoors": Shape("normal", 0.0, 0.5),
    "outdoors": Shape("normal", 0.0, 0.65),
}

# Domains that are made of sub-domains, with the sub-domains' weights.
SUB_DOMAINS_2019 = {
    "education": {"children_young_people": 0.5, "adult_skills": 0.5},
    "barriers": {"geographical_barriers": 0.5, "wider_barriers": 0.5},
    "environment": {"indoors": 2 / 3, "outdoors": 1 / 3},
}
SUB_DOMAINS_2025 = SUB_DOMAINS_2019 | {"environment": {"indoors": 0.7, "outdoors": 0.3}}
# As published: the weights add up to 0.999.
DOMAIN_WEIGHTS = {
    "income": 0.225,
    "employment": 0.225,
    "education": 0.135,
    "health": 0.135,
    "crime": 0.093,
    "barriers": 0.093,
    "environment": 0.093,
}


@dataclass(frozen=True)
class Edition:
    """One edition of the indices: what differs between 2019 and 2025."""

    year: int
    shapes: dict[str, Shape]
    sub_domains: dict[str, dict[str, float]]


EDITION_2019 = Edition(2019, SHAPES_2019, SUB_DOMAINS_2019)
EDITION_2025 = Edition(2025, SHAPES_2025, SUB_DOMAINS_2025)

# How far need moves, at one LSOA, from what it is in the long run: the IMD ranks of the two
# editions then correlate about 0.93, as in England.
NEED_MOVED = 0.22

LISTED_OUTSIDE_SHARE = 6 / 225


def draw_indices(edition: Edition, place: Ints, latent: Latent, seed: int) -> pl.DataFrame:
    """Scores, ranks and deciles of every LSOA: `{subject}_score`, `_rank`, `_decile`.

    Args:
        edition: which indices.
        place: the place of each LSOA, in order of LSOA code (ties in rank fall to the lower code).
        latent: what the places are like.
        seed: of the world.
    """
    scores = {subject: _score(edition, subject, place, latent, seed) for subject in edition.shapes}
    ranks = {subject: rank(score) for subject, score in scores.items()}
    for domain, weights in edition.sub_domains.items():
        scores[domain] = _combine(weights, ranks)
        ranks[domain] = rank(scores[domain])
    scores["imd"] = _combine(DOMAIN_WEIGHTS, ranks)
    ranks["imd"] = rank(scores["imd"])
    return pl.DataFrame(
        {f"{subject}_score": np.round(score, 3) for subject, score in scores.items()}
        | {f"{subject}_rank": of_all for subject, of_all in ranks.items()}
        | {f"{subject}_decile": decile(of_all) for subject, of_all in ranks.items()}
    )


def rank(score: Floats) -> Ints:
    """Ranks 1 to N, 1 for the highest score; of two equal scores the earlier LSOA comes first."""
    ranks = np.empty(len(score), dtype=np.int64)
    ranks[np.argsort(-score, kind="stable")] = np.arange(1, len(score) + 1)
    return ranks


def decile(ranks: Ints) -> Ints:
    """Tenths of the ranks, 1 the most deprived."""
    return -(-10 * ranks // len(ranks))


def exponential(ranks: Ints) -> Floats:
    """The publisher's exponential transformation of ranks, 0 to 100."""
    share = (len(ranks) + 1 - ranks) / len(ranks)
    return np.asarray(-23 * np.log(1 - share * (1 - np.exp(-100 / 23))))


def _combine(weights: dict[str, float], ranks: dict[str, Ints]) -> Floats:
    parts = [weight * exponential(ranks[subject]) for subject, weight in weights.items()]
    return stable(np.sum(parts, axis=0))


def _score(edition: Edition, subject: str, place: Ints, latent: Latent, seed: int) -> Floats:
    loading, shape = LOADINGS[subject], edition.shapes[subject]
    lasting = stream(seed, f"{subject} of places").normal(size=len(latent.need))
    fresh = stream(seed, f"{subject} of {edition.year}").normal(size=len(place))
    moved = NEED_MOVED * stream(seed, f"need of {edition.year}").normal(size=len(place))
    combined = (
        loading.need * (latent.need[place] + moved)
        + loading.urbanity * latent.urbanity[place]
        + loading.lasting * lasting[place]
        + loading.fresh * fresh
    )
    value = shape.centre + shape.spread * standardise(combined)
    return stable(value if shape.form == "normal" else 1 / (1 + np.exp(-value)))


def draw_population_2019(
    residents_2021: Floats, place: Ints, latent: Latent, seed: int
) -> pl.DataFrame:
    """Mid-2015 denominators, from the residents of 2021 on each LSOA's land."""
    random = stream(seed, "population 2015")
    total = np.round(stable(residents_2021 * random.uniform(0.91, 1.03, len(place))))
    children, older = _age_shares(place, latent, random)
    children, older = np.round(total * children), np.round(total * older)
    adults = total - children - older
    working = np.round(stable(adults * random.uniform(0.98, 1.03, len(place))))
    names = ("total", "0_15", "16_59", "60_over", "working_age")
    return _populations(names, (total, children, adults, older, working))


def draw_population_2025(
    residents_2021: Floats, place: Ints, latent: Latent, seed: int
) -> pl.DataFrame:
    """Mid-2022 denominators."""
    random = stream(seed, "population 2022")
    total = np.round(stable(residents_2021 * random.uniform(0.98, 1.05, len(place))))
    children, older = _age_shares(place, latent, random)
    working = np.round(
        stable(total * (1 - children - older) * random.uniform(1.0, 1.1, len(place)))
    )
    children, older = np.round(total * children), np.round(total * older)
    names = ("total", "0_15", "60_over", "working_age")
    return _populations(names, (total, children, older, working))


def _age_shares(place: Ints, latent: Latent, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Shares of people under 16 (more where need is) and of 60 and over (more in the country)."""
    noise = random.normal(0, 1, (2, len(place)))
    children = 0.19 + 0.02 * latent.need[place] + 0.03 * noise[0]
    older = 0.23 - 0.04 * latent.urbanity[place] - 0.01 * latent.need[place] + 0.045 * noise[1]
    return stable(np.clip(children, 0.05, 0.4)), stable(np.clip(older, 0.04, 0.5))


def _populations(names: tuple[str, ...], counts: tuple[Floats, ...]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            f"population_{name}": count.astype(np.int64)
            for name, count in zip(names, counts, strict=True)
        }
    )


def list_left_behind(lsoas: pl.DataFrame, wards: int, listed: int, seed: int) -> list[int]:
    """Numbers of the wards of 2017 on the published list.

    All but a few are among the tenth of wards with the highest population-weighted mean IMD score;
    the few lie just outside, as in the real list. London, better connected, has next to none.

    Args:
        lsoas: LSOAs of 2011: `ward_2017`, `region`, `imd_score`, `population_total`.
        wards: how many wards of 2017 there are, those without LSOAs included.
        listed: how many are on the list.
        seed: of the world.
    """
    weight = pl.col("population_total")
    by_need = (
        lsoas.group_by("ward_2017")
        .agg(
            ((pl.col("imd_score") * weight).sum() / weight.sum()).round(6).alias("need"),
            pl.col("region").first(),
        )
        .sort("need", "ward_2017", descending=[True, False])
    )
    worst = wards // 10
    outside = max(1, round(LISTED_OUTSIDE_SHARE * listed))
    chance = stream(seed, "left behind").random(len(by_need)) - (by_need["region"] == LONDON) * 0.95
    order = by_need.with_columns(chance=chance)
    inside = order.head(worst).sort("chance", "ward_2017", descending=True)
    beyond = order.slice(worst, 3 * outside).sort("chance", "ward_2017", descending=True)
    return [*inside["ward_2017"].head(listed - outside), *beyond["ward_2017"].head(outside)]
