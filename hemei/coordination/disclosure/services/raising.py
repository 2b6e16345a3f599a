"""What was disclosed late, or what owners contest, is handed on to those who sit together: a topic of deliberation."""

from __future__ import annotations

from datetime import datetime

from hemei.community.deliberation import queries as deliberation
from hemei.community.deliberation import services as topics
from hemei.coordination.disclosure.models import Disclosure, Question
from hemei.coordination.disclosure.rules.acts import Act, may
from hemei.coordination.disclosure.rules.asking import may_raise
from hemei.coordination.disclosure.services.shared import missing, tell
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import demand
from hemei.kernel.workdays import shanghai_day


@records.whole
def raise_disclosure(*, actor: Actor, now: datetime, disclosure_id: int, title: str, text: str) -> int:
    """Make a topic of a disclosure and return its id; the same disclosure is one topic for ever.

    Raises:
        Refused: it is not the actor's, is neither late nor contested, or the words do not do.
    """
    demand(may(actor, Act.RAISE))
    row = Disclosure.objects.select_for_update().filter(record.seen_by(actor), pk=disclosure_id).first()
    if row is None:
        raise missing()
    late = (row.published_on or shanghai_day(now)) > row.due_on
    demand(may_raise(late=late, said=Question.objects.filter(about_stream=row.stream).count()))
    known = deliberation.handed_on([row.stream], actor=actor)
    if known is not None:
        return known.id
    draft = topics.Proposal(
        key=row.stream, title=title, text=text, estate_id=row.estate_id, origin_stream=row.stream,
        raised_by=deliberation.RaisedBy.DISCLOSURE,
    )  # fmt: skip
    topic = topics.propose_topic(actor=actor, now=now, draft=draft)
    tell(actor, now, row, "disclosure.topic_raised", {"topic": topic})
    return topic
