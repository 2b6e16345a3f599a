"""What payments rest on: what was paid under each resolution or item of the budget, and what is on its way."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, Sum

from hemei.community.ledgers import queries as ledgers
from hemei.community.ledgers.queries import PartRow
from hemei.community.purses.models import Budget, PaymentOrder, StatementLine
from hemei.community.purses.queries.matching import parties_of, payers_of
from hemei.community.purses.rules.acts import Act, may
from hemei.community.purses.rules.payees import NOBODY, Payee, payee_of
from hemei.community.purses.rules.resting import ALL_OWNERS, Bearers, Taken, Worth
from hemei.community.purses.rules.words import GONE, OPEN, Basis, MatchedBy, OrderState
from hemei.ground.people.services import opened
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor

_MOST = 500


@dataclass(frozen=True, slots=True)
class Rested:
    """What was paid on one ground, and what is asked for and not paid yet; `annulled` is the resolution's end."""

    basis: Basis
    words: str
    orders: int
    paid_fen: int
    open_fen: int
    annulled: bool
    code: str = ""
    """The account of the chart where it is a line of the year's budget."""


def worth_of(
    account_id: int,
    vote_id: int,
    *,
    limit_fen: int | None,
    on: date,
    but_year: int | None = None,
    but: int | None = None,
) -> Worth:
    """Return what a resolution allows in all, and what was taken; the place is open: a company before counts too.

    What a budget that runs plans on the same resolution is taken as well, and what orders drew on the lines of one that
    ended; of a year that is over on the day `on`, only what orders drew. `but_year` is the year of a budget that is
    about to be another, which covers what was drawn in its year; `but` is the order that is asked about, which takes
    nothing from itself. The trigger `purses_resolution_within` counts the same.
    """
    live = PaymentOrder.objects.filter(account_id=account_id).exclude(Q(state__in=GONE) | Q(pk=but))
    direct = live.filter(basis_vote_id=vote_id).aggregate(fen=Sum("amount_fen"))["fen"] or 0
    running = Budget.objects.filter(account_id=account_id, basis_vote_id=vote_id, ended_at=None)
    planned = dict(running.values_list("year", "total_fen"))
    rows = live.filter(basis_vote=None, budget_line__budget__basis_vote_id=vote_id)
    by_year = rows.order_by().values("budget_line__budget__year").annotate(fen=Sum("amount_fen"))
    drawn = dict(by_year.values_list("budget_line__budget__year", "fen"))
    years = sorted((planned.keys() | drawn.keys()) - {but_year})
    budgets = tuple(Taken(planned.get(year, 0), drawn.get(year, 0), over=year < on.year) for year in years)
    return Worth(limit_fen or 0, direct, budgets)


def bearers_of(part_id: int | None, *, but: int | None = None) -> Bearers:
    """Return who alone bears what is put to a part of the books, and what they have left; the place is open.

    A cost is booked when its order is approved: of the other orders only those not booked yet are still to come.
    `but` is the order that is asked about, which takes nothing from itself.
    """
    if part_id is None:
        return ALL_OWNERS
    rows = PaymentOrder.objects.filter(part_id=part_id, state__in=[state.value for state in OPEN])
    own = Q(pk=but) if but is not None else Q(pk__in=())
    told = rows.aggregate(
        coming=Sum("amount_fen", filter=~own & Q(entry_id=None)),
        booked=Sum("amount_fen", filter=own & ~Q(entry_id=None)),
    )
    funds = ledgers.funds_of_part(part_id, proven=_on_lines)
    spent = funds.spent_fen - (told["booked"] or 0) + (told["coming"] or 0)
    whose = ledgers.buildings_of_part(part_id)
    return Bearers(whose, funds.came_fen, spent, funds.fund_fen, funds.unproven_fen)


def _on_lines(ledger_id: int, entries: Collection[int]) -> set[int]:
    """Return those of some receipts of contracts that a line of the bank proves: from who pays by the contract.

    One from somebody else, or that does not say from whom, proves it where another than who entered the receipt matched
    them and said why.
    """
    rows = StatementLine.objects.filter(account__ledger_id=ledger_id, entry_id__in=entries)
    lines = [row for row in rows.exclude(entry_id=None) if row.entry_id]
    others = parties_of(*((row.other_account_id, row.party_id) for row in lines)) if lines else []
    payers = payers_of([row.entry_id for row in lines if row.entry_id])
    same = {
        row.entry_id
        for row, other in zip(lines, others, strict=True)
        if payee_of(other, payers.get(row.entry_id or 0, NOBODY)) is Payee.SAME
    }
    explained = _explained([row for row in lines if row.entry_id not in same])
    return {row.entry_id for row in lines if row.entry_id and row.entry_id in same | explained}


def _explained(lines: Collection[StatementLine]) -> set[int]:
    """Return the entries that a person matched with these lines and said why; what he received so is his word."""
    wanted = {(row.pk, row.entry_id) for row in lines if row.matched_how == MatchedBy.ENTRY}
    if not wanted:
        return set()
    told = record.events_of(streams={row.stream for row in lines}, kind="purses.line_matched")
    return {
        event.data["entry"]
        for _stream, event in told
        if (event.data["line"], event.data["entry"]) in wanted and event.data.get("texts")
    }


def bearers_of_parts(ledger_id: int, scope: str, *, actor: Actor) -> list[tuple[PartRow, Bearers]]:
    """Return for each part of some books what its owners alone may spend, as whoever prepares an order is told."""
    if not may(actor, Act.SEE).allowed:
        return []
    parts = ledgers.parts_of([ledger_id]).values()
    with opened(actor, scope):
        return [(one, bearers_of(one.id)) for one in parts]


def rested_on(account_id: int, *, actor: Actor, since: date, until: date) -> list[Rested]:
    """Return what was paid from a day until another and what is still open, by its ground; two statements.

    Where no budget is entered its items are written by hand and lie in the vault: those of the same words are one.
    """
    if not may(actor, Act.SEE).allowed:
        return []
    wanted = Q(paid_on__gte=since, paid_on__lt=until) | Q(state__in=[state.value for state in OPEN])
    rows = PaymentOrder.objects.filter(record.seen_by(actor), wanted, account_id=account_id).order_by("-id")
    fields = (
        "basis",
        "basis_vote__title",
        "basis_text_id",
        "state",
        "amount_fen",
        "basis_annulled_on",
        "budget_line__code",
    )
    found = list(rows.values_list(*fields)[:_MOST])
    texts = record.open_sealed([row[2] for row in found if row[2]])
    sums: dict[tuple[str, str, str], Rested] = {}
    for basis, title, text_id, state, fen, annulled_on, line in found:
        words = title or texts.get(text_id) or ""
        code = "" if title else line or ""
        one = sums.get((basis, words, code)) or Rested(
            Basis(basis), words, 0, 0, 0, annulled=False, code=code
        )
        paid = fen if state == OrderState.PAID else 0
        sums[basis, words, code] = replace(
            one, orders=one.orders + 1, paid_fen=one.paid_fen + paid, open_fen=one.open_fen + fen - paid,
            annulled=one.annulled or annulled_on is not None,
        )  # fmt: skip
    return sorted(sums.values(), key=lambda one: (-one.paid_fen - one.open_fen, one.words))
