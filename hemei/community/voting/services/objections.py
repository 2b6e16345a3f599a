"""Owners object to a published result; each objection is answered, on a clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hemei.community.voting.models import Assembly, RollUnit
from hemei.community.voting.queries.hands import own_hand
from hemei.community.voting.queries.law import procedure_by
from hemei.community.voting.rules.acts import Act, may, said_at
from hemei.community.voting.rules.assemblies import State
from hemei.community.voting.rules.own_rules import own_of
from hemei.community.voting.rules.striking import hand_of, may_uphold
from hemei.community.voting.services import clocks
from hemei.community.voting.services.assemblies import sealed_in, tell_of
from hemei.community.voting.services.following import owe_strike
from hemei.community.voting.services.own_committee import for_own_estate
from hemei.community.voting.services.telling import procedure_of
from hemei.ground.clocks import queries as clock_queries
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

ANSWER = "answer:"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDraft:
    """What an objection is answered: whether it is right, and of which units' ballots it is."""

    number: int
    text: str
    upheld: bool = False
    units: Sequence[str] = ()


@transaction.atomic
def object_to_result(
    *, actor: Actor, now: datetime, assembly_id: int, text: str, units: Sequence[str] = ()
) -> int:
    """Enter an objection to a published result and return its number; the clock of its answer starts.

    An owner objects himself, the community enters what was brought to it. `units` names those of the roll whose
    ballots it is about, where it is about ballots.

    Raises:
        Refused: the result is not published, the time for objections is over, or no unit of the roll has this name.
    """
    found = _locked(actor, assembly_id)
    if actor.role is not Role.RESIDENT:
        demand(may(actor, Act.CONDUCT, found.scope))
    if found.state != State.PUBLISHED or found.objections_until is None:
        raise Refused.because(mark("结果还没有公告，或者已经撤销"), code="not_published")
    if now > found.objections_until:
        raise Refused.because(
            mark("异议期已于{at}届满"), remedy=mark("可以请求主管部门处理，或者向人民法院起诉"), code="over",
            at=said_at(found.objections_until),
        )  # fmt: skip
    number = 1 + sum(row.key.startswith(ANSWER) for row in clock_queries.deadlines_of(stream=found.stream))
    period = procedure_by(own_of(found.own), shanghai_day(now)).answer
    clocks.begin(actor, now, found, period, f"{ANSWER}{number}")
    about = _units_named(actor, found, units)
    data = {"number": number, "units": about, "texts": {"text": sealed_in(found, "text", text)}}
    tell_of(actor, now, found, "voting.result_objected", data, (period.warrant.reference,))
    return number


@for_own_estate
@transaction.atomic
def answer_objection(*, actor: Actor, now: datetime, assembly_id: int, answer: AnswerDraft) -> None:
    """Answer an objection; its clock stops. Upheld, the ballots of its units may be struck, by somebody else.

    Raises:
        Refused: the actor may not, there is no such objection waiting, who entered it upholds it himself, or a unit
            is named that it does not speak of.
    """
    found = _locked(actor, assembly_id)
    demand(may(actor, Act.CONDUCT, found.scope))
    key = f"{ANSWER}{answer.number}"
    running = {row.key for row in clock_queries.deadlines_of(stream=found.stream) if row.state == "running"}
    if key not in running:
        raise Refused.because(mark("没有待答复的异议"), code="not_found")
    about = _upheld(actor, now, found, answer) if answer.upheld else []
    clocks.settle(actor, now, found.stream, key)
    data = {
        "number": answer.number,
        "upheld": answer.upheld,
        "units": about,
        "texts": {"text": sealed_in(found, "text", answer.text)},
    }
    tell_of(actor, now, found, "voting.objection_answered", data, ())
    owe_strike(actor, now, found, answer.number, about)


def _upheld(actor: Actor, now: datetime, found: Assembly, answer: AnswerDraft) -> list[int]:
    """Return the units of which an objection is upheld; whoever raised it has said which, unless he named none."""
    raised = next(
        event
        for _, event in record.events_of(streams=[found.stream], kind="voting.result_objected")
        if event.data["number"] == answer.number
    )
    ground = procedure_of(shanghai_day(now)).strike_of("objection_upheld")
    demand(may_uphold(hand_of(raised.actor), own_hand(actor), ground))
    said = list(raised.data.get("units", ()))
    named = _units_named(actor, found, answer.units)
    if said and not set(named) <= set(said):
        raise Refused.because(mark("这项异议说的不是这一专有部分的选票"), field="units", code="another_unit")
    return named or said


def _units_named(actor: Actor, found: Assembly, names: Sequence[str]) -> list[int]:
    """Return the units of the roll of these names, as far as the actor may see them."""
    wanted = {name.strip() for name in names if name.strip()}
    rows = RollUnit.objects.filter(roll=found.roll_id, code__in=wanted)
    units = dict(rows.values_list("code", "id"))
    if wanted and actor.role is Role.RESIDENT:  # his own, also before he opened them on his phone
        own = people.own_persons(actor)
        with people_services.opened(actor, found.scope):
            units |= dict(rows.filter(owner_ids__overlap=list(own)).values_list("code", "id"))
    if missing := sorted(wanted - set(units)):
        raise Refused.because(
            mark("名册上没有“{unit}”，或者不是您的房屋"), field="units", code="not_on_the_roll", unit=missing[0],
            remedy=mark("请写楼栋、单元和房号；不是自己的房屋，写在异议里"),
        )  # fmt: skip
    return sorted(units.values())


def _locked(actor: Actor, assembly_id: int) -> Assembly:
    found = Assembly.objects.select_for_update().filter(record.seen_by(actor), pk=assembly_id).first()
    if found is None:
        raise Refused.because(mark("没有这次会议"), code="not_found")
    return found
