"""The quarter with its Party side: a community that deliberates, and those who sit at its table."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import pytest
from PIL import Image

from hemei.community.deliberation import queries, services
from hemei.community.deliberation.rules.words import ConclusionKind
from hemei.community.meetings import queries as meeting_queries
from hemei.community.meetings import services as meetings
from hemei.community.meetings.tests.signing import all_sign
from hemei.ground.people.models import Ownership
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places import services as place_services
from hemei.ground.places.models import PropertyUnit
from hemei.ground.places.queries import EstateKind
from hemei.ground.places.services import BuildingDraft, EntranceDraft, EstateDraft, UnitDraft
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.leadership.duties.rules.words import ActName
from hemei.leadership.duties.tests.conftest import NOW, quarter  # noqa: F401 - the fixture
from hemei.leadership.party.tests.conftest import DONGFENG, SANLIAN, Side, side  # noqa: F401 - the fixture


def picture() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    out.seek(0)
    return out


DOCUMENT = "东风社区党委〔2021〕6号"
SINCE = date(2022, 6, 1)

NEXT_WEEK = datetime(2026, 11, 9, 7, 0, tzinfo=UTC)
"""A Monday at three in the afternoon, when the meeting is held."""


@dataclass
class Table:
    """Who acts, and short ways to do it."""

    side: Side
    secretary: Actor
    clerk: Actor
    street: Actor
    company: Actor
    estate: int
    owner: Actor
    stranger: Actor
    keys: Iterator[int] = field(default_factory=count)

    @property
    def community(self) -> int:
        return self.side.town.place(DONGFENG)

    @property
    def far(self) -> int:
        return self.side.town.place(SANLIAN)

    def draft(self, **changes: Any) -> services.MechanismDraft:
        values = {"community": self.community, "established_on": SINCE, "document": DOCUMENT, **changes}
        return services.MechanismDraft(**values)

    @property
    def office(self) -> int:
        return self.side.town.bodies["东风社区居委会"]

    def raise_topic(self, title: str = "北门路灯不亮", actor: Actor | None = None, **changes: Any) -> int:
        who = actor or self.clerk
        values = {"key": f"key-{next(self.keys)}", "title": title, "estate_id": self.estate, **changes}
        photos = values.pop("photos", ())
        with records.acting(who):
            draft = services.Proposal(**values)
            return services.propose_topic(actor=who, now=NOW, draft=draft, photos=photos)

    def accept(self, topic: int, title: str = "北门路灯不亮", **more: Any) -> None:
        with records.acting(self.clerk):
            services.accept_topic(actor=self.clerk, now=NOW, topic_id=topic, title=title, **more)

    def call(self, now: datetime = NOW, at: datetime = NEXT_WEEK, **more: Any) -> int:
        with records.acting(self.secretary):
            draft = services.SittingDraft(
                community_id=self.community, estate_id=self.estate, starts_at=at, location="党群服务中心",
                key=f"call-{next(self.keys)}", **more,
            )  # fmt: skip
            return services.call_sitting(actor=self.secretary, now=now, draft=draft)

    def page(self, sitting: int, now: datetime = NOW) -> queries.SittingPage:
        with records.acting(self.secretary):
            page = queries.sitting(actor=self.secretary, now=now, sitting_id=sitting)
            assert page is not None
            assert page.meeting is not None
            return page

    def hold(
        self,
        sitting: int,
        at: datetime = NEXT_WEEK,
        choice: Any = None,
        absent: str = "",
        *,
        signed: bool = True,
    ) -> None:
        """Let every side come, agree to every item, end the meeting and sign its minutes."""
        page = self.page(sitting)
        meeting, who = page.row.meeting_id, self.secretary
        with records.acting(who):
            came = {}
            for side in page.meeting.sides:  # type: ignore[union-attr]
                if side.code != absent:
                    draft = meetings.AttendanceDraft(side=side.code, name=f"{side.code}代表", arrived=True)
                    came[side.code] = meetings.register_attendance(
                        actor=who, now=at, meeting_id=meeting, draft=draft
                    )
            meetings.open_meeting(actor=who, now=at, meeting_id=meeting, chair_id=came["party"])
            for item in page.meeting.items:  # type: ignore[union-attr]
                sides = dict.fromkeys(came, choice or meeting_queries.Choice.FOR)
                meetings.decide_item(
                    actor=who, now=at, item_id=item.id, draft=meetings.DecisionDraft(sides=sides)
                )
            meetings.close_meeting(actor=who, now=at, meeting_id=meeting)
            if signed:
                meetings.record_minutes(actor=who, now=at, meeting_id=meeting, text="各方逐项表态。")
                all_sign(who, at, meeting, came.values())
            services.follow_sitting(actor=SYSTEM, now=at, meeting_id=meeting)

    def conclude(self, topic: int, kind: ConclusionKind = ConclusionKind.TASK, **more: Any) -> None:
        values: dict[str, Any] = {"text": "由居委会联系维修", "kind": kind, **more}
        if kind is ConclusionKind.TASK and "tasks" not in more:
            values["tasks"] = (services.Planned("修好北门路灯", self.office, date(2026, 11, 20)),)
        with records.acting(self.secretary):
            draft = services.ConclusionDraft(**values)
            services.conclude_topic(actor=self.secretary, now=NEXT_WEEK, topic_id=topic, draft=draft)

    def do(self, duty: int, now: datetime) -> None:
        """Hand a duty in, accept it, and let the worker tell."""
        photo = {"photos": [picture()]}
        self.side.quarter.act(self.clerk, duty, ActName.SUBMIT, now, **photo)
        self.side.quarter.act(self.clerk, duty, ActName.ACCEPT, now)
        self.tell(now)

    def tell(self, now: datetime) -> None:
        while records.deliver_pending(now=now):
            pass

    def topic(self, number: int, actor: Actor | None = None, now: datetime = NEXT_WEEK) -> queries.TopicPage:
        who = actor or self.clerk
        with records.acting(who):
            page = queries.topic(actor=who, now=now, topic_id=number)
            assert page is not None
            return page

    def establish(self, actor: Actor | None = None, **changes: Any) -> int:
        who = actor or self.street
        with records.acting(who):
            return services.establish(actor=who, now=NOW, draft=self.draft(**changes))


@pytest.fixture
def table(side: Side) -> Table:  # noqa: F811
    quarter = side.quarter  # noqa: F811
    secretary = side.town.actor(
        Role.COMMUNITY_SECRETARY, DONGFENG, "东风社区居委会", person="张三", account=1
    )
    estate, owner = _garden(side)
    stranger = Actor(Role.RESIDENT, account_id=8, person_id=side.town.persons["李四"])
    return Table(side, secretary, quarter.community, quarter.street, quarter.company, estate, owner, stranger)


def _garden(side: Side) -> tuple[int, Actor]:  # noqa: F811
    """Build an estate of two units, the first of which somebody owns."""
    town = side.town
    entrance = EntranceDraft("1单元", [UnitDraft(room, 1, 9_000) for room in ("101", "102")])
    draft = EstateDraft(
        name="翠园小区", kind=EstateKind.COMMODITY, community_id=town.place(DONGFENG), address="长江路2号",
        built_area_dm2=20_000, households=2, valid_from=SINCE, buildings=(BuildingDraft("1幢", 6, (entrance,)),),
    )  # fmt: skip
    person = town.person("王小明", DONGFENG)
    with records.acting(SYSTEM):
        [estate] = place_services.add_estates(actor=SYSTEM, now=NOW, drafts=[draft], source="test")
        unit = PropertyUnit.objects.filter(estate_id=estate).order_by("id").values_list("pk", flat=True)[0]
        stream = f"people.person:{person}"
        Ownership.objects.create(
            stream=stream, scope=town.path(DONGFENG), unit_id=unit, person_id=person, valid_from=SINCE
        )
        records.grant_access(stream=stream, persons=(person,))
    return estate, Actor(Role.RESIDENT, account_id=7, person_id=person)
