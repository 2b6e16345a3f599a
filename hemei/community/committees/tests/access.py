"""The list queries of committees, for `tests/test_access.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from hemei.community.committees import queries as life
from hemei.community.committees import services as living
from hemei.community.committees.models import Advice, Contest
from hemei.community.committees.queries import elections as queries
from hemei.community.committees.rules.electing import Plan
from hemei.community.committees.rules.election_words import ElectionKind
from hemei.community.committees.services import elections as services
from hemei.ground.people import services as people
from hemei.ground.people.queries import TermDraft, TermKind
from hemei.ground.people.tests.factories import SYSTEM, TODAY, Town
from hemei.ground.places.models import Estate
from hemei.ground.places.tests.access import NEAR
from hemei.kernel.actor import Actor, Role

ESTATE = "春天小区"


def _life(actor: Actor, now: datetime) -> Iterable[object]:
    estate = Estate.objects.filter(name=ESTATE).values_list("pk", flat=True).first()  # a stranger sees none
    page = life.life_page(estate or 0, actor=actor, now=now)
    return page.handovers if page else ()


def _advice(actor: Actor, _now: datetime) -> Iterable[object]:
    estate = Estate.objects.filter(name=ESTATE).values_list("pk", flat=True).first()
    return life.advices(estate or 0, actor=actor)


def _contests(actor: Actor, _now: datetime) -> Iterable[object]:
    estate = Estate.objects.filter(name=ESTATE).values_list("pk", flat=True).first()
    return life.contests(actor=actor, estate_id=estate or 0)


LISTS: dict[str, Callable[..., Iterable[object]]] = {
    "committees.elections": lambda actor, now: queries.elections(
        queries.ElectionFilter(now.date()), actor=actor
    ),
    "committees.committee_states": lambda actor, _now: life.committee_states(on=TODAY, actor=actor),
    "committees.committees_in_danger": lambda actor, now: life.committees_in_danger(
        life.DangerFilter(TODAY), actor=actor, now=now
    ),
    "committees.life_page": _life,
    "committees.advices": _advice,
    "committees.contests": _contests,
}


def furnish(town: Town, now: datetime) -> None:
    """Let the near community renew the committee of an estate."""
    estate = Estate.objects.get(name=ESTATE).pk
    draft = TermDraft(TermKind.FIRST, 5, date(2022, 1, 10), date(2022, 1, 10), date(2026, 1, 10))
    term = people.register_term(actor=SYSTEM, now=now, estate_id=estate, draft=draft)
    clerk = town.actor(Role.COMMUNITY_CLERK, NEAR, "东风社区居委会", account=1)
    election = services.begin_renewal(
        actor=clerk, now=now, estate_id=estate, plan=Plan(ElectionKind.RENEWAL, 5, 0, 3)
    )
    living.begin_handover(actor=SYSTEM, now=now, term_id=term, day=TODAY)
    row = Estate.objects.get(pk=estate)
    Advice.objects.create(
        stream="committees.advice:1", scope=row.scope, estate_id=estate, body_id=1, about="meetings.meeting:1",
        title="公共收益怎样用", told_on=TODAY, advise_due_on=TODAY,
    )  # fmt: skip
    Contest.objects.create(
        stream="committees.contest:1", scope=row.scope, estate_id=estate, election_id=election, assembly_id=1,
        counted_on=TODAY, due_on=TODAY,
    )  # fmt: skip
