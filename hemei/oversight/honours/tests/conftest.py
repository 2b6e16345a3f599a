"""A quarter with an estate that has everything to show: a mechanism, a filed committee, a company under contract."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from hemei.community.deliberation import services as deliberation
from hemei.ground.companies import queries as company_queries
from hemei.ground.companies import services as companies
from hemei.ground.people import services as people
from hemei.ground.people.queries import TermDraft, TermKind
from hemei.ground.people.tests.factories import SINCE, SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties.tests.conftest import NOW, quarter  # noqa: F401 - the fixture
from hemei.leadership.party.tests.conftest import DONGFENG, SANLIAN, Side, side  # noqa: F401 - the fixture
from hemei.oversight.honours import queries, services
from hemei.oversight.honours.queries import Kind

TODAY = NOW.date()
STATEMENT = "党组织牵头，每月议事，议定事项按期办结，居民满意。"
MEMBERS = ("party", "housing", "governance", "police", "owners", "trade")


@dataclass
class Honour:
    """Who acts, and short ways to nominate, review, post and publish."""

    side: Side
    street: Actor
    company: Actor
    bureau: Actor
    resident: Actor

    def estate(self, name: str = "绿地小区") -> int:
        return self.side.estates[name].id

    def establish(self, community: str = DONGFENG, since: date = date(2022, 6, 1)) -> int:
        draft = deliberation.MechanismDraft(
            community=self.side.town.place(community), established_on=since, document="东风〔2022〕1号"
        )
        with records.acting(SYSTEM):
            return deliberation.establish(actor=SYSTEM, now=NOW, draft=draft)

    def elect(self, estate: str = "绿地小区", filed: date | None = date(2024, 2, 1)) -> int:
        draft = TermDraft(
            TermKind.FIRST, 5, date(2024, 1, 10), date(2024, 1, 10), date(2029, 1, 10), filed_on=filed
        )
        with records.acting(SYSTEM):
            return people.register_term(actor=SYSTEM, now=NOW, estate_id=self.estate(estate), draft=draft)

    def manage(self, estate: str = "绿地小区", since: date = SINCE) -> int:
        company = company_queries.company_of_body(self.company.body_id or 0)
        assert company is not None
        draft = companies.ProjectDraft(
            company.id, self.estate(estate), company_queries.Contract.OWNERS, since, None, None, 150, "一级"
        )
        with records.acting(SYSTEM):
            (number,) = companies.begin_projects(actor=SYSTEM, now=NOW, drafts=[draft])
        return number

    def nominate(
        self,
        kind: Kind,
        estate: str = "绿地小区",
        actor: Actor | None = None,
        now: datetime = NOW,
        **more: Any,
    ) -> int:
        who = actor or self.street
        draft = services.NominationDraft(
            kind=kind, estate=self.estate(estate), statement=more.get("statement", STATEMENT)
        )
        with records.acting(who):
            return services.nominate(actor=who, now=now, draft=draft)

    def visit(self, number: int, now: datetime = NOW, **more: Any) -> None:
        visit = services.Visit(
            held_on=shanghai_day(now),
            members=more.get("members", MEMBERS[:2]),
            in_order=more.get("in_order", True),
            found="现场整洁",
        )
        with records.acting(self.bureau):
            services.record_visit(actor=self.bureau, now=now, nomination_id=number, visit=visit)

    def review(self, *numbers: int, now: datetime = NOW, agree: int = 6, **more: Any) -> dict[int, bool]:
        session = services.Session(
            held_on=more.get("held_on", shanghai_day(now)),
            members=more.get("members", MEMBERS),
            verdicts=[services.Verdict(number, agree, "材料齐全") for number in numbers],
        )
        with records.acting(self.bureau):
            return services.hold_review(actor=self.bureau, now=now, session=session)

    def post(self, *numbers: int, now: datetime = NOW) -> date:
        with records.acting(self.bureau):
            return services.post_nominations(actor=self.bureau, now=now, nominations=numbers)

    def publish(self, *numbers: int, now: datetime) -> None:
        with records.acting(self.bureau):
            services.publish_nominations(actor=self.bureau, now=now, nominations=numbers)

    def honour(
        self, kind: Kind, estate: str = "绿地小区", now: datetime = NOW, wait: int = 10, **more: Any
    ) -> int:
        """Let a nomination go its whole way; it stands ten days later, or after a longer wait."""
        number = self.nominate(kind, estate, now=now, **more)
        if kind is Kind.DEMONSTRATION:
            self.visit(number, now)
        assert self.review(number, now=now) == {number: True}
        self.post(number, now=now)
        self.publish(number, now=now + timedelta(days=wait))
        return number

    def recheck(self, number: int, now: datetime, *, passed: bool = True, found: str = "") -> None:
        draft = services.RecheckDraft(checked_on=shanghai_day(now), passed=passed, found=found)
        with records.acting(self.bureau):
            services.recheck(actor=self.bureau, now=now, nomination_id=number, draft=draft)

    def object(
        self, number: int, now: datetime = NOW, actor: Actor | None = None, text: str = "常年不开会"
    ) -> int:
        who = actor or self.resident
        with records.acting(who):
            return services.object_to(actor=who, now=now, nomination_id=number, text=text)

    def page(self, number: int, actor: Actor | None = None) -> queries.NominationPage | None:
        who = actor or self.bureau
        with records.acting(who):
            return queries.nomination_page(number, actor=who)


@pytest.fixture
def honour(side: Side) -> Honour:  # noqa: F811
    town = side.town
    person = town.person("王小明", DONGFENG)
    return Honour(
        side,
        side.quarter.street,
        side.quarter.company,
        side.quarter.city,
        Actor(Role.RESIDENT, account_id=7, person_id=person),
    )
