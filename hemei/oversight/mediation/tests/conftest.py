"""Four bodies above one community, who mediates in them, neighbours in dispute, and short ways through a mediation."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.test import Client

from hemei.ground.people import services as people
from hemei.ground.people.models import Account
from hemei.ground.people.rules.bodies import BodyKind
from hemei.ground.people.rules.bodies import Level as BodyLevel
from hemei.ground.people.tests.factories import NOW, SINCE, SYSTEM, Town, made_town
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.oversight.mediation import queries, services
from hemei.oversight.mediation.models import Dispute, MediationBody
from hemei.oversight.mediation.rules.words import Level, Post, Side
from hemei.oversight.mediation.services import (
    BodyDraft,
    CommitteeDraft,
    DisputeDraft,
    MediatorDraft,
    MemberDraft,
    PartyDraft,
)
from tests.grounds import standing

DONGFENG, STREET, COUNTY, CITY = "340102001001", "340102001", "340102", "340100"
BODIES = {
    Level.COMMUNITY: ("东风社区党建联席会议", DONGFENG, BodyLevel.COMMUNITY),
    Level.STREET: ("明光路街道物业管理联席会议", STREET, BodyLevel.STREET),
    Level.COUNTY: ("瑶海区物业管理联合调处中心", COUNTY, BodyLevel.COUNTY),
    Level.CITY: ("市物业管理矛盾纠纷调处委员会", CITY, BodyLevel.CITY),
}


@dataclass
class Court:
    """The bodies by level, their mediators as actors, and two neighbours."""

    town: Town
    bodies: dict[Level, int] = field(default_factory=dict)
    secretaries: dict[Level, Actor] = field(default_factory=dict)
    mediators: dict[str, int] = field(default_factory=dict)

    def do(self, actor: Actor, act: Any, at: datetime = NOW, **values: Any) -> Any:
        with records.acting(actor):
            return act(actor=actor, now=at, **values)

    def ask(self, actor: Actor, query: Any, *args: Any, **values: Any) -> Any:
        with records.acting(actor):
            return query(*args, actor=actor, **values)

    def found(self, level: Level) -> None:
        """Found a body of a level with a secretary and a mediator."""
        name, code, body_level = BODIES[level]
        body = self.town.found(name, BodyKind.MEDIATION, code, body_level)
        self.bodies[level] = self.do(
            SYSTEM, services.register_body, draft=BodyDraft(body_id=body, level=level, valid_from=SINCE)
        )
        self.secretaries[level] = self.member(level, f"秘书{level.value}", Post.SECRETARY)
        self.member(level, f"调解员{level.value}", Post.MEDIATOR)

    def member(self, level: Level, person: str, post: Post, **more: Any) -> Actor:
        """Enter a mediator of a body and return him as an actor."""
        name, code, _ = BODIES[level]
        if person not in self.town.persons:
            self.town.person(person, code)
        office = self.town.appoint(person, name, Role.MEDIATOR)
        draft = MediatorDraft(
            appointment_id=office, post=post, qualification="peoples_mediator", valid_from=SINCE, **more
        )
        self.mediators[person] = self.do(
            SYSTEM, services.register_mediator, mediation_body_id=self.bodies[level], draft=draft
        )
        actor = self.town.actor(Role.MEDIATOR, code, name, person, account=1)
        return replace(actor, appointment_id=office)

    def browser(self, person: str, code: str = DONGFENG, body: str = "", role: Role | None = None) -> Client:
        """Return a browser in which somebody is signed in: who he is already, or newly appointed to a body."""
        if person not in self.town.persons:
            self.town.person(person, code)
        if role is not None:
            self.town.appoint(person, body, role)
        account = self.town.account(person, code, username=person)
        Account.objects.filter(pk=account).update(sample=1)
        client = Client()
        client.post(f"/demo/persons/{account}")
        return client

    def resident(self, person: str) -> Actor:
        return Actor(role=Role.RESIDENT, account_id=1, person_id=self.town.persons[person])

    def draft(self, **changes: Any) -> DisputeDraft:
        values: dict[str, Any] = {
            "kind": "noise", "text": "楼上半夜拖动家具", "key": "k1", "community_id": self.town.place(DONGFENG),
            "parties": (
                PartyDraft(side=Side.APPLICANT, name="张三", phone="13800138000", person_id=self.town.persons["张三"]),
                PartyDraft(side=Side.RESPONDENT, name="李四", phone="15400139000", person_id=self.town.persons["李四"]),
            ),
            **changes,
        }  # fmt: skip
        return DisputeDraft(**values)

    def file(self, actor: Actor | None = None, at: datetime = NOW, **changes: Any) -> int:
        return int(
            self.do(
                actor or self.secretaries[Level.COMMUNITY],
                services.file_dispute,
                at,
                draft=self.draft(**changes),
            )
        )

    def accepted(self, level: Level = Level.COMMUNITY, **changes: Any) -> int:
        number = self.file(**changes)
        self.do(self.secretaries[level], services.accept_dispute, dispute_id=number)
        return number

    def mediated(self, level: Level = Level.COMMUNITY, **changes: Any) -> int:
        number = self.accepted(level, **changes)
        self.assign(number, level)
        return number

    def assign(self, number: int, level: Level = Level.COMMUNITY, **more: Any) -> None:
        values: dict[str, Any] = {"mediator_ids": [self.mediators[f"调解员{level.value}"]], **more}
        self.do(self.secretaries[level], services.assign_mediators, dispute_id=number, **values)

    def row(self, number: int) -> Dispute:
        with records.acting(SYSTEM):
            return Dispute.objects.get(pk=number)

    def page(self, actor: Actor, number: int) -> queries.DisputePage | None:
        with records.acting(actor):
            return queries.dispute(number, actor=actor, now=NOW)

    def body(self, level: Level) -> MediationBody:
        return MediationBody.objects.get(pk=self.bodies[level])

    def official(self, name: str) -> int:
        """Enter somebody of the community's residents' committee, whose office is public."""
        self.town.persons[name] = people.create_person(
            actor=SYSTEM, now=NOW, name=name, scope=self.town.path(DONGFENG), public_office=True
        )
        self.town.appoint(name, "东风社区居委会", Role.COMMUNITY_CLERK)
        return self.town.persons[name]

    def committee(self, *women: bool, since: date = SINCE, until: date = date(2025, 1, 1)) -> int:
        """Enter a people's mediation committee of as many members as there are words on who is a woman."""
        members = []
        for number, woman in enumerate(women):
            name = f"委员{number}"
            if name not in self.town.persons:
                self.official(name)
            members.append(MemberDraft(person_id=self.town.persons[name], woman=woman))
        draft = CommitteeDraft(
            founder_id=self.town.bodies["东风社区居委会"], name="东风社区人民调解委员会", valid_from=since,
            valid_until=until, members=tuple(members),
        )  # fmt: skip
        return int(self.do(SYSTEM, services.register_committee, draft=draft))


def made_court(town: Town) -> Court:
    """Found the four bodies above a town's first community."""
    court = Court(town)
    for level in Level:
        court.found(level)
    return court


@standing
def court() -> Court:
    return made_court(made_town())
