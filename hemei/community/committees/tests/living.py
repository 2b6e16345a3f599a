"""A committee of five with a reserve, and who guides it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from hemei.community.meetings import queries as meetings_now
from hemei.community.meetings import services as meetings
from hemei.community.meetings.queries import Choice, Outcome, SideCode
from hemei.community.meetings.services import AttendanceDraft, DecisionDraft
from hemei.community.meetings.tests.signing import all_sign
from hemei.community.voting.services import Cited
from hemei.community.voting.tests.adopting import SHOWN
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import BodyKind, Level, Post
from hemei.ground.people.tests.test_committees import TERM as DRAFT
from hemei.ground.people.tests.test_committees import register, secretary
from hemei.ground.places.tests.factories import HOUSE, City, add, build_town, draft
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 2)
CITED = Cited(decision="业委会〔2026〕5号", scan=SHOWN)
"""What the committee decided, where a clerk enters the call of its meeting."""
_phones = count(13900000001)


@dataclass
class Life:
    """A committee of five with a reserve, and who guides it."""

    town: City
    term: int
    seats: list[int]
    reserve: int
    community: Actor
    street: Actor

    @property
    def desk(self) -> Actor:
        """Return the community's secretary at the desk of its residents' committee."""
        body = people.community_body_for(self.town.path_of("340102001001"), TODAY)
        return replace(self.community, body_id=body)

    def member(self, place: int = 0) -> Actor:
        """Return who holds a seat, acting for the committee."""
        office = people_services.open_office(actor=self.community, now=NOW, seat_id=self.seats[place])
        (row,) = [one for one in people.appointments_on(TODAY) if one.id == office]
        return Actor(Role.COMMITTEE_MEMBER, 1, row.person_id, row.body_id, office)


def made_life() -> Life:
    """Return the committee, entered through the services."""
    town = build_town()
    add(town, draft(town, buildings=[HOUSE]), draft(town, "又一小区", buildings=[HOUSE]))
    for name, kind, code, level in (
        ("东风社区居委会", BodyKind.COMMUNITY, "340102001001", Level.COMMUNITY),
        ("明光路街道办", BodyKind.STREET, "340102001", Level.STREET),
        ("瑶海区政府", BodyKind.COUNTY_GOVERNMENT, "340102", Level.COUNTY),
    ):
        people_services.create_body(
            actor=EVERYONE, now=NOW, kind=kind, name=name, place_id=town.id(code), valid_from=date(2020, 1, 1),
            level=level, department={"community": "CO", "street": "ST"}.get(level.value, ""),
        )  # fmt: skip
    term = register(town)
    keeper = secretary(town)

    def taken(name: str, post: Post) -> int:
        who = people_services.Who(name, str(next(_phones)))
        return people_services.take_seat(
            actor=keeper, now=NOW, term_id=term, who=who, post=post, since=DRAFT.valid_from
        )

    seats = [taken(f"王{number}", Post.CHAIR if number == 0 else Post.MEMBER) for number in range(5)]
    street = replace(secretary(town, "340102001"), role=Role.STREET_CLERK)
    return Life(town, term, seats, taken("李候补", Post.RESERVE), keeper, street)


def sit(
    actor: Actor, at: datetime, meeting: int, *, come: int | None = None, choice: Choice = Choice.FOR,
    more: tuple[SideCode, ...] = (), found: Outcome = Outcome.NOTED, office: Actor | None = None,
) -> None:  # fmt: skip
    """Hold a meeting: so many of those who registered come, and one of `more` sides each; all who came sign."""

    def do(act: Any, **values: Any) -> Any:
        with records.acting(actor):
            return act(actor=actor, now=at, **values)

    with records.acting(actor):
        page = meetings_now.meeting(actor=actor, now=at, meeting_id=meeting)
    assert page is not None
    came = {one.id: one.side for one in page.attendances[:come]}
    for number in came:
        do(meetings.arrive, attendance_id=number)
    for side in more:
        draft = AttendanceDraft(side=side, name=f"到会{side}", arrived=True)
        came[do(meetings.register_attendance, meeting_id=meeting, draft=draft)] = side
    chair = next(number for number, side in came.items() if side in page.kind.chairs)
    do(meetings.open_meeting, meeting_id=meeting, chair_id=chair)
    decides = page.kind.decides == "members"
    members = {number: choice for number, side in came.items() if side == "members"} if decides else {}
    for item in page.items:
        draft_ = DecisionDraft(members=members, found=None if decides else found)
        do(meetings.decide_item, item_id=item.id, draft=draft_)
    do(meetings.close_meeting, meeting_id=meeting)
    do(meetings.record_minutes, meeting_id=meeting, text="逐项记录。")
    all_sign(actor, at, meeting, came, office)
