"""Owners object to a published result; each objection is answered, on a clock."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hemei.community.voting.models import Assembly
from hemei.community.voting.rules.acts import Act, may, said_at
from hemei.community.voting.rules.assemblies import State
from hemei.community.voting.services import clocks
from hemei.community.voting.services.assemblies import sealed_in, tell_of
from hemei.community.voting.services.own_committee import for_own_estate
from hemei.community.voting.services.telling import procedure_of
from hemei.ground.clocks import queries as clock_queries
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

ANSWER = "answer:"


@transaction.atomic
def object_to_result(*, actor: Actor, now: datetime, assembly_id: int, text: str) -> int:
    """Enter an objection to a published result and return its number; the clock of its answer starts.

    An owner objects himself, the community enters what was brought to it.

    Raises:
        Refused: the result is not published, or the time for objections is over.
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
    period = procedure_of(shanghai_day(now)).answer
    clocks.begin(actor, now, found, period, f"{ANSWER}{number}")
    data = {"number": number, "texts": {"text": sealed_in(found, "text", text)}}
    tell_of(actor, now, found, "voting.result_objected", data, (period.warrant.reference,))
    return number


@for_own_estate
@transaction.atomic
def answer_objection(*, actor: Actor, now: datetime, assembly_id: int, number: int, text: str) -> None:
    """Answer an objection; its clock stops.

    Raises:
        Refused: the actor may not, or there is no such objection waiting.
    """
    found = _locked(actor, assembly_id)
    demand(may(actor, Act.CONDUCT, found.scope))
    running = {row.key for row in clock_queries.deadlines_of(stream=found.stream) if row.state == "running"}
    if f"{ANSWER}{number}" not in running:
        raise Refused.because(mark("没有待答复的异议"), code="not_found")
    clocks.settle(actor, now, found.stream, f"{ANSWER}{number}")
    data = {"number": number, "texts": {"text": sealed_in(found, "text", text)}}
    tell_of(actor, now, found, "voting.objection_answered", data, ())


def _locked(actor: Actor, assembly_id: int) -> Assembly:
    found = Assembly.objects.select_for_update().filter(record.seen_by(actor), pk=assembly_id).first()
    if found is None:
        raise Refused.because(mark("没有这次会议"), code="not_found")
    return found
