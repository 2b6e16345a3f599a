"""Two years of co-managed accounts in the made-up city: orders, approvals, files to the bank, statements from it.

Every estate that keeps books has an account whose statements are made here as a bank makes them, read by the reader of
any upload and matched by its proposals. Payment by order stands where a company and a committee hold the purse
together. Of some estates the bank knows what the books do not, and of some nothing was heard for long.

One estate hides something, as `SCANDAL` says: three payments to one firm each a little below the tier in which two
approve, and a bill that was paid before, by another estate. What it publishes comes late. In another estate the bank
paid another account than an order named, and whoever matched the line said why. The list of risks finds them.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from hemei.community.ledgers.services import EntryDraft
from hemei.community.purses import queries, services
from hemei.community.purses.services import (
    AgreementDraft,
    FileProfile,
    OrderDraft,
    Paper,
    Past,
    PastApproval,
    PastOrder,
    Side,
)
from hemei.ground.people import queries as people_now
from hemei.ground.people import services as people
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.project.demonstration import drawings
from hemei.project.demonstration.adopting import ADOPTED, adopt, waiting
from hemei.project.demonstration.budgets import BUDGETED, rest_on_budget
from hemei.project.demonstration.hands import deal_out
from hemei.project.demonstration.money import Book
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import dice
from hemei.project.demonstration.statements import Bank, statements_of

_KINDS = {"operating_cost": "running", "repair": "repair", "activities": "activities", "audit_cost": "audit"}
_FIRMS: dict[str, tuple[str, ...]] = {
    "running": ("示范停车管理服务公司", "示范安防设备维护公司"),
    "repair": ("示范建筑维修公司", "示范管道疏通服务部", "示范市政养护公司", "示范水电安装公司"),
    "activities": ("示范文化服务部",),
    "audit": ("示范会计师事务所",),
}
_BANKS = ("示范城市银行", "示范商业银行", "示范农村商业银行")
_SMALL_PAPERS = (Paper.INVOICE,)
_SIGN = 2
"""How many of a committee sign."""


@dataclass(frozen=True, slots=True)
class Purse:
    """The account of an estate, its number, and who signs for it."""

    book: Book
    number: str
    account_id: int
    signs: tuple[tuple[Actor, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Planted:
    """A payment of the scandal: what for, how much, so many days before today; `copied` is a bill paid elsewhere."""

    purpose: str
    fen: int
    days: int
    copied: bool = False


SCANDAL = (
    Planted("3幢外墙修补（一期）", 486_000, 96),
    Planted("3幢外墙修补（二期）", 492_000, 92),
    Planted("3幢外墙修补（三期）", 478_500, 85),
    Planted("消防管道阀门更换", 368_000, 64, copied=True),
)
HIDES, COPIED_FROM = 1, 0
"""Which of the estates that pay by order hides something, and whose bill it paid once more."""
PAID_ELSEWHERE = 2
"""Which of the estates that pay by order has a payment that the bank made to another account of the firm."""
_OTHER_ACCOUNT, _WHY = "1340201010907766554", "收款人换了开户行，已向收款人和银行核实，新账号证明附在合同里"
_SETTLED = timedelta(days=20)
_FIRM = "示范宏达工程服务部"
_COPY = "26340000990000000017"
"""A bill that two estates paid."""


def write_purses(
    *, now: datetime, books: Sequence[Book], clerks: Mapping[int, Actor], system: Actor, progress: Progress
) -> None:
    """Open an account for each of the books, name who signs, and take its two years over."""
    picture = _picture()

    def write_one(piece: tuple[int, Book]) -> None:
        place, book = piece
        with records.acting(system):
            purse = _opened(book, place, now, system)
            if place == 0 and purse.signs:
                adopt(book, purse.account_id, clerks, now=now, system=system)
            orders = _orders(purse, place, now, picture)
            if orders and place < BUDGETED:
                member = purse.signs[0][0]
                orders = rest_on_budget(book, purse.account_id, member, orders, now=now, system=system)
            moved = queries.unmatched_entries(purse.account_id, actor=system)
            bank = Bank(purse.number, book, place, now)
            elsewhere = _elsewhere(orders, now) if place == PAID_ELSEWHERE else None
            past = Past(
                account_id=purse.account_id, orders=orders,
                profile=FileProfile.PAIN001 if place % 2 else FileProfile.CSV,
                statements=statements_of(bank, _as_paid(orders, elsewhere), moved, reader=book.keeper),
            )  # fmt: skip
            services.take_over_account(actor=system, now=now, past=past)
        if elsewhere is not None:
            _say_why(purse, elsewhere, now)

    with progress.stage("共管账户 purses", len(books), "estates") as stage, records.all_or_nothing():
        deal_out(list(enumerate(books)), write_one, stage)


def _elsewhere(orders: Sequence[PastOrder], now: datetime) -> PastOrder | None:
    """Return the latest payment that the bank has made for long, by which it paid another account."""
    sent = [one for one in orders if one.filed_at and one.filed_at < now - _SETTLED]
    return max(sent, key=lambda one: one.prepared_at, default=None)


def _as_paid(orders: Sequence[PastOrder], elsewhere: PastOrder | None) -> list[PastOrder]:
    """Return the orders as the bank carried them out."""
    return [
        replace(one, draft=replace(one.draft, payee_account=_OTHER_ACCOUNT)) if one is elsewhere else one
        for one in orders
    ]


def _say_why(purse: Purse, elsewhere: PastOrder, now: datetime) -> None:
    """Let the company match what nothing matches by itself, and say why: the list of risks shows it with its order."""
    who = purse.book.keeper
    with records.acting(who):
        lines = queries.lines_of(purse.account_id, actor=who, open_only=True)
        [line] = [one.id for one in lines if one.order_number == elsewhere.number]
        asked = queries.OrderFilter(account_id=purse.account_id, text=elsewhere.number)
        [order] = [one.id for one in queries.orders(actor=who, asked=asked)]
        services.match_order(actor=who, now=now, line_id=line, order_id=order, reason=_WHY)


def _account_number(book: Book, place: int) -> tuple[Random, str]:
    """Return the number of a joint account, and the dice that go on from there."""
    throw = dice("purse", book.estate.name)
    return throw, f"62{throw.randrange(10**8):08d}{book.estate.id % 10**7:07d}{place:02d}"


def fund_number(book: Book, place: int) -> str:
    """Return the number of the account in which the maintenance fund lies."""
    return f"61{_account_number(book, place)[1][2:]}"


def _opened(book: Book, place: int, now: datetime, system: Actor) -> Purse:
    throw, number = _account_number(book, place)
    account = services.open_account(
        actor=system, now=now, estate_id=book.estate.id, bank=f"{throw.choice(_BANKS)}城中支行", number=number,
        opened_on=book.since,
    )  # fmt: skip
    services.enter_fund_account(
        actor=system, now=now, estate_id=book.estate.id, bank=f"{throw.choice(_BANKS)}营业部",
        holder=f"{book.estate.name}维修资金专户", number=fund_number(book, place), opened_on=book.since,
    )  # fmt: skip
    purse = Purse(book, number, account)
    if not book.shared:
        return purse
    draft = AgreementDraft(valid_from=book.since)
    services.make_agreement(actor=system, now=now, account_id=account, draft=draft)
    signs = []
    for member in _members(book, now, system):
        signatory = services.name_signatory(
            actor=system, now=now, account_id=account, appointment_id=member.appointment_id or 0,
            valid_from=book.since,
        )  # fmt: skip
        signs.append((member, signatory))
    return replace(purse, signs=tuple(signs))


def _members(book: Book, now: datetime, system: Actor) -> Iterator[Actor]:
    """Yield who signs: members who sat all the time, those with an office first; the others get one."""
    term = people_now.term_facts(shanghai_day(now), estate_id=book.estate.id)
    seats = people_now.sitting_seats(term.id, book.since) if term else []
    members = sorted((one for one in seats if not one.reserve), key=lambda one: one.office_id is None)
    for seat in members[:_SIGN]:
        office = seat.office_id or people.open_office(actor=system, now=now, seat_id=seat.id)
        yield Actor(
            Role.COMMITTEE_MEMBER, person_id=seat.person_id, body_id=book.committee, appointment_id=office
        )


def _picture() -> records.Photo:
    raw = io.BytesIO(drawings.draw(next(iter(drawings.SCENES)), after=True, view=0))
    return records.prepare_photo(raw, name="result.jpg", most_bytes=10_000_000)


def _orders(purse: Purse, place: int, now: datetime, picture: records.Photo) -> list[PastOrder]:
    """Return what was to be paid as orders, each approved on the day it is booked; the latest is still on its way."""
    book = purse.book
    if len(purse.signs) < _SIGN or book.company is None:
        return []
    throw = dice("orders", book.estate.name)
    found = [(cost.booked_on, _draft(cost, throw, place, n)) for n, cost in enumerate(book.costs)]
    if place == HIDES:
        found += list(_hidden(now))
    if place == 0:
        last = shanghai_day(now) - timedelta(days=ADOPTED + 1)  # since then the community co-approves
        found = [one for one in found if one[0] <= last]
    if place == COPIED_FROM and found:
        found[-1] = (found[-1][0], replace(found[-1][1], invoice_number=_COPY))
    found.sort(key=lambda pair: pair[0])
    numbers: dict[int, int] = {}
    orders = [
        _order(purse, _number(day, numbers), replace(draft, papers=_papers(draft, picture)), day, now)
        for day, draft in found
    ]
    return [*orders, _waiting(purse, numbers, now, picture)] if place == 0 else orders


def _waiting(purse: Purse, numbers: dict[int, int], now: datetime, picture: records.Photo) -> PastOrder:
    """Return the order that waits: one of the committee has approved it, the chair and the community have not."""
    draft, day = waiting(now), shanghai_day(now) - timedelta(days=3)
    member, signatory = purse.signs[-1]
    said = PastApproval(actor=member, signatory_id=signatory, side=Side.COMMITTEE, at=_at(day, 16))
    return PastOrder(
        number=_number(day, numbers), draft=replace(draft, papers=_papers(draft, picture)),
        preparer=purse.book.company or purse.book.keeper, prepared_at=_at(day, 9), approvals=[said],
    )  # fmt: skip


def _number(day: date, numbers: dict[int, int]) -> str:
    numbers[day.year] = numbers.get(day.year, 0) + 1
    return f"{day.year}-{numbers[day.year]:04}"


def _draft(cost: EntryDraft, throw: Random, place: int, number: int) -> OrderDraft:
    kind = _KINDS[cost.lines[0].code]
    firm = throw.randrange(len(_FIRMS[kind]))
    fen = cost.lines[0].amount_fen
    return OrderDraft(
        kind=kind, amount_fen=fen, payee=_FIRMS[kind][firm], payee_account=_account_of(kind, firm),
        payee_bank="示范城市银行城东支行", purpose=cost.note, invoice_number=f"2634{place:08d}{number:08d}",
        contract=f"HT{cost.booked_on:%Y%m}-{number:02d}", budget=f"{cost.booked_on.year}年度公共收益预算",
    )  # fmt: skip


def _account_of(kind: str, firm: int) -> str:
    return f"13{dice('firm', kind, str(firm)).randrange(10**15):015d}"


def _papers(draft: OrderDraft, picture: records.Photo) -> Mapping[Paper, Sequence[records.Photo]]:
    small = draft.amount_fen <= 500_000  # noqa: PLR2004 - the first tier, in which a bill is enough
    return dict.fromkeys(_SMALL_PAPERS if small else tuple(Paper), (picture,))


def _hidden(now: datetime) -> Iterator[tuple[date, OrderDraft]]:
    for number, one in enumerate(SCANDAL):
        day = shanghai_day(now) - timedelta(days=one.days)
        yield day, OrderDraft(
            kind="repair", amount_fen=one.fen, payee=_FIRM, payee_account=_account_of("hidden", 0),
            payee_bank="示范城市银行城东支行", purpose=one.purpose, contract="",
            invoice_number=_COPY if one.copied else f"2634000099{number:010d}",
            budget=f"{day.year}年度公共收益预算",
        )  # fmt: skip


def _order(purse: Purse, number: str, draft: OrderDraft, day: date, now: datetime) -> PastOrder:
    """Return an order as it went: prepared days before, approved by as many as its tier asks for, sent the next day."""
    book = purse.book
    prepared = _at(max(book.since, day - timedelta(days=4)), 9)
    needed = 1 if draft.amount_fen <= 500_000 else _SIGN  # noqa: PLR2004 - as in the default tiers
    approvals = [
        PastApproval(
            actor=member, signatory_id=signatory, side=Side.COMMITTEE,
            at=_at(day, 15) if place == needed - 1 else max(prepared, _at(day - timedelta(days=1), 11)),
        )
        for place, (member, signatory) in enumerate(purse.signs[:needed])
    ]  # fmt: skip
    sent = _at(day + timedelta(days=1), 10)
    return PastOrder(
        number=number, draft=draft, preparer=book.company or book.keeper, prepared_at=prepared,
        approvals=[one for one in approvals if one.at <= now], filed_at=sent if sent <= now else None,
    )  # fmt: skip


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), SHANGHAI)
