"""Re-visits by public lot, through the database: they find planted false closings as often as chance promises.

Weeks of closings are loaded, one in twenty false; each week's list is fixed, a checkpoint gives the seed, the lot is
drawn and each visit is paid through the service a clerk uses. Seeds come from hashes under fresh keys, so every run
is another draw; what was found stays within four standard errors of the hypergeometric promise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from math import sqrt
from random import Random

import pytest

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.facts import facts_of, law_of
from hemei.coordination.cases.models import Lot, Revisit
from hemei.coordination.cases.rules.decide import decide
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.state import CaseState
from hemei.coordination.cases.rules.words import Channel, Found, Outcome
from hemei.coordination.cases.services import acts
from hemei.coordination.cases.tests.conftest import DONGFENG, NOW, Quarter, made_quarter
from hemei.coordination.cases.tests.test_lots import scene
from hemei.ground.clocks import queries as clocks
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.draw import chance_to_find
from hemei.kernel.workdays import shanghai_day

pytestmark = [pytest.mark.prove, pytest.mark.django_db]
WEEKS, CLOSED, FALSE = 60, 100, 5
KIND, HOUR, WEEK = "littering", timedelta(hours=1), timedelta(days=7)
FIRST = NOW - WEEKS * WEEK
"""A Monday; the closings of a week fall on its Tuesday."""


def closing(quarter: Quarter, at: datetime) -> services.Told:
    """Tell a case that the community closed as solved and its reporter accepted."""
    scope, day = quarter.town.path(DONGFENG), shanghai_day(at)
    estate = places.estate_by_token(quarter.token, actor=SYSTEM)
    assert estate
    facts = facts_of(scope=scope, fact_on=day, now=at)
    report = acts.Report(
        channel=Channel.RESIDENT, scope=scope, place=estate.id, place_name=estate.name, kind=KIND, fact_on=day,
        reporter=quarter.resident.person_id, text="垃圾没有清运",
    )  # fmt: skip
    evidence = law_of(day).lines[KIND].evidence
    close = acts.Close(outcome=Outcome.SOLVED, evidence=evidence, photos=1, text="已清运")
    script: list[tuple[Actor, acts.Act]] = [
        (quarter.resident, report), (quarter.community, acts.Accept(kind=KIND)), (quarter.community, close),
        (quarter.resident, acts.AcceptResult()),
    ]  # fmt: skip
    state: CaseState | None = None
    told = []
    for place, (actor, act) in enumerate(script):
        decided = decide(state, act, Viewer(actor), facts, at + place * HOUR)
        state = decided.after
        texts = {"text": act.text} if act.text else {}
        told.append(services.ToldAct(actor, decided.event, decided.references, texts))
    assert state is not None
    return services.Told(tuple(told), state)


def weeks(quarter: Quarter, throw: Random) -> Iterator[tuple[datetime, set[str]]]:
    """Load one week's closings after another; yield the Monday after it and the numbers that are false."""
    for number in range(WEEKS):
        monday = FIRST + number * WEEK
        with records.acting(SYSTEM):
            story = closing(quarter, monday + timedelta(days=1))
            numbers = services.write_stories(
                stories=[story] * CLOSED, working=clocks.working_time(now=monday)
            )
        yield monday + WEEK, set(throw.sample(sorted(numbers), FALSE))


def visit(quarter: Quarter, now: datetime, false: set[str]) -> None:
    """Pay every visit that is owed, and find what is there."""
    with records.acting(quarter.street):
        owed = queries.revisit_rows(actor=quarter.street, found=queries.OWED, limit=CLOSED)
    for row in owed:
        there = row.number in false
        act = acts.Reopen(text="没有清运") if there else acts.RecordRevisit(found=Found.TRUE, text="已清运")
        quarter.act(quarter.street, row.number, act, now, photos=[scene(row.id)])


def test_planted_false_closings_are_found_at_the_promised_rate(tell: Callable[[str], None]) -> None:
    quarter, planted = made_quarter(), set[str]()
    for monday, false in weeks(quarter, Random(20261126)):  # noqa: S311 - which are false is repeatable, the seed is not
        planted |= false
        services.advance_lots(actor=SYSTEM, now=monday)
        records.take_checkpoint(now=monday + HOUR)
        services.advance_lots(actor=SYSTEM, now=monday + 2 * HOUR)
        visit(quarter, monday + timedelta(days=1), false)
    with records.acting(SYSTEM):
        lots = list(Lot.objects.order_by("week").values_list("pk", "closed", "drawn", "seed"))
        found = set(Revisit.objects.filter(found=Found.FALSE).values_list("case__number", flat=True))
        hit = Revisit.objects.filter(found=Found.FALSE).values("lot_id").distinct().count()
        paid = Revisit.objects.exclude(found=None).count()
    lots = [lot for lot in lots if lot[1]]
    assert found <= planted
    assert {(closed, drawn) for _pk, closed, drawn, _seed in lots} == {(CLOSED, FALSE)}
    assert (len(lots), paid, len({seed for *_, seed in lots})) == (WEEKS, WEEKS * FALSE, WEEKS)
    share = Fraction(FALSE, CLOSED)
    mean = WEEKS * FALSE * share
    spread = sqrt(WEEKS * FALSE * share * (1 - share) * Fraction(CLOSED - FALSE, CLOSED - 1))
    chance = chance_to_find(CLOSED, FALSE, FALSE)
    hits, hits_spread = WEEKS * chance, sqrt(WEEKS * chance * (1 - chance))
    tell(
        f"re-visits: {WEEKS} weeks of {CLOSED} closings, {FALSE} of them false; {paid} visited,"
        f" {len(found)} found false, promised {float(mean):.1f} with a standard error of {spread:.2f};"
        f" weeks that found one: {hit}, promised {float(hits):.1f} with {hits_spread:.2f}"
    )
    assert abs(len(found) - mean) <= 4 * spread
    assert abs(hit - hits) <= 4 * hits_spread
