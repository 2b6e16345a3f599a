"""The town with people in its committees, and short ways to record what they have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.test import Client

from hemei.coordination.offices import services
from hemei.ground.people.models import Account
from hemei.ground.people.tests.factories import NOW, SINCE, Town, made_town
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from tests.grounds import standing

STREET, COMMUNITY, FAR_STREET, FAR_COMMUNITY = "340102001", "340102001001", "340104001", "340104001001"
UNIT = "city"


@dataclass
class Seats:
    """Actors in charge of the near street, and what they record."""

    town: Town
    community: Actor
    street: Actor
    county: Actor
    city: Actor
    far_street: Actor

    def office(self, actor: Actor | None = None, code: str = STREET, **changes: object) -> int:
        draft = {"name": "物业管理办公室", "unit": UNIT, "dedicated": True, "valid_from": SINCE, **changes}
        actor = actor or self.street
        place = draft.pop("place_id", self.town.place(code))
        with records.acting(actor):
            return services.set_up_offices(
                actor=actor, now=NOW, drafts=[services.OfficeDraft(place_id=place, **draft)]
            )[0]

    def posts(
        self, count: int = 2, since: date = SINCE, level: str = "county", actor: Actor | None = None
    ) -> int:
        actor = actor or self.street
        draft = services.PostsDraft(self.town.place(STREET), count, level, since)
        with records.acting(actor):
            return services.move_posts_down(actor=actor, now=NOW, drafts=[draft])[0]

    def assign(
        self, person: str = "张三", since: date = SINCE, actor: Actor | None = None, code: str = COMMUNITY
    ) -> int:
        actor = actor or self.community
        draft = services.PartTimerDraft(self.town.place(code), self.town.persons[person], since)
        with records.acting(actor):
            return services.assign_part_timers(actor=actor, now=NOW, drafts=[draft])[0]

    def assess(
        self, year: int = 2026, actor: Actor | None = None, code: str = "340102", document: str = "考核办法"
    ) -> int:
        actor = actor or self.county
        with records.acting(actor):
            return services.record_assessment(
                actor=actor, now=NOW, place_id=self.town.place(code), year=year, document=document
            )

    def browser(self, role: Role, body: str, code: str) -> Client:
        """A signed-in browser of a new person in this role."""
        name = f"{role} {body}"
        self.town.person(name, code)
        self.town.appoint(name, body, role)
        account = self.town.account(name, code, username=f"{role}.{code}")
        Account.objects.filter(pk=account).update(sample=1)
        client = Client()
        client.post(f"/demo/persons/{account}")
        return client


@standing
def seats() -> Seats:
    return made_seats(made_town())


def made_seats(town: Town) -> Seats:
    """Put 张三, 王五 and 赵六 into the near committee and 李四 into the far one."""
    town.person("王五", COMMUNITY)
    town.person("赵六", COMMUNITY)
    for person in ("张三", "王五", "赵六"):
        town.appoint(person, "东风社区居委会", Role.COMMUNITY_CLERK)
    town.appoint("李四", "三里庵社区居委会", Role.COMMUNITY_CLERK)
    return Seats(
        town=town,
        community=town.actor(Role.COMMUNITY_SECRETARY, COMMUNITY, "东风社区居委会", "王五", account=1),
        street=town.actor(Role.STREET_CLERK, STREET, "明光路街道办", account=1),
        county=town.actor(Role.COUNTY_COORDINATOR, "340102", account=1),
        city=town.actor(Role.CITY_BUREAU, "340100", "市房产局", account=1),
        far_street=town.actor(Role.STREET_CLERK, FAR_STREET, "三里庵街道办", account=1),
    )
