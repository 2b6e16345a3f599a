"""An estate with neighbours, and short ways to hold a meeting there through the services."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import pytest

from hemei.community.meetings import queries, services
from hemei.community.meetings.models import Attendance, Item, Meeting
from hemei.community.meetings.rules.words import SideCode
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.models import Ownership, Residence
from hemei.ground.people.tests.factories import SYSTEM, Town
from hemei.ground.places.models import Estate, PropertyUnit
from hemei.ground.places.tests import access as near
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.leadership.duties.tests.conftest import DONGFENG, NOW, Quarter, quarter  # noqa: F401 - the fixture

LATER = datetime(2026, 11, 10, 11, 0, tzinfo=UTC)
COORDINATION: tuple[SideCode, ...] = ("residents_committee", "company", "owners")


@dataclass
class Neighbours:
    """Who acts, and what they do."""

    quarter: Quarter
    clerk: Actor
    secretary: Actor
    company: Actor
    estate: Estate
    owners: list[Actor]
    tenant: Actor
    keys: Iterator[int] = field(default_factory=count)

    @property
    def town(self) -> Town:
        return self.quarter.town

    def call(self, kind: str = "coordination", actor: Actor | None = None, **changes: Any) -> int:
        who = actor or self.clerk
        codes: Sequence[SideCode] = changes.pop("codes", COORDINATION)
        sizes: dict[str, int] = changes.pop("sizes", {})
        bodies = {"company": self.town.bodies["大地物业公司"]}
        values: dict[str, Any] = {
            "kind": kind,
            "title": "三幢漏水谁来修",
            "starts_at": LATER,
            "location": "社区会议室",
            "items": (services.ItemDraft(title="查清漏水原因"), services.ItemDraft(title="维修费用")),
            "sides": tuple(
                services.SideDraft(code=code, body_id=bodies.get(code), size=sizes.get(code))
                for code in codes
            ),
            "key": f"call-{next(self.keys)}",
            "estate_id": self.estate.pk,
            **changes,
        }
        now = values.pop("now", NOW)
        with records.acting(who):
            return services.call_meeting(actor=who, now=now, draft=services.MeetingDraft(**values))

    def come(self, meeting: int, side: SideCode, name: str, *, now: datetime = LATER, **more: Any) -> int:
        draft = services.AttendanceDraft(side=side, name=name, arrived=True, **more)
        with records.acting(self.clerk):
            return services.register_attendance(actor=self.clerk, now=now, meeting_id=meeting, draft=draft)

    def open(self, meeting: int, chair: int, now: datetime = LATER) -> None:
        with records.acting(self.clerk):
            services.open_meeting(actor=self.clerk, now=now, meeting_id=meeting, chair_id=chair)

    def decide(self, meeting: int, number: int, actor: Actor | None = None, **draft: Any) -> queries.Outcome:
        who = actor or self.clerk
        with records.acting(who):
            item = Item.objects.get(meeting_id=meeting, number=number)
            found = services.DecisionDraft(**draft)
            return services.decide_item(actor=who, now=LATER, item_id=item.pk, draft=found)

    def committee(self, seats: int = 7) -> list[int]:
        """Give the estate a committee in which its first owners sit; return the numbers of the seats."""
        since = date(2025, 1, 10)
        draft = people.TermDraft(people.TermKind.FIRST, seats, since, since, date(2028, 1, 10), 1)
        takings = [
            people_services.Taking(owner.person_id or 0, people.Post.MEMBER, since)
            for owner in self.owners[:seats]
        ]
        with records.acting(SYSTEM):
            term = people_services.register_term(actor=SYSTEM, now=NOW, estate_id=self.estate.pk, draft=draft)
            people_services.take_seats(actor=SYSTEM, now=NOW, term_id=term, takings=takings)
            return [one.id for one in people.sitting_seats(term, NOW.date())]

    def act(self, name: str, meeting: int, *, actor: Actor | None = None, **more: Any) -> Any:
        """Run any service of a meeting as somebody, by default the clerk, at LATER."""
        who = actor or self.clerk
        values = {"now": LATER, **more}
        with records.acting(who):
            return getattr(services, name)(actor=who, meeting_id=meeting, **values)

    def held(self) -> int:
        """A coordination meeting that all three sides came to, open, its first item adopted by all."""
        meeting = self.call()
        chair = self.come(meeting, "residents_committee", "主持人")
        self.come(meeting, "company", "物业经理")
        self.come(meeting, "owners", "业主甲")
        self.open(meeting, chair)
        agree = dict.fromkeys(COORDINATION, queries.Choice.FOR)
        self.decide(meeting, 1, sides=agree, words="物业十日内查清")
        return meeting

    def page(self, meeting: int, actor: Actor | None = None, now: datetime = LATER) -> queries.MeetingPage:
        who = actor or self.clerk
        with records.acting(who):
            found = queries.meeting(actor=who, now=now, meeting_id=meeting)
        assert found is not None
        return found

    def row(self, meeting: int) -> Meeting:
        with records.acting(SYSTEM):
            return Meeting.objects.get(pk=meeting)

    def came(self, meeting: int) -> list[Attendance]:
        with records.acting(SYSTEM):
            return list(Attendance.objects.filter(meeting_id=meeting).order_by("id"))


@pytest.fixture
def neighbours(quarter: Quarter) -> Neighbours:  # noqa: F811
    town = quarter.town
    near.furnish(town, NOW)
    with records.acting(SYSTEM):
        estate = Estate.objects.get(name=near.ESTATE)
        unit = PropertyUnit.objects.get(estate=estate)
        persons = [town.person(f"业主{number}", DONGFENG) for number in range(14)]
        for person in persons:
            Ownership.objects.create(
                stream=f"people.person:{person}", scope=estate.scope, unit=unit, person_id=person,
                valid_from=date(2022, 1, 1),
            )  # fmt: skip
        tenant = town.person("租客", DONGFENG)
        Residence.objects.create(
            stream=f"people.person:{tenant}", scope=estate.scope, unit=unit, person_id=tenant, kind="tenant",
            valid_from=date(2022, 1, 1),
        )  # fmt: skip
    return Neighbours(
        quarter,
        quarter.community,
        town.actor(Role.COMMUNITY_SECRETARY, DONGFENG, "东风社区居委会", "张三", account=1),
        quarter.company,
        estate,
        [Actor(Role.RESIDENT, account_id=1, person_id=person) for person in persons],
        Actor(Role.RESIDENT, account_id=1, person_id=tenant),
    )
