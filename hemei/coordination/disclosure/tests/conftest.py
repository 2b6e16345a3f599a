"""An estate with a company, books of two years, an owner of one of its three units, and who looks after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from hemei.community.funds import services as funds
from hemei.community.funds.models import Fund
from hemei.community.ledgers import services as ledgers
from hemei.community.ledgers.services import EntryDraft, EntryKind, Line
from hemei.coordination.disclosure import services
from hemei.coordination.disclosure.models import Disclosure, Version
from hemei.coordination.disclosure.rules.words import Subject
from hemei.ground.companies import services as company_services
from hemei.ground.companies.rules.contracts import Contract
from hemei.ground.companies.services import CompanyDraft, ProjectDraft
from hemei.ground.people.models import Ownership
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places import services as place_services
from hemei.ground.places.models import PropertyUnit
from hemei.ground.places.queries import EstateKind
from hemei.ground.places.services import BuildingDraft, EntranceDraft, EstateDraft, UnitDraft
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.leadership.duties.tests.conftest import DONGFENG, Quarter
from hemei.leadership.duties.tests.conftest import quarter as quarter  # noqa: PLC0414 - the fixture
from hemei.ui.tests.reading import summaries_lead_somewhere as summaries_lead_somewhere  # noqa: PLC0414 - the fixture
from tests.grounds import standing

NOW = datetime(2026, 10, 9, 2, 0, tzinfo=UTC)
"""A Friday at ten in the morning: the third quarter is over, its disclosure due on the fifteenth."""
AFTER_COMMENTS = datetime(2026, 10, 15, 2, 0, tzinfo=UTC)
SINCE = date(2024, 10, 1)
FIRST = date(2026, 7, 1)


@dataclass
class Board:
    """Who discloses what, and short ways to do it."""

    quarter: Quarter
    estate: int
    ledger: int
    units: list[int]
    company: Actor
    owner: Actor
    stranger: Actor

    def do(self, actor: Actor, act: Any, at: datetime = NOW, **values: Any) -> Any:
        with records.acting(actor):
            return act(actor=actor, now=at, **values)

    def ask(self, actor: Actor, query: Any, *args: Any, **values: Any) -> Any:
        with records.acting(actor):
            return query(*args, actor=actor, **values)

    def post(self, *lines: Line, on: date, kind: EntryKind = EntryKind.RECEIPT, key: str = "") -> None:
        draft = EntryDraft(kind=kind, booked_on=on, lines=lines, source_key=key)
        with records.acting(SYSTEM):
            ledgers.post_entry(actor=SYSTEM, now=NOW, ledger_id=self.ledger, draft=draft)

    def earn(self, fen: int, on: date, code: str = "parking") -> None:
        self.post(Line("revenue_bank", fen), Line(code, -fen), on=on)

    def spend(self, fen: int, on: date, code: str = "repair") -> None:
        self.post(Line(code, fen), Line("revenue_bank", -fen), on=on, kind=EntryKind.PAYMENT)

    def opened(self, at: datetime = NOW, since: date = FIRST) -> dict[str, int]:
        """Enter the estate on the calendar, open what is over, and return the disclosures by subject."""
        self.do(SYSTEM, services.start_calendar, at, estate_ids=[self.estate], since=since)
        self.do(SYSTEM, services.sweep, at)
        with records.acting(SYSTEM):
            rows = Disclosure.objects.filter(estate_id=self.estate, since__gte=FIRST)
            return dict(rows.values_list("subject", "id"))

    def used(self, title: str = "屋面防水") -> str:
        """Plan a use of the fund and return its stream."""
        with records.acting(SYSTEM):
            fund = funds.open_fund(actor=SYSTEM, now=NOW, estate_id=self.estate, opened_on=SINCE)
            draft = funds.PlanDraft(
                fund_id=fund, path=funds.Path.ORDINARY, title=title, part="roof", level=funds.Level.ESTATE,
                items=(funds.Item("防水层", 100_000),), warranty=funds.Warranty.OVER,
            )  # fmt: skip
            return f"funds.use:{funds.plan_use(actor=SYSTEM, now=NOW, draft=draft)}"

    def hand_over(self, day: date) -> None:
        """Let the assembly have its fund since a day, as the act writes it after its vote."""
        with records.acting(SYSTEM):
            Fund.objects.filter(estate_id=self.estate).update(
                asked_on=FIRST, handed_over_on=day, bank="徽商银行"
            )

    def row(self, number: int) -> Disclosure:
        with records.acting(SYSTEM):
            return Disclosure.objects.get(pk=number)

    def version(self, number: int, version: int = 1) -> Version:
        with records.acting(SYSTEM):
            return Version.objects.get(disclosure_id=number, number=version)

    def lines(self, number: int, version: int = 1) -> dict[str, dict[str, Any]]:
        return {line["code"]: line for line in self.version(number, version).lines}

    def published(self, subject: Subject = Subject.AFFAIRS) -> int:
        """Open the third quarter and publish one of its subjects; return it."""
        number = self.opened()[subject.value]
        self.do(self.company, services.open_comments, disclosure_id=number)
        self.do(self.company, services.publish, AFTER_COMMENTS, disclosure_id=number)
        return number


@standing
def board(quarter: Quarter) -> Iterator[Board]:
    with records.acting(SYSTEM):
        yield made_board(quarter)


def made_board(quarter: Quarter) -> Board:
    """Furnish an estate that has something to tell."""
    rooms = [UnitDraft(room, 1, 9_000) for room in ("101", "102", "201")]
    draft = EstateDraft(
        name="翠园小区", kind=EstateKind.COMMODITY, community_id=quarter.town.place(DONGFENG), address="长江路2号",
        built_area_dm2=30_000, households=3, valid_from=SINCE, built_year=2005,
        buildings=(BuildingDraft("1幢", 6, (EntranceDraft("1单元", rooms),)),),
    )  # fmt: skip
    town = quarter.town
    with records.acting(SYSTEM):
        [estate] = place_services.add_estates(actor=SYSTEM, now=NOW, drafts=[draft], source="test")
        company = CompanyDraft("大地物业公司", "91350100M000100Y43", town.bodies["大地物业公司"], SINCE)
        [number] = company_services.add_companies(actor=SYSTEM, now=NOW, drafts=[company])
        project = ProjectDraft(number, estate, Contract.OWNERS, SINCE, fee_fen=165, service_grade="二级")
        company_services.begin_projects(actor=SYSTEM, now=NOW, drafts=[project])
        units = PropertyUnit.objects.filter(estate_id=estate).order_by("id")
        owner, stranger = town.person("业主甲", DONGFENG), town.person("外人", DONGFENG)
        Ownership.objects.create(
            stream=f"people.person:{owner}",
            scope=units[0].scope,
            unit=units[0],
            person_id=owner,
            valid_from=SINCE,
        )
        ledger = ledgers.open_ledger(actor=SYSTEM, now=NOW, estate_id=estate, opened_on=SINCE)
    return Board(
        quarter, estate, ledger, [unit.pk for unit in units], quarter.company,
        Actor(Role.RESIDENT, account_id=1, person_id=owner),
        Actor(Role.RESIDENT, account_id=1, person_id=stranger),
    )  # fmt: skip
