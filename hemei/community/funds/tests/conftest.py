"""An estate of two buildings with books and a fund: 甲 乙 丙 丁 own six of its eight units, two are unsold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from io import BytesIO

from hemei.community.funds import services
from hemei.community.funds.models import Fund, Household, Share, Use
from hemei.community.funds.rules.words import Level, Path
from hemei.community.funds.services import DepositDraft, Item, PlanDraft, Warranty
from hemei.community.ledgers import queries as books
from hemei.community.ledgers import services as ledgers
from hemei.community.voting import services as voting
from hemei.community.voting.models import Roll, RollUnit
from hemei.community.voting.tests.adopting import SHOWN
from hemei.community.voting.tests.conftest import Quarter, made_quarter
from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY
from hemei.ground.places.models import Building, Estate
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Matter, Role
from hemei.ui.tests.reading import summaries_lead_somewhere as summaries_lead_somewhere  # noqa: PLC0414 - the fixture
from tests.grounds import standing

SINCE = date(2025, 1, 1)
BUILT = 2005
EARLIER = NOW - timedelta(days=300)


@dataclass
class Chest:
    """A fund with its households by room, who may act on it, and short ways to do it."""

    quarter: Quarter
    county: Actor
    company: Actor
    fund: Fund
    rooms: dict[str, int]

    @property
    def clerk(self) -> Actor:
        return self.quarter.clerk

    @property
    def cashier(self) -> Actor:
        """Return the second person of the county's authority."""
        return self.another(self.county, "区出纳")

    def another(self, actor: Actor, name: str) -> Actor:
        """Return another person in the same office."""
        town = self.quarter.town
        return replace(actor, person_id=town.persons.get(name) or town.person(name, "340102001001"))

    def building(self, name: str) -> int:
        return int(Building.objects.get(estate_id=self.quarter.estate, name=name).pk)

    def deposit(self, fen: dict[str, int], on: date = SINCE, receipt: str = "r1") -> int:
        draft = DepositDraft(
            fund_id=self.fund.pk, fen={self.rooms[room]: amount for room, amount in fen.items()}, paid_on=on,
            receipt=receipt,
        )  # fmt: skip
        return services.deposit(actor=self.county, now=NOW, draft=draft)

    def plan(self, actor: Actor | None = None, now: datetime = NOW, **more: object) -> int:
        facts: dict[str, object] = {
            "fund_id": self.fund.pk, "path": Path.ORDINARY, "title": "1幢屋面防水", "part": "roof",
            "level": Level.BUILDING, "building_id": self.building("1幢"), "items": (Item("防水层", 100_000),),
            "warranty": Warranty.OVER,
        }  # fmt: skip
        draft = PlanDraft(**{**facts, **more})  # type: ignore[arg-type]
        return services.plan_use(actor=actor or self.clerk, now=now, draft=draft)

    def state(self, use: int) -> str:
        return Use.objects.get(pk=use).state

    def carry(self, use: int) -> int:
        """Let those who share a cost vote for it in the weeks before today; return the assembly."""
        called = NOW - timedelta(days=40)
        act = {
            "actor": self.clerk,
            "assembly_id": services.call_vote(
                actor=self.clerk,
                now=called,
                use_id=use,
                cited=voting.Cited(decision="业委会〔2026〕5号", scan=SHOWN),
            ),
        }
        voting.notice_assembly(
            now=called, opens_on=TODAY - timedelta(days=24), closes_at=NOW - timedelta(days=14), **act
        )
        roll = Roll.objects.get(assembly=act["assembly_id"])
        for room in RollUnit.objects.filter(roll=roll).values_list("unit__room", flat=True):
            self.quarter.cast(roll, room, "for", at=NOW - timedelta(days=23))
        for step in (voting.close_assembly, voting.judge_assembly, voting.publish_result):
            step(now=NOW - timedelta(days=13), **act)
        services.take_result(actor=SYSTEM, now=NOW - timedelta(days=13), assembly_id=act["assembly_id"])
        return int(act["assembly_id"])

    def to_accepted(self, use: int, day: date = TODAY) -> None:
        if self.state(use) == "planned":
            self.carry(use)
        services.begin_works(
            actor=self.clerk, now=NOW, use_id=use, day=day, contractor="合城防水公司", chosen_by="direct", offers=1
        )  # fmt: skip
        services.accept_works(actor=self.clerk, now=NOW, use_id=use, day=day)
        self.papers(use)

    def papers(self, use: int, *codes: str) -> None:
        """Keep the papers with a use that it is billed with."""
        for code in codes or ("contract", "acceptance", "invoice"):
            file = ledgers.read_paper(BytesIO(b"%PDF-1.4\n%%EOF\n"), f"{code}.pdf")
            services.add_papers(actor=self.clerk, now=NOW, use_id=use, code=code, files=[file])

    def pay(self, use: int, bill: int = 100_000) -> None:
        services.bill_use(actor=self.clerk, now=NOW, use_id=use, bill_fen=bill, audit="")
        self.approve(use)
        self.pay_approved(use)

    def approve(self, use: int, actor: Actor | None = None, now: datetime = NOW) -> None:
        """Approve a bill, with a second factor given now."""
        services.approve_use(actor=actor or self.county, now=now, use_id=use, confirmed_at=now)

    def pay_approved(
        self, use: int, actor: Actor | None = None, now: datetime = NOW, day: date = TODAY
    ) -> int:
        """Let the bank pay what another approved, with a second factor given now."""
        return services.pay_use(actor=actor or self.cashier, now=now, use_id=use, day=day, confirmed_at=now)

    def balances(self) -> dict[str, int]:
        rows = books.accounts_of(self.fund.ledger_id, actor=SYSTEM)
        return {row.code: row.balance_fen for row in rows if row.balance_fen}

    def held(self) -> dict[str, int]:
        names = {unit: room for room, unit in self.quarter.units.items()}
        rows = books.accounts_of(self.fund.ledger_id, actor=SYSTEM, of_units=True)
        return {names[row.unit_id or 0]: -row.balance_fen for row in rows if row.code == "fund_unit"}

    def shares(self, use: int) -> dict[str, tuple[int, int, int]]:
        names = {number: room for room, number in self.rooms.items()}
        rows = Share.objects.filter(use_id=use)
        return {names[row.household_id]: (row.share_fen, row.from_fen, row.gap_fen) for row in rows}


def made_chest(since: date = SINCE) -> Chest:
    quarter = made_quarter()
    town = quarter.town
    town.person("区审核", "340102")
    county = town.actor(Role.DEPARTMENT_CLERK, "340102", "瑶海区住建局", "区审核").at(Matter.MAINTENANCE_FUND)
    company = town.actor(Role.COMPANY_MANAGER, "340102001001", "大地物业公司")
    with records.acting(SYSTEM):
        Estate.objects.filter(pk=quarter.estate).update(built_year=BUILT)
        ledger = ledgers.open_ledger(actor=SYSTEM, now=EARLIER, estate_id=quarter.estate, opened_on=since)
        fund = services.open_fund(actor=SYSTEM, now=EARLIER, estate_id=quarter.estate, opened_on=since)
        records.grant_access(stream=f"ledgers.ledger:{ledger}", bodies=(town.bodies["大地物业公司"],))
        records.grant_access(stream=f"funds.fund:{fund}", bodies=(town.bodies["大地物业公司"],))
        rooms = dict(Household.objects.filter(fund_id=fund).values_list("unit__room", "pk"))
        return Chest(quarter, county, company, Fund.objects.get(pk=fund), rooms)


@standing
def chest() -> Iterator[Chest]:
    made = made_chest()
    with records.acting(SYSTEM):
        yield made
