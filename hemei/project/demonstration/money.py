"""Two years of public revenue in the made-up city: contracts, what came in late or not at all, costs, the fund's share.

Every estate keeps books of its own with dice of its own, so that one more estate leaves all others as they were. What
is paid out through the co-managed account, the households' accounts and what is published stand elsewhere; months are
closed when all of that is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from io import BytesIO
from random import Random

from hemei.community.ledgers import queries, services
from hemei.community.ledgers.queries import PartMoney, RevenueSplit, owed_by_part
from hemei.community.ledgers.services import ContractDraft, EntryDraft, EntryKind, Line, Receipt, Terms
from hemei.ground.people import queries as people_now
from hemei.ground.places import queries as places_now
from hemei.ground.places.queries import EstateRow
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role, system_actor
from hemei.kernel.periods import months_after
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.project.demonstration import drawings
from hemei.project.demonstration.hands import deal_out
from hemei.project.demonstration.own_rules import PAGE
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import dice

ESTATES, MONTHS = 126, 24
_OVERDUE = 9  # one in so many owes its last payments
_UNPROVEN = 20  # of one cost in so many that was paid by hand nobody kept the bill
_MISREAD = 10  # of one in so many a bill was misread and posted anew
# Kind, place, firm, yuan a household or at all, months between payments, how many estates in ten have it.
_SOURCES = (
    ("lift_walls", "各幢电梯轿厢", "示范楼宇传媒公司", 6, 0, 3, 10),
    ("telecom", "1幢楼顶", "示范通信设施公司", 0, 14_000, 12, 8),
    ("vending", "东门内侧", "示范净水设备公司", 0, 1_800, 6, 7),
    ("venue", "中心广场", "示范便民服务公司", 0, 2_600, 3, 4),
    ("rent", "物业用房北侧两间", "示范家政服务部", 0, 3_900, 3, 3),
)
APART = 3
"""In so many estates the walls of the first building's lifts are let apart: that money is its owners' alone."""
UNDECIDED = frozenset({5, 28, 51, 74, 97})
"""In which estates one contract runs without the owners' decision: a handful, so that each is worth a look."""
_COSTS = (
    ("repair", "更换楼道灯和声控开关", 900),
    ("repair", "疏通1至3幢排水管", 2_400),
    ("repair", "修补道路和路沿石", 3_800),
    ("activities", "重阳节业主活动", 1_200),
    ("committee_cost", "业主大会会议材料和邮寄", 650),
    ("audit_cost", "年度公共收益审计", 3_000),
)


@dataclass(frozen=True, slots=True)
class Book:
    """The books of an estate, and who keeps them: its company, or its committee where it has none."""

    estate: EstateRow
    ledger_id: int
    keeper: Actor
    since: date
    company: Actor | None = None
    committee: int | None = None
    costs: tuple[EntryDraft, ...] = ()
    words: Mapping[int, str] = field(default_factory=dict)
    apart: tuple[int, str] | None = None
    """The building whose lifts' walls are let apart."""

    @property
    def shared(self) -> bool:
        """Whether there are hands enough: a company that prepares, and a committee that sat all the time."""
        return self.company is not None and self.committee is not None


def write_money(
    *, now: datetime, estates: Sequence[EstateRow], clerks: Mapping[int, Actor], served: Mapping[int, int],
    first: int, system: Actor, progress: Progress,
) -> list[Book]:  # fmt: skip
    """Open books in estates with a company or committee, and write two years into them; returns them.

    `served` is each managed estate's company body, `clerks` who acts for a body, `first` the estate that must be there.
    """
    today = shanghai_day(now)
    rules = queries.split_on(today)
    with records.acting(system):
        kept = _with_apart(_kept(estates, clerks, served, first, today))

    def write_one(piece: tuple[int, Book]) -> Book:
        number, book = piece
        with records.acting(system):
            ledger = services.open_ledger(
                actor=system, now=now, estate_id=book.estate.id, opened_on=book.since
            )
        with records.acting(book.keeper), records.all_or_nothing():
            return _fill(replace(book, ledger_id=ledger), number, now, rules)

    with progress.stage("账簿 books", len(kept), "estates") as stage:
        return deal_out(list(enumerate(kept)), write_one, stage)


def _kept(
    estates: Sequence[EstateRow], clerks: Mapping[int, Actor], served: Mapping[int, int], first: int, today: date
) -> list[Book]:  # fmt: skip
    """Return the books to be opened, first of all where company and committee can hold the purse together."""
    throw = dice("money")
    since = months_after(today.replace(day=1), -MONTHS)
    numbers = [estate.id for estate in estates]
    sits, sat = (people_now.committees_at_work(numbers, day) for day in (today, since))
    found = []
    for estate in estates:
        company = clerks.get(served.get(estate.id, 0))
        committee = sits.get(estate.id)
        keeper = company or (Actor(role=Role.COMMITTEE_MEMBER, body_id=committee) if committee else None)
        if keeper is not None:
            whole = committee if committee and sat.get(estate.id) == committee else None
            found.append((throw.random(), Book(estate, 0, keeper, since, company, whole)))
    found.sort(key=lambda pair: (pair[1].estate.id != first, not pair[1].shared, pair[0]))
    return [book for _, book in found[:ESTATES]]


def _with_apart(books: list[Book]) -> list[Book]:
    """Return the books, the first ones of several buildings with the one whose lifts' walls are let apart."""
    names = places_now.building_names([book.estate.id for book in books])
    several = [book.estate.id for book in books if len(names.get(book.estate.id, ())) > 1][:APART]
    return [
        replace(book, apart=names[book.estate.id][0]) if book.estate.id in several else book for book in books
    ]


def close_money(*, now: datetime, books: Sequence[Book], system: Actor) -> None:
    """Close the months up to the one before last: the latest stays open, as in an office.

    What runs without the owners' decision is noted, as the worker notes it every night.
    """
    until = months_after(shanghai_day(now).replace(day=1), -1)
    for book in books:
        with records.acting(system):
            services.close_books(actor=system, now=now, ledger_id=book.ledger_id, until=until)
    services.note_undecided(actor=system, now=now)


def _fill(book: Book, number: int, now: datetime, rules: RevenueSplit) -> Book:
    """Write two years; where two hold the purse, what is to be paid out is left to their orders and returned."""
    throw, today = dice("money", book.estate.name), shanghai_day(now)
    actor, ledger = book.keeper, book.ledger_id
    drafts = _contracts(book, throw, whole=number not in UNDECIDED)
    if book.apart is not None:
        building, name = book.apart
        drafts[0] = replace(drafts[0], place=f"{name}电梯轿厢", buildings=(building,))
    contracts = services.register_contracts(actor=actor, now=now, ledger_id=ledger, drafts=drafts)
    services.book_dues(actor=actor, now=now, ledger_id=ledger)
    late = number % _OVERDUE == _OVERDUE // 2
    receipts = [one for contract in contracts for one in _receipts(contract, actor, throw, today, late=late)]
    services.receive_in_full(actor=actor, now=now, ledger_id=ledger, receipts=receipts)
    entries = sorted(_months(book, throw, today), key=lambda one: one.booked_on)
    costs: list[EntryDraft] = []
    if book.shared:
        costs = list(_payable(entries))
        entries = [one for one in entries if one.kind is not EntryKind.PAYMENT]
    parts = [_part_of(contract, actor) for contract in contracts]
    entries += _shares([*entries, *costs, *_accrued(drafts, parts, today)], book, today, rules)
    posted = services.post_entries(actor=actor, now=now, ledger_id=ledger, drafts=entries)
    if not book.shared:
        if number % _MISREAD == _MISREAD - 1:
            _reverse(book, now, entries, posted)
        _prove(book, now, number, posted)
    words = {number: draft.note for number, draft in zip(posted, entries, strict=True)}
    return replace(book, costs=tuple(costs), words=words)


def _part_of(contract: int, actor: Actor) -> int:
    found = queries.contract(contract, actor=actor)
    return (found.part_id if found else None) or queries.WHOLE


def _prove(book: Book, now: datetime, number: int, posted: Sequence[int]) -> None:
    """Keep the bill of what was paid by hand, but for one in so many; nothing else that was posted needs one."""
    kept = [entry for place, entry in enumerate(posted) if (place + number) % _UNPROVEN]
    services.prove_costs(
        actor=book.keeper, now=now, ledger_id=book.ledger_id, entry_ids=kept, picture=_bill()
    )


@cache
def _bill() -> records.Photo:
    """Return the picture of a bill, drawn once."""
    raw = BytesIO(drawings.draw(next(iter(drawings.SCENES)), after=True, view=1))
    return records.prepare_photo(raw, name="bill.jpg", most_bytes=10_000_000)


def _payable(entries: Sequence[EntryDraft]) -> Iterator[EntryDraft]:
    """Yield what orders pay: works one by one, the cost of parking once a quarter; what needs a vote is left out."""
    running: list[EntryDraft] = []
    for one in entries:
        code = one.lines[0].code
        if one.kind is not EntryKind.PAYMENT or code == "committee_cost":
            continue
        if code != "operating_cost":
            yield one
            continue
        running.append(one)
        if one.booked_on.month % 3 == 0:
            fen = sum(each.lines[0].amount_fen for each in running)
            yield _moved(EntryKind.PAYMENT, one.booked_on, ("operating_cost", "revenue_bank"), fen, one.note)
            running = []


def _contracts(book: Book, throw: Random, *, whole: bool) -> list[ContractDraft]:
    """Return the contracts of an estate; where not all is whole, the first runs without the owners' decision."""
    found: list[ContractDraft] = []
    for kind, place, party, each, at_all, every, of_ten in _SOURCES:
        if throw.randrange(10) >= of_ten:
            continue
        yuan = (each * book.estate.households + at_all) * throw.randrange(80, 121) // 100
        since = book.since - timedelta(days=throw.randrange(1, 300))
        terms = Terms(since, months_after(since, 36), every, max(300, yuan) * 100, 15)
        resolution = f"业决〔{since.year}〕{throw.randrange(1, 9)}号" if whole or found else ""
        number = f"SY{since:%Y%m}-{throw.randrange(10, 99)}"
        found.append(
            ContractDraft(
                kind=kind, party=party, place=place, terms=terms, number=number, resolution=resolution
            )
        )
    return found


def _receipts(contract: int, actor: Actor, throw: Random, today: date, *, late: bool) -> Iterator[Receipt]:
    """Yield what came for what fell due: most in time, some weeks late; of a late payer the last never."""
    due = [row for row in queries.dues_of(contract, actor=actor, limit=600) if row.due_on <= today]
    for row in due[: -2 if late else None]:
        day = row.due_on + timedelta(days=throw.choice((-6, -3, 0, 0, 2, 9, 24)))
        if day <= today:
            yield Receipt(due_id=row.id, received_on=max(day, row.due_on))


def _months(book: Book, throw: Random, today: date) -> Iterator[EntryDraft]:
    """Yield what comes and goes each month: parking, the cost of it, now and then a repair; what was there before."""
    size = max(60, book.estate.households)
    each = throw.randrange(900, 1_500)
    before = (40_000 + size * throw.randrange(20, 120)) * 100
    yield _moved(
        EntryKind.OPENING, book.since, ("revenue_bank", "revenue_kept"), before, "建账前的公共收益结余"
    )
    for number in range(MONTHS + 1):
        month = months_after(book.since, number)
        for draft in _month(month, throw, size * each, before):
            if draft.booked_on <= today:
                yield draft


def _month(month: date, throw: Random, usual: int, before: int) -> Iterator[EntryDraft]:
    parking = usual * throw.randrange(95, 106) // 100
    cost = parking * throw.randrange(12, 26) // 100
    paid = ("operating_cost", "revenue_bank")
    yield _moved(EntryKind.PAYMENT, month + timedelta(days=26), paid, cost, "停车管理人工和设备")
    came = ("revenue_bank", "parking")
    yield _moved(EntryKind.RECEIPT, month + timedelta(days=27), came, parking, "临时停车收费")
    if throw.randrange(3) == 0:
        account, words, yuan = throw.choice(_COSTS)
        fen = yuan * throw.randrange(60, 160) + throw.randrange(100)
        day = month + timedelta(days=throw.randrange(28))
        yield _moved(EntryKind.PAYMENT, day, (account, "revenue_bank"), fen, words)
    if month.month % 3 == 0:
        came = ("revenue_bank", "revenue_interest")
        yield _moved(EntryKind.INTEREST, month + timedelta(days=20), came, before // 900 + 1, "活期结息")


def _moved(kind: EntryKind, day: date, sides: tuple[str, str], fen: int, words: str) -> EntryDraft:
    debit, credit = sides
    return EntryDraft(kind=kind, booked_on=day, lines=(Line(debit, fen), Line(credit, -fen)), note=words)


def _accrued(drafts: Sequence[ContractDraft], parts: Sequence[int], today: date) -> Iterator[EntryDraft]:
    """Yield what was booked as due, as far as a quarter's sums ask for it; `parts` is whose each contract is."""
    for draft, part in zip(drafts, parts, strict=True):
        for due in queries.dues_by(draft.terms):
            if due.due_on <= today:
                yield EntryDraft(
                    kind=EntryKind.ACCRUAL,
                    booked_on=due.due_on,
                    lines=(Line("", -due.amount_fen, part or None),),
                )


def _shares(
    entries: Sequence[EntryDraft], book: Book, today: date, rules: RevenueSplit
) -> Iterator[EntryDraft]:
    """Yield the transfer of each quarter's share to the fund, as `transfer_to_fund` posts it."""
    earned: dict[date, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    spent: dict[date, int] = defaultdict(int)
    for entry in entries:
        quarter = date(entry.booked_on.year, (entry.booked_on.month - 1) // 3 * 3 + 1, 1)
        if entry.kind is EntryKind.OPENING or entry.booked_on < book.since:
            continue
        for line in entry.lines:
            if line.code in rules.ownership.after:
                spent[quarter] += line.amount_fen
            elif line.amount_fen < 0 and line.code != "revenue_bank":
                earned[quarter][line.of_id or queries.WHOLE] -= line.amount_fen
    for quarter, came in sorted(earned.items()):
        over = months_after(quarter, 3)
        went = {queries.WHOLE: spent[quarter]}
        owed = owed_by_part(
            {part: PartMoney(fen, went.get(part, 0)) for part, fen in sorted(came.items())}, rules
        )
        if owed and (day := over + timedelta(days=9)) <= today:
            lines = (
                *(Line("into_fund", fen, part or None) for part, fen in sorted(owed.items())),
                Line("revenue_bank", -sum(owed.values())), *services.into_common(owed),
            )  # fmt: skip
            source = f"split:{quarter}:0"
            yield EntryDraft(kind=EntryKind.TRANSFER, booked_on=day, lines=lines, source_key=source)


def _reverse(book: Book, now: datetime, entries: Sequence[EntryDraft], posted: Sequence[int]) -> None:
    """Take back the latest repair, which one asks with the bill and another agrees to, and post it anew rightly."""
    found = [
        (draft, number)
        for draft, number in zip(entries, posted, strict=True)
        if draft.lines[0].code == "repair"
    ]
    if not found:
        return
    draft, number = found[-1]
    at, system = datetime.combine(draft.booked_on, time(16), SHANGHAI), system_actor(book.estate.scope)
    bill = services.read_paper(BytesIO(PAGE), "invoice.pdf")
    asked = services.ask_reversal(
        actor=book.keeper, now=at, entry_id=number, reason="发票金额看错一位，按发票重记", papers=(bill,)
    )
    with records.acting(system):
        services.answer_release(actor=system, now=at, release_id=asked, agrees=True)
    right = draft.lines[0].amount_fen // 10
    again = EntryDraft(
        kind=EntryKind.PAYMENT, booked_on=draft.booked_on, note=draft.note,
        lines=(Line("repair", right), Line("revenue_bank", -right)),
    )  # fmt: skip
    services.post_entry(actor=book.keeper, now=now, ledger_id=book.ledger_id, draft=again)
