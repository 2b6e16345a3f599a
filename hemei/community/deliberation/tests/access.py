"""The list queries of deliberation, for `tests/test_access.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from hemei.community.deliberation import queries, services
from hemei.community.deliberation.rules.words import RaisedBy
from hemei.ground.people.tests.factories import SYSTEM, TODAY, Town
from hemei.leadership.party import queries as party

NEAR = "340102001001"
_near: dict[str, int] = {}

LISTS: dict[str, Callable[..., Iterable[object]]] = {
    "deliberation.topics": lambda actor, now: queries.topics(actor=actor, now=now),
    "deliberation.sittings": lambda actor, _now: queries.sittings(actor=actor),
    "deliberation.waiting_for": lambda actor, _now: queries.waiting_for(_near["place"], actor=actor),
    "deliberation.mechanisms_of": lambda actor, _now: queries.mechanisms_of(_near["place"], actor=actor),
}


def furnish(town: Town, now: datetime) -> None:
    """Let the near community have a mechanism; its Party organisation is that of `volunteering`."""
    _near["place"] = place = town.place(NEAR)
    assert party.community_organisations([place], on=TODAY)
    draft = services.MechanismDraft(
        community=place, established_on=date(2022, 6, 1), document="东风〔2022〕1号"
    )
    services.establish(actor=SYSTEM, now=now, draft=draft)
    for title in ("近处的路灯不亮", "近处的门禁坏了"):
        proposal = services.Proposal(key=title, title=title, community_id=place, raised_by=RaisedBy.CASE)
        topic = services.propose_topic(actor=SYSTEM, now=now, draft=proposal)
        services.accept_topic(actor=SYSTEM, now=now, topic_id=topic, title=title)
        if title.endswith("不亮"):
            call = services.SittingDraft(
                community_id=place, starts_at=now + timedelta(days=8), location="党群服务中心", key="near"
            )
            services.call_sitting(actor=SYSTEM, now=now, draft=call)
