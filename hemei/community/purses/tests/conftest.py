"""An estate with books, a committee of five, a company under contract, a joint account with its agreement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Any

from hemei.community.ledgers import services as ledgers
from hemei.community.ledgers.tests.conftest import NOW, Purse, made_purse
from hemei.community.ledgers.tests.owners import CALLED
from hemei.community.purses import services
from hemei.community.purses.models import BudgetLine, PaymentOrder, StatementLine
from hemei.community.purses.services import AgreementDraft, BudgetDraft, OrderDraft, OrderState, Paper
from hemei.community.purses.tests.budgeted import item_decided
from hemei.community.voting.services import Cited
from hemei.community.voting.tests.adopting import SHOWN
from hemei.ground.companies import services as companies
from hemei.ground.companies.queries import Contract
from hemei.ground.companies.services import CompanyDraft, ProjectDraft
from hemei.ground.people import queries as people_now
from hemei.ground.people import services as people
from hemei.ground.people.queries import Post, TermDraft, TermKind
from hemei.ground.people.tests.factories import SINCE, SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records.services import Attachment
from hemei.kernel.actor import Actor, Role
from hemei.leadership.duties.tests.conftest import (
    made_quarter,
    quarter,  # noqa: F401 - the fixture
)
from hemei.ui.tests.reading import summaries_lead_somewhere as summaries_lead_somewhere  # noqa: PLC0414 - the fixture
from tests.grounds import standing

NUMBER, PAYEE = "6222021001116245702", "1302010109022112345"
PAPER = Attachment(b"%PDF-1.4 %%EOF", "application/pdf", "发票.pdf")
ALL = {Paper.INVOICE: (PAPER,), Paper.CONTRACT: (PAPER,), Paper.PHOTO: (PAPER,)}
SMALL = 500_000
"""Up to so many fen an order may rest on words alone."""
_phones = count(13900000001)


@dataclass
class Joint:
    """Who acts on a joint account, and short ways to do it."""

    purse: Purse
    account: int
    company: Actor
    members: list[Actor]
    community: Actor
    street: Actor
    repairs: int = 0
    """The line of this year's budget for repairs, once something needed it."""

    def agree(self, **more: Any) -> int:
        draft = AgreementDraft(**{"valid_from": date(2026, 1, 1), **more})
        return services.make_agreement(actor=self.community, now=NOW, account_id=self.account, draft=draft)

    def put(self, **terms: Any) -> int:
        """Put an agreement to the owners; return the meeting called for it."""
        draft = AgreementDraft(valid_from=CALLED.date(), **terms)
        return services.put_agreement(
            actor=self.community, now=CALLED, account_id=self.account, draft=draft,
            cited=Cited(decision="业委会〔2026〕3号", scan=SHOWN),
        )  # fmt: skip

    def adopt(self, assembly: int, valid_from: date = NOW.date()) -> int:  # noqa: B008 - a constant day
        """Enter what the owners passed in a meeting called for it."""
        return services.adopt_agreement(
            actor=self.community,
            now=NOW,
            account_id=self.account,
            assembly_id=assembly,
            valid_from=valid_from,
        )

    def prepare(self, fen: int = 300_000, now: datetime = NOW, **more: Any) -> int:
        values = {
            "kind": "repair", "amount_fen": fen, "payee": "合肥安居维修有限公司",
            "payee_account": PAYEE,
            "payee_bank": "徽商银行明光路支行", "purpose": "三幢单元门维修", "invoice_number": "12345678",
            "budget": "二〇二六年度预算第三项", "papers": ALL, **more,
        }  # fmt: skip
        beside = {"kind", "resolution", "budget_line"} & set(more)
        if not beside and (fen > SMALL or self.budgeted()):
            values |= {"budget": "", "budget_line": self.of_budget()}
        return services.prepare_order(
            actor=self.company, now=now, account_id=self.account, draft=OrderDraft(**values)
        )

    def budgeted(self) -> bool:
        with records.acting(SYSTEM):
            return BudgetLine.objects.filter(pk=self.repairs).exists()

    def of_budget(self) -> int:
        """Return the line of the budget on which repairs beyond the lowest tier rest; entered where it is needed."""
        if not self.budgeted():
            item = item_decided(self.members[0], self.street, self.purse.estate, NOW)
            draft = BudgetDraft(year=2026, lines={"repair": 10_000_000_000}, item=item)
            services.make_budget(actor=self.members[0], now=NOW, account_id=self.account, draft=draft)
            with records.acting(SYSTEM):
                self.repairs = BudgetLine.objects.get(budget__ended_at=None, code="repair").pk
        return self.repairs

    def judge(self, order: int, actor: Actor, now: datetime = NOW, **more: Any) -> OrderState:
        values = {"agrees": True, "confirmed_at": now, **more}
        return services.judge_order(actor=actor, now=now, order_id=order, **values)

    def approved(self, fen: int = 300_000, **more: Any) -> int:
        order = self.prepare(fen, **more)
        for member in self.members[: self.row(order).committee_needed]:
            self.judge(order, member)
        return order

    def filed(self, *orders: int, profile: services.FileProfile = services.FileProfile.CSV) -> int:
        return services.make_bank_file(
            actor=self.company, now=NOW, account_id=self.account, order_ids=orders, profile=profile
        )

    def take(
        self, *rows: Sequence[str], name: str = "流水.csv", encoding: str = "utf-8",
        covers: tuple[date, date] | None = None,
    ) -> services.ReadIn:  # fmt: skip
        """Read a statement of these rows, of all days up to the last of them where none are said."""
        head = (
            "账号",
            "交易日期",
            "交易流水号",
            "借方发生额",
            "贷方发生额",
            "余额",
            "对方户名",
            "摘要",
            "对方账号",
        )
        text = "\n".join(",".join(row) for row in (head, *((NUMBER, *row) for row in rows)))
        return services.take_statement(
            actor=self.company, now=NOW, account_id=self.account, raw=text.encode(encoding), name=name,
            covers=covers or (date(2026, 1, 1), date.fromisoformat(max(row[0] for row in rows))),
        )  # fmt: skip

    def row(self, order: int) -> PaymentOrder:
        with records.acting(SYSTEM):
            return PaymentOrder.objects.get(pk=order)

    def line(self, reference: str) -> StatementLine:
        with records.acting(SYSTEM):
            return StatementLine.objects.get(reference=reference)

    def balances(self) -> dict[str, int]:
        from hemei.community.ledgers import queries as books

        with records.acting(SYSTEM):
            rows = books.accounts_of(self.purse.ledger, actor=SYSTEM)
        return {row.code: row.balance_fen for row in rows if row.balance_fen}


def made_joint() -> Joint:
    """Make all of it in the transaction of the caller."""
    area = made_quarter()
    town = area.town
    purse = made_purse(area)
    with records.acting(SYSTEM):
        (company,) = companies.add_companies(
            actor=SYSTEM, now=NOW,
            drafts=[CompanyDraft("大地物业有限公司", "91350100M000100Y43", town.bodies["大地物业公司"], SINCE)],
        )  # fmt: skip
        draft = ProjectDraft(company, purse.estate, Contract.OWNERS, date(2025, 1, 1))
        companies.begin_projects(actor=SYSTEM, now=NOW, drafts=[draft])
        term = people.register_term(
            actor=SYSTEM, now=NOW, estate_id=purse.estate,
            draft=TermDraft(TermKind.FIRST, 5, date(2025, 1, 10), date(2025, 1, 10), date(2029, 1, 10)),
        )  # fmt: skip
        ledgers.follow_estate(actor=SYSTEM, now=NOW, estate_id=purse.estate)
    keeper = replace(area.community, role=Role.COMMUNITY_SECRETARY)
    members = [_member(keeper, term, number) for number in range(5)]
    town.person("经办人", "340100")
    town.person("社区干部", "340102001001")
    town.person("街道干部", "340102001")
    clerk = _office(town, area.community, "社区干部", "东风社区居委会", Role.COMMUNITY_CLERK)
    street = _office(town, area.street, "街道干部", "明光路街道办", Role.STREET_CLERK)
    payer = _office(town, area.company, "经办人", "大地物业公司", Role.COMPANY_MANAGER)
    account = services.open_account(
        actor=SYSTEM, now=NOW, estate_id=purse.estate, bank="徽商银行东风支行", number=NUMBER,
        opened_on=date(2026, 1, 1),
    )  # fmt: skip
    for who in (*members[:3], clerk):
        services.name_signatory(
            actor=SYSTEM, now=NOW, account_id=account, appointment_id=who.appointment_id or 0,
            valid_from=date(2026, 1, 1),
        )  # fmt: skip
    return Joint(purse, account, payer, members, clerk, street)


def _member(keeper: Actor, term: int, number: int) -> Actor:
    who = people.Who(f"王{number}", str(next(_phones)))
    post = Post.MEMBER if number else Post.CHAIR
    seat = people.take_seat(actor=keeper, now=NOW, term_id=term, who=who, post=post, since=date(2025, 1, 10))
    office = people.open_office(actor=keeper, now=NOW, seat_id=seat)
    with records.acting(SYSTEM):
        row = people_now.appointment(office)
    assert row is not None
    return Actor(Role.COMMITTEE_MEMBER, number + 1, row.person_id, row.body_id, office)


def _office(town: Any, actor: Actor, name: str, body: str, role: Role) -> Actor:
    office = town.appoint(name, body, role)
    return replace(actor, person_id=town.persons[name], appointment_id=office)


@standing
def joint() -> Joint:
    return made_joint()


def days(number: int) -> timedelta:
    return timedelta(days=number)


__all__ = ["ALL", "NOW", "NUMBER", "PAPER", "PAYEE", "BytesIO", "Joint", "days", "made_joint"]
