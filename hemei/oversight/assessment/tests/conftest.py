"""A street with two communities' worth of subjects, who evaluates them, and short ways through a round."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.tests.factories import NOW, SYSTEM, Town
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.leadership.duties.tests.conftest import quarter  # noqa: F401 - the fixture
from hemei.leadership.party.tests.conftest import DONGFENG, Side, side  # noqa: F401 - the fixture
from hemei.oversight.assessment import queries, services
from hemei.oversight.assessment.models import Entry
from hemei.oversight.assessment.rules.words import Party
from hemei.oversight.assessment.services import AssessorDraft, MarkDraft, RoundDraft
from hemei.oversight.assessment.tests.kit_town import kit  # noqa: F401 - the fixture

STREET, COUNTY, CITY = "340102001", "340102", "340100"
SINCE, UNTIL = date(2025, 11, 1), date(2026, 11, 1)
LATER = NOW + timedelta(days=30)


@dataclass
class Bench:
    """Who acts, and short ways to open, judge and settle."""

    side: Side
    city: Actor
    county: Actor
    street: Actor
    community: Actor
    office: Actor

    @property
    def town(self) -> Town:
        return self.side.town

    def do(self, actor: Actor, act: Any, at: datetime = NOW, **values: Any) -> Any:
        with records.acting(actor):
            return act(actor=actor, now=at, **values)

    def open(self, standard: str, actor: Actor | None = None, code: str = CITY, **changes: Any) -> int:
        values: dict[str, Any] = {
            "standard": standard, "place_id": self.town.place(code), "title": "年度评价", "period_from": SINCE,
            "period_until": UNTIL, **changes,
        }  # fmt: skip
        return int(self.do(actor or self.city, services.open_round, draft=RoundDraft(**values)))

    def entered(self, standard: str, actor: Actor | None = None, code: str = CITY, **changes: Any) -> int:
        number = self.open(standard, actor, code, **changes)
        self.do(actor or self.city, services.enter_subjects, round_id=number)
        return number

    def entries(self, number: int) -> dict[str, Entry]:
        with records.acting(SYSTEM):
            return {row.name: row for row in Entry.objects.filter(round_id=number)}

    def judge(self, number: int, actor: Actor | None = None, who: str = "office", **changes: Any) -> int:
        values: dict[str, Any] = {"party": Party.DEPARTMENT, "person_id": self.town.persons[who], **changes}
        draft = AssessorDraft(**values)
        return int(self.do(actor or self.city, services.appoint_assessor, round_id=number, draft=draft))

    def mark_all(
        self, number: int, by: Actor, *, low: Iterable[str] = (), names: Iterable[str] = ()
    ) -> list[MarkDraft]:
        """Give full marks everywhere, and none on the items named `low`."""
        entries = [row for name, row in self.entries(number).items() if not names or name in set(names)]
        with records.acting(SYSTEM):
            row = queries.rounds(actor=SYSTEM)[0]
        standard, lowest = queries.version(row.standard, row.standard_day), set(low)
        marks = [
            MarkDraft(
                entry_id=entry.pk, item=item.code, value=Fraction(item.code not in lowest),
                note="没有看到记录" if item.code in lowest else "",
            )
            for entry in entries for item in standard.item if not item.filled_by
        ]  # fmt: skip
        self.do(by, services.mark_items, round_id=number, marks=marks)
        return marks

    def published(self, number: int, actor: Actor | None = None) -> None:
        who = actor or self.city
        self.do(who, services.settle_round, round_id=number, with_gaps=True)
        self.do(who, services.post_round, round_id=number)
        self.do(who, services.publish_round, at=LATER, round_id=number)


@pytest.fixture
def bench(side: Side) -> Bench:  # noqa: F811
    town = side.town
    for name, code in (("office", COUNTY), ("owner", DONGFENG)):
        town.person(name, code)
    town.appoint("office", "瑶海区住建局", Role.DEPARTMENT_CLERK)
    town.found("瑶海区政府", BodyKind.COUNTY_GOVERNMENT, COUNTY, Level.COUNTY)
    return Bench(
        side,
        town.actor(Role.CITY_BUREAU, CITY, "市房产局", "张三", account=1),
        town.actor(Role.COUNTY_COORDINATOR, COUNTY, "瑶海区政府", "张三", account=1),
        town.actor(Role.STREET_CLERK, STREET, "明光路街道办", "张三", account=1),
        town.actor(Role.COMMUNITY_CLERK, DONGFENG, "东风社区居委会", "张三", account=1),
        town.actor(Role.DEPARTMENT_CLERK, COUNTY, "瑶海区住建局", "office", account=1),
    )
