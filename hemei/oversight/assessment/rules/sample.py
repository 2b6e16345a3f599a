"""Which projects a round looks at: a stratified draw from a public seed, and who is visited a second time unknown.

Every stratum has at least one place, the rest go by size (largest remainder); within a stratum the smallest tickets
are drawn (`kernel.draw`). With the list, the seed, `sha256sum` and `sort` anybody can do it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, get_args

from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.draw import drawn, ticket
from hemei.kernel.periods import months_after
from hemei.oversight.assessment.rules.kit_standard import Sizes
from hemei.oversight.assessment.rules.standards import AssessmentRules

MUST = "must"
"""The stratum of the public list in which every project is looked at; the digest covers it as it does the others."""
By = Literal["county", "contract", "size"]
BY: tuple[By, ...] = get_args(By)
BY_TEXTS: dict[By, str] = {"county": mark("区县"), "contract": mark("合同种类"), "size": mark("小区规模")}
LEAST_SEED, MOST_SEED = 6, 200


@dataclass(frozen=True, slots=True)
class Must:
    """Why a project is looked at for certain: it is to be checked every so many months, for a public reason."""

    every: int
    reason: str


def must_of(wanted: Iterable[Must], last_on: date | None, day: date, rules: AssessmentRules) -> Must | None:
    """Return why a project must be looked at on a day, None where it is left to luck.

    One that is checked as often as `must_check` says, or more often, is due once its months since the day it was last
    drawn have passed; never drawn, it is due. The shortest of several intervals counts.
    """
    often = [one for one in wanted if one.every <= rules.must_check.months]
    if not often:
        return None
    shortest = min(often, key=lambda one: (one.every, one.reason))
    due = last_on is None or months_after(last_on, shortest.every) <= day
    return shortest if due else None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A project that can be drawn; `key` names it in the public list. One with a `must` is not left to luck."""

    key: str
    county: str
    contract: str
    households: int
    must: Must | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the public list after the draw: its stratum, its ticket, its place in the stratum, whether drawn."""

    key: str
    stratum: str
    ticket: str
    place: int
    drawn: bool
    must: bool


def size_band(households: int, sizes: Sizes) -> str:
    """Return how large an estate is."""
    if households < sizes.middle:
        return "small"
    return "middle" if households < sizes.large else "large"


def stratum_of(candidate: Candidate, by: Sequence[By], sizes: Sizes) -> str:
    """Return the stratum 层 of a candidate: its values in the order of `by`, joined by a slash; a must has its own."""
    if candidate.must is not None:
        return MUST
    values: dict[By, str] = {
        "county": candidate.county,
        "contract": candidate.contract,
        "size": size_band(candidate.households, sizes),
    }
    return "/".join(values[one] for one in by)


def list_digest(lines: Iterable[tuple[str, str]]) -> str:
    """Return the SHA-256 of the list that was fixed before there was a seed: `stratum key`, a line each, sorted."""
    text = "".join(f"{stratum} {key}\n" for stratum, key in sorted(lines))
    return hashlib.sha256(text.encode()).hexdigest()


def allocate(counts: Mapping[str, int], size: int) -> dict[str, int]:
    """Share out a sample over strata: one each, the rest by how many more there are, largest remainder first.

    Equal remainders go by the stratum's name, so nobody has to choose.

    Raises:
        ValueError: fewer places than strata, or more than there are projects.
    """
    strata = sorted(one for one, count in counts.items() if count)
    whole = sum(counts[one] for one in strata)
    if not len(strata) <= size <= whole:
        raise ValueError(f"{size} cannot be shared out over {len(strata)} strata of {whole} together")
    left, rest = size - len(strata), whole - len(strata)
    quotas = {one: Fraction(left * (counts[one] - 1), rest) if rest else Fraction(0) for one in strata}
    given = {one: 1 + int(quotas[one]) for one in strata}
    order = sorted(strata, key=lambda one: (int(quotas[one]) - quotas[one], one))
    for one in order[: size - sum(given.values())]:
        given[one] += 1
    return given


def draw_projects(
    strata: Mapping[str, Sequence[str]], size: int, *, seed: str, must: Iterable[str] = ()
) -> list[Listed]:
    """Draw a sample of this size from the strata; what must be looked at stands beside and takes no place."""
    always = set(must)
    free = {name: [key for key in keys if key not in always] for name, keys in strata.items()}
    places = allocate({name: len(keys) for name, keys in free.items()}, size)
    lines = []
    for name in sorted(strata):
        order = drawn(free[name], len(free[name]), seed=seed)
        lines += [
            Listed(key, name, ticket(seed, key), place, place <= places.get(name, 0), must=False)
            for place, key in enumerate(order, start=1)
        ]
        lines += [
            Listed(key, name, ticket(seed, key), 0, drawn=True, must=True)
            for key in sorted(always & set(strata[name]))
        ]
    return lines


def may_draw_with(seed: str) -> Decision:
    """Whether a text can be a seed that was made in public."""
    if LEAST_SEED <= len(seed) <= MOST_SEED:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("请写出当众产生的种子，至少{least}个字"),
            {"least": LEAST_SEED},
            mark("例如当天福利彩票的开奖号码，或当场掷出的点数"),
            "seed",
            "seed",
        )
    )


def second_visits(visits: Sequence[str], *, secret: str, rules: AssessmentRules) -> tuple[str, ...]:
    """Draw which visits are repeated by somebody else. The secret was fixed, its digest shown, before the seed.

    With the public seed anybody could tell who is visited again, and an assessor would take care there.
    """
    share = rules.second_visits.share.value
    return drawn(visits, -(-share.numerator * len(visits) // share.denominator), seed=secret)


def commitment_to(secret: str) -> str:
    """Return what is shown of a secret before it is opened."""
    return hashlib.sha256(secret.encode()).hexdigest()


def assign(
    subjects: Sequence[str], assessors: Mapping[int, frozenset[str]], *, seed: str
) -> dict[str, int] | None:
    """Give every subject an assessor who may judge it, evenly and by the seed; None where somebody has nobody.

    `assessors` says by appointment which subjects he may not judge.
    """
    load = dict.fromkeys(sorted(assessors), 0)
    given: dict[str, int] = {}
    for subject in drawn(subjects, len(subjects), seed=seed):
        free = [one for one in load if subject not in assessors[one]]
        if not free:
            return None
        chosen = min(free, key=lambda one: (load[one], ticket(seed, f"{subject}\n{one}")))
        load[chosen] += 1
        given[subject] = chosen
    return given
