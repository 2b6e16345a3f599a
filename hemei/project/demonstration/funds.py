"""Household accounts of the made-up city, on its books: taken over, credited with interest, used.

Every fund was kept by the bank before and is taken over with the books; of old buildings much was used, so some are
short. Where owners are registered some uses stand: one by a vote and paid, one voted on today, an emergency paid, one
that waits, one that waits too long, and one that was refused. One repair was made in two, as `SPLIT` says: each stays
below the bars for offers and audit that both exceed. The list of risks finds it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from hemei.community.funds import queries, services
from hemei.community.funds.services import Item, Level, Path, PlanDraft, Proof, Warranty
from hemei.community.ledgers import services as ledgers
from hemei.community.voting import services as voting
from hemei.ground.people import queries as people_now
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Matter
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.project.demonstration import drawings
from hemei.project.demonstration.ballots import enter_paper, give_proxies
from hemei.project.demonstration.calling import DECIDED
from hemei.project.demonstration.hands import deal_out
from hemei.project.demonstration.money import Book
from hemei.project.demonstration.own_rules import PAGE
from hemei.project.demonstration.people import People
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import dice

_FUND = Matter.MAINTENANCE_FUND
_ESTATES = 45
SPLIT = ("1幢檐口构件加固抢修（东段）", 19_400, 26), ("1幢檐口构件加固抢修（西段）", 18_900, 21)
"""One repair in two: what each was called, its budget in yuan, how many days ago it was asked for."""
_OWNED = 20
"""So many owners at least make an estate in which a use can be shared."""


@dataclass(frozen=True, slots=True)
class _Site:
    """A fund whose owners are known, and who acts: the community, and two persons of the county's authority."""

    book: Book
    fund: int
    building: int
    clerk: Actor
    county: Actor
    cashier: Actor


def write_funds(
    *, now: datetime, books: Sequence[Book], people: People, system: Actor, progress: Progress
) -> None:
    """Open the funds of estates that keep books, take over what households hold, credit interest, and use some."""
    today = shanghai_day(now)

    def open_one(book: Book) -> None:
        with records.acting(system):
            fund = services.open_fund(actor=system, now=now, estate_id=book.estate.id, opened_on=book.since)
            _take_over(book, fund, now, system)
            for year in range(book.since.year, today.year):
                services.credit_interest(now=now, fund_id=fund, year=year)
            row = queries.fund_of(book.estate.id, actor=system, on=today)
            if row is not None and row.common_fen > 0:
                services.share_common(actor=system, now=now, fund_id=fund)

    with (
        progress.stage("维修资金 funds", len(books[:_ESTATES]), "estates") as stage,
        records.all_or_nothing(),
    ):
        deal_out(books[:_ESTATES], open_one, stage)
        with records.acting(system):
            opened = [
                (book, queries.fund_of(book.estate.id, actor=system, on=today)) for book in books[:_ESTATES]
            ]
        funds = [(book, fund.id) for book, fund in opened if fund is not None]
        sites = list(_sites(funds, people, now, system))
        for site, write in zip(sites, _USES, strict=False):
            write(site, now)
        if sites:
            _in_two(sites[-1], now)
    owned = {site.fund: site for site in sites}
    for fund in dict.fromkeys([*(fund for _book, fund in funds[:3]), *list(owned)[:3]]):
        _renew(fund, owned.get(fund), now, system)


def _renew(fund: int, site: _Site | None, now: datetime, system: Actor) -> None:
    """Ask who is short to renew; an assembly decided it in a vote some weeks ago, and the platform asks by that."""
    today = shanghai_day(now)
    with records.acting(system):
        short = queries.short_ids(fund, actor=system, on=today)
        basis = queries.renewal_basis_of(fund, actor=system)
    if not short or basis is None:
        return
    if basis.assembly and basis.whole(today) is None:
        if site is None:
            return  # nobody is registered who could vote
        called = _noon(now, 62)
        terms = services.Terms(per_m2_fen=2_000, until=today + timedelta(days=365))
        assembly = services.put_renewal(
            actor=site.clerk, now=called, fund_id=fund, terms=terms, cited=DECIDED
        )
        _vote(site, called, assembly)
    services.ask_renewal(actor=system, now=now, household_ids=short, fund_id=fund)


def _take_over(book: Book, fund: int, now: datetime, system: Actor) -> None:
    """What each household has left, by its building; one in thirty never paid."""
    throw = dice("fund", book.estate.name)
    left: dict[str, int] = {}
    held = {}
    rows = queries.all_households(queries.HouseholdFilter(fund_id=fund), actor=system, on=book.since)
    for row in rows:
        percent = left.setdefault(row.door[:2], throw.choice((18, 27, 45, 62, 78, 88, 96, 101)))
        paid = 0 if throw.randrange(30) == 0 else row.first_fen
        held[row.id] = (paid, paid * (percent + throw.randrange(-4, 5)) // 100)
    services.take_over(actor=system, now=now, fund_id=fund, on=book.since, held=held)


def _sites(
    funds: Sequence[tuple[Book, int]], people: People, now: datetime, system: Actor
) -> Iterator[_Site]:
    today = shanghai_day(now)
    for book, fund in funds:
        scope = book.estate.scope
        with records.acting(system):
            owned = people_now.owner_ids_in(book.estate.id, actor=system, on=today)
            community = people.clerks.get(people_now.community_body_for(scope, today) or 0)
            authority = people_now.authority_for(_FUND, scope, today) or 0
            county, cashier = people.clerks.get(authority), people.cashiers.get(authority)
            buildings = queries.buildings(fund, actor=system, on=today)
        if len(owned) >= _OWNED and community and county and cashier and buildings:
            first, second = (people_now.holding(one, today).at(_FUND) for one in (county, cashier))
            yield _Site(book, fund, buildings[0].id, community, first, second)


def _noon(now: datetime, days: int) -> datetime:
    return datetime.combine(shanghai_day(now) - timedelta(days=days), time(10), SHANGHAI)


def _plan(site: _Site, at: datetime, title: str, part: str, yuan: int, situation: str = "") -> int:
    proofs = [Proof("photo", "site.jpg", io.BytesIO(_picture()))] if situation else []
    proofs.append(Proof("warranty", "竣工验收备案表.pdf", io.BytesIO(PAGE)))
    draft = PlanDraft(
        fund_id=site.fund, path=Path.EMERGENCY if situation else Path.ORDINARY, title=title, part=part,
        level=Level.BUILDING, building_id=site.building,
        items=(Item("材料和人工", yuan * 80), Item("脚手架和清运", yuan * 20)), situation=situation, proofs=proofs,
        warranty=Warranty.OVER,
    )  # fmt: skip
    with records.acting(site.clerk):
        return services.plan_use(actor=site.clerk, now=at, draft=draft)


def _picture() -> bytes:
    return drawings.draw(next(iter(drawings.SCENES)), after=False, view=0)


def _built(site: _Site, now: datetime, use: int, yuan: int, begun: int) -> None:
    """Build, accept, bill and pay a use that may begin, so many days ago."""
    day = shanghai_day(_noon(now, begun))
    rules = queries.fund_rules(day)
    choice = rules.choice_for(yuan * 100)
    bill = yuan * 97 + 13
    with records.acting(site.clerk):
        services.begin_works(
            actor=site.clerk, now=_noon(now, begun), use_id=use, day=day, contractor="示范建筑防水工程公司",
            chosen_by=choice.code, offers=choice.offers,
        )  # fmt: skip
        done = _noon(now, begun - 9)
        services.accept_works(actor=site.clerk, now=done, use_id=use, day=shanghai_day(done))
        for code in ("contract", "acceptance", "invoice", "offers", "audit_report"):
            paper = ledgers.read_paper(io.BytesIO(PAGE), f"{code}.pdf")
            services.add_papers(actor=site.clerk, now=done, use_id=use, code=code, files=[paper])
        audit = "审价〔2026〕18号" if bill > rules.audit.above_fen else ""
        services.bill_use(actor=site.clerk, now=done, use_id=use, bill_fen=bill, audit=audit)
    with records.acting(site.county):
        paid = _noon(now, begun - 12)
        services.approve_use(actor=site.county, now=paid, use_id=use, confirmed_at=paid)
    with records.acting(site.cashier):
        services.pay_use(actor=site.cashier, now=paid, use_id=use, day=shanghai_day(paid), confirmed_at=paid)


def _by_vote(site: _Site, now: datetime) -> None:
    """Planned, voted on by the owners of the building, built and paid; some accounts did not suffice."""
    begun = _noon(now, 70)
    use = _plan(site, begun, "1幢外墙面维修", "wall", 46_000)
    with records.acting(site.clerk):
        assembly = services.call_vote(actor=site.clerk, now=begun, use_id=use, cited=DECIDED)
    counted = _vote(site, begun, assembly, united=True)
    services.take_result(actor=site.clerk, now=counted + timedelta(hours=3), assembly_id=assembly)
    _built(site, now, use, 46_000, 40)


def _vote(site: _Site, called: datetime, assembly: int, *, united: bool = False) -> datetime:
    """Let the owners vote in a meeting that was called, most of them for it, and publish it; return the count.

    Where they are `united` all agree, some by written proxy: of them the call-back asks.
    """
    opens = shanghai_day(called) + timedelta(days=16)
    closes = datetime.combine(opens + timedelta(days=9), time(23, 59), SHANGHAI)
    with records.acting(site.clerk):
        voting.notice_assembly(
            actor=site.clerk, now=called, assembly_id=assembly, opens_on=opens, closes_at=closes
        )
    more: dict[str, Any] = {}
    if united:
        more = {"ayes": 100, "proxies": give_proxies(site.clerk, called + timedelta(days=17), assembly)}
    enter_paper(
        site.clerk,
        called + timedelta(days=18),
        assembly,
        dice("fund vote", site.book.estate.name),
        away=6,
        **more,
    )
    counted = called + timedelta(days=26)
    with records.acting(site.clerk):
        voting.close_assembly(actor=site.clerk, now=counted, assembly_id=assembly)
        voting.judge_assembly(actor=site.clerk, now=counted + timedelta(hours=1), assembly_id=assembly)
        voting.publish_result(actor=site.clerk, now=counted + timedelta(hours=2), assembly_id=assembly)
    return counted


def _voting(site: _Site, now: datetime) -> None:
    """Planned lately; the meeting is called."""
    use = _plan(site, _noon(now, 6), "1幢屋面防水大修", "roof", 88_000)
    with records.acting(site.clerk):
        services.call_vote(actor=site.clerk, now=_noon(now, 5), use_id=use, cited=DECIDED)


def _emergency(site: _Site, now: datetime) -> None:
    """A leaking roof, cleared the next day, built and paid."""
    use = _plan(site, _noon(now, 33), "1幢屋面渗漏抢修", "roof", 18_600, "E3")
    with records.acting(site.county):
        services.clear_emergency(actor=site.county, now=_noon(now, 32), use_id=use)
    _built(site, now, use, 18_600, 31)


def _waiting(site: _Site, now: datetime) -> None:
    """Asked for yesterday: the clock runs."""
    _plan(site, _noon(now, 1), "1幢电梯曳引机抢修", "lift", 32_000, "E1")


def _late(site: _Site, now: datetime) -> None:
    """Asked for more than three working days ago, and nobody answered."""
    _plan(site, _noon(now, 9), "1幢外墙面砖脱落抢修", "wall", 24_000, "E4")


def _refused(site: _Site, now: datetime) -> None:
    """Asked for as an emergency, but nothing endangers anybody."""
    use = _plan(site, _noon(now, 50), "1幢消防控制柜更换", "fire", 15_000, "E2")
    with records.acting(site.county):
        services.refuse_use(
            actor=site.county, now=_noon(now, 49), use_id=use, reason="现场核查设备能够正常启动，请按一般使用办理"
        )  # fmt: skip


def _in_two(site: _Site, now: datetime) -> None:
    """One repair asked for in two, both cleared as emergencies; the first is built and paid."""
    for number, (title, yuan, days) in enumerate(SPLIT):
        use = _plan(site, _noon(now, days), title, "roof", yuan, "E3")
        with records.acting(site.county):
            services.clear_emergency(actor=site.county, now=_noon(now, days - 1), use_id=use)
        if not number:
            _built(site, now, use, yuan, days - 2)


_USES = (_by_vote, _emergency, _voting, _waiting, _late, _refused)
