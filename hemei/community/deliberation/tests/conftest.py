"""The quarter with its Party side: a community that deliberates, and those who sit at its table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from hemei.community.deliberation import services
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.leadership.duties.tests.conftest import NOW, quarter  # noqa: F401 - the fixture
from hemei.leadership.party.tests.conftest import DONGFENG, SANLIAN, Side, side  # noqa: F401 - the fixture

DOCUMENT = "东风社区党委〔2021〕6号"
SINCE = date(2022, 6, 1)


@dataclass
class Table:
    """Who acts, and short ways to do it."""

    side: Side
    secretary: Actor
    clerk: Actor
    street: Actor
    company: Actor

    @property
    def community(self) -> int:
        return self.side.town.place(DONGFENG)

    @property
    def far(self) -> int:
        return self.side.town.place(SANLIAN)

    def draft(self, **changes: Any) -> services.MechanismDraft:
        values = {"community": self.community, "established_on": SINCE, "document": DOCUMENT, **changes}
        return services.MechanismDraft(**values)

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
    return Table(side, secretary, quarter.community, quarter.street, quarter.company)
