"""A pattern is answered with one click: a topic of the three-in-one meeting, or a duty of the county's department."""

from __future__ import annotations

from datetime import datetime, timedelta

from hemei.community.deliberation import services as deliberation
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import services as duties
from hemei.oversight.mediation.models import AnsweredPattern
from hemei.oversight.mediation.queries.patterns import Pattern, pattern
from hemei.oversight.mediation.queries.petition_facts import kinds_on
from hemei.oversight.mediation.rules.patterns import may_answer
from hemei.oversight.mediation.rules.petition_standards import Area

HOUSING = "HM"
"""The code of the department in charge of property management; the county's, else the city's."""


def answer_pattern(*, actor: Actor, now: datetime, area: Area, place_id: int, kind: str) -> int:
    """Propose what the rule says about a pattern and return the id of what was kept.

    Raises:
        Refused: it is none (any more), it is not the actor's to answer, or it was answered within its days.
    """
    today = shanghai_day(now)
    found = pattern(area, place_id, kind, actor=actor, on=today)
    if found is None:
        raise Refused.because(mark("这里没有这个共性问题，或者已经不再是"), code="not_found")
    covered = actor.covers(found.path)
    references = demand(may_answer(found.found, found.rule, role=actor.role, covered=covered, today=today))
    [number] = records.next_ids("mediation_answeredpattern", 1)
    stream = f"mediation.pattern:{number}"
    words = _words(found, dict(kinds_on(today)).get(kind, kind))
    topic = _topic(actor, now, found, stream, words) if found.rule.answer == "topic" else None
    duty = _duty(actor, now, found, stream, words) if found.rule.answer == "duty" else None
    one = found.found
    AnsweredPattern.objects.create(
        id=number, stream=stream, scope=found.path, place_id=place_id, area=area, kind=kind, since=found.since,
        until=today, estates=one.estates, petitions=one.petitions, disputes=one.disputes, topic_id=topic,
        duty_id=duty, answered_on=today, answered_at=now,
    )  # fmt: skip
    data = {
        "kind": kind, "place": place_id, "estates": one.estates, "petitions": one.petitions,
        "disputes": one.disputes, "topic": topic, "duty": duty,
    }  # fmt: skip
    records.record_event(
        stream=stream, type="mediation.pattern_answered", actor=actor, at=now, scope=found.path, data=data,
        references=references,
    )  # fmt: skip
    return int(number)


def _words(found: Pattern, kind: str) -> tuple[str, str]:
    """Return the title and the text of what is proposed; nobody's name and no address stand in it."""
    one, days = found.found, found.rule.days
    title = f"{kind}：{one.estates}个小区反复出现，怎样从成因上治理"
    text = (
        f"近{days}天有{one.estates}个小区为“{kind}”信访{one.petitions}件、申请调解{one.disputes}件，"
        "已是共性问题。请查明成因，商定治理办法、责任人和完成日期。"
    )
    return title, text


def _topic(actor: Actor, now: datetime, found: Pattern, stream: str, words: tuple[str, str]) -> int:
    draft = deliberation.Proposal(
        key=stream, title=words[0], text=words[1], community_id=found.found.place_id, origin_stream=stream
    )
    return int(deliberation.propose_topic(actor=actor, now=now, draft=draft))


def _duty(actor: Actor, now: datetime, found: Pattern, stream: str, words: tuple[str, str]) -> int:
    today = shanghai_day(now)
    owner = people.department_for(HOUSING, found.path, today)
    if owner is None:
        raise Refused.because(
            mark("{place}没有登记物业管理主管部门"),
            remedy=mark("请先登记这个部门，再布置任务"),
            code="no_owner",
            place=places.place(found.found.place_id).name,
        )
    until = today + timedelta(days=found.rule.done_in)
    draft = duties.DutyDraft(
        key=stream,
        origin=duties.Origin.PATTERN,
        origin_stream=stream,
        origin_item=found.found.kind,
        title=words[0],
        owner=owner,
        setter=actor.body_id or 0,
        limit=duties.limit_to(until, now),
        references=(found.rule.warrant.reference,),
    )
    done = duties.set_duties(actor=actor, now=now, drafts=[draft])
    (number,) = done.ids.values()
    return number
