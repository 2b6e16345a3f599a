"""The list queries of meetings, for `tests/test_access.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from hemei.community.meetings import queries, services
from hemei.ground.people.tests.factories import Town
from hemei.ground.places.models import Estate
from hemei.ground.places.tests.access import ESTATE, NEAR
from hemei.ground.records import services as records
from hemei.kernel.actor import Role

LISTS: dict[str, Callable[..., Iterable[object]]] = {
    "meetings.meetings": lambda actor, now: queries.meetings(actor=actor, now=now),
    "meetings.inbox": lambda actor, _now: queries.inbox(actor=actor),
}


def furnish(town: Town, now: datetime) -> None:
    """Let the near community call its owners together."""
    clerk = town.actor(Role.COMMUNITY_CLERK, NEAR, "东风社区居委会", account=1)
    with records.acting(clerk):
        draft = services.MeetingDraft(
            kind="owners_talk",
            title="电动车充电怎么管",
            starts_at=now + timedelta(days=5),
            location="社区会议室",
            items=(services.ItemDraft(title="充电棚建在哪里"),),
            sides=(services.SideDraft(code="owners"), services.SideDraft(code="residents_committee")),
            key="access-test",
            estate_id=Estate.objects.get(name=ESTATE).pk,
        )
        services.call_meeting(actor=clerk, now=now, draft=draft)
        asked = services.DemandDraft(
            kind="committee_meeting", title="公共收益去向", asking=3, asking_of=7, asked_on=now.date(),
            key="access-demand", estate_id=Estate.objects.get(name=ESTATE).pk,
        )  # fmt: skip
        services.demand_meeting(actor=clerk, now=now, draft=asked)
