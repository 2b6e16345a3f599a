"""Who leads the made-up companies: most representatives are Party secretary too, some are not, some are not entered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from hemei.ground.companies import services as companies
from hemei.ground.companies.services import LeaderDraft, Post
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day
from hemei.project.demonstration.naming import person_names, phones
from hemei.project.demonstration.scale import dice

_FIRST_PHONE = 90_000_001  # far beyond those of staff and residents
_ONE, _APART = (
    70,
    95,
)  # of a hundred companies: one person for both; two persons; the rest has no secretary entered


def write_leaders(*, actor: Actor, now: datetime, company_ids: Sequence[int], since: date) -> None:
    """Write who leads these companies; one in five changed its representative since."""
    names, numbers = person_names(dice("leaders")), phones(_FIRST_PHONE)
    drafts: list[LeaderDraft] = []
    for company in company_ids:
        drafts += _leaders(company, names, numbers, since, shanghai_day(now))
    companies.load_leaders(actor=actor, now=now, drafts=drafts)


def _leaders(
    company: int, names: Iterator[str], numbers: Iterator[str], since: date, today: date
) -> Iterator[LeaderDraft]:
    throw = dice("leaders of a company", str(company))
    first, other = (next(names), next(numbers)), (next(names), next(numbers))
    changed = min(since + timedelta(days=throw.randrange(200, 600)), today)
    came, chance = throw.randrange(5) == 0, throw.randrange(100)
    head = other if came else first
    if came:
        yield LeaderDraft(company, Post.LEGAL_REPRESENTATIVE, *first, since, changed)
    yield LeaderDraft(company, Post.LEGAL_REPRESENTATIVE, *head, changed if came else since)
    yield LeaderDraft(company, Post.GENERAL_MANAGER, next(names), next(numbers), since)
    if chance < _ONE:
        yield LeaderDraft(company, Post.PARTY_SECRETARY, *head, changed if came else since)
    elif chance < _APART:
        yield LeaderDraft(company, Post.PARTY_SECRETARY, next(names), next(numbers), since)
