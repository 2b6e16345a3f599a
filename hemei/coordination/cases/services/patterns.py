"""What comes again and again is handed on to those who can find its root: a topic for the residents' deliberation."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hemei.community.deliberation import queries as deliberation
from hemei.community.deliberation import services as topics
from hemei.coordination.cases.facts import law_of
from hemei.coordination.cases.queries.patterns import chain_of, topic_key, topic_of
from hemei.coordination.cases.rows import stream_of
from hemei.coordination.cases.rules.alike import is_pattern
from hemei.coordination.cases.services.acting import locked
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import demand
from hemei.kernel.workdays import shanghai_day


@transaction.atomic
def raise_pattern(*, actor: Actor, now: datetime, number: str, title: str, text: str) -> int:
    """Make a topic of the chain a case stands in and return its id; the same chain is one topic for ever.

    Raises:
        NoSuchCase: not there, or not his.
        Refused: nothing came again, the actor may not raise it, or the words do not do.
    """
    case, _state = locked(number)
    day = shanghai_day(now)
    chain = chain_of(number=number, estate_id=case.estate_id, kind=case.kind, day=day)
    rule = law_of(day).checks.pattern
    demand(is_pattern(len(chain), rule))
    key = topic_key(chain, estate_id=case.estate_id, kind=case.kind)
    known = topic_of(chain, estate_id=case.estate_id, kind=case.kind, actor=actor)
    if known is not None:
        return known.id
    draft = topics.Proposal(
        key=key, title=title, text=text, estate_id=case.estate_id, raised_by=deliberation.RaisedBy.CASE,
        origin_stream=stream_of(chain[0].id),
    )  # fmt: skip
    topic = topics.propose_topic(actor=actor, now=now, draft=draft)
    records.record_event(
        stream=case.stream, type="cases.topic_raised", actor=actor, at=now, scope=case.scope,
        data={"about": {"topic": topic}}, references=(rule.warrant.reference,),
    )  # fmt: skip
    return topic
