"""Revenue contracts: registered and ended, what is due by them booked on its day, what comes in received."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db import connection
from django.db.models import F, Q

from hemei.community.ledgers.facts import split_on
from hemei.community.ledgers.models import Ledger, RevenueContract, RevenueDue, RevenuePart
from hemei.community.ledgers.queries.contracts import undecided_among
from hemei.community.ledgers.queries.offering import offers_passed
from hemei.community.ledgers.rules.acts import Act, may
from hemei.community.ledgers.rules.contracts import Terms, dues_of, may_receive, may_register
from hemei.community.ledgers.rules.offers import LONGEST_PLACE, may_rest_on
from hemei.community.ledgers.rules.posting import Line
from hemei.community.ledgers.rules.words import DUE, RECEIPT, EntryKind
from hemei.community.ledgers.services.books import missing
from hemei.community.ledgers.services.entries import EntryDraft, post_entries, posted_before, sealed
from hemei.community.ledgers.services.parts import part_of
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

LONGEST_PARTY, LONGEST_NUMBER, LONGEST_RESOLUTION = 80, 40, 80
_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractDraft:
    """A revenue contract as somebody registers it; its last day is excluded.

    `buildings` are those whose owners alone share the common part; none means the whole estate.
    """

    kind: str
    party: str
    place: str
    terms: Terms
    number: str = ""
    vote_id: int | None = None
    resolution: str = ""
    buildings: tuple[int, ...] = ()


def register_contract(*, actor: Actor, now: datetime, ledger_id: int, draft: ContractDraft) -> int:
    """Register a contract with all that is due by it, and return its id.

    Raises:
        Refused: the ledger is not the actor's, or the contract says too little or cannot be.
    """
    if draft.resolution and actor.role is not Role.SYSTEM:
        raise Refused.because(
            mark("登记合同时不填文号。"), remedy=mark("请先登记，再由业主委员会凭扫描件登记文号。"),
            field="resolution", code="attest",
        )  # fmt: skip
    (number,) = register_contracts(actor=actor, now=now, ledger_id=ledger_id, drafts=(draft,))
    return number


def register_contracts(
    *, actor: Actor, now: datetime, ledger_id: int, drafts: Sequence[ContractDraft]
) -> list[int]:
    """Register contracts of one ledger and return their ids; all or none.

    Amounts due before the books were opened are not in them. A contract that no vote allowed is registered too, for it
    is there and brings money; it stays undecided, and its event rests on no clause.
    """
    demand(may(actor, Act.CONTRACT))
    with records.acting(actor):
        books = _books(ledger_id, actor)
        today = shanghai_day(now)
        rules = split_on(today)
        shared = [part_of(books, draft.buildings, actor=actor, on=today) for draft in drafts]
        asked = list(zip(drafts, shared, strict=True))
        demand_offered(books, [(draft, draft.vote_id, part) for draft, part in asked])
        rows = []
        parties = sealed(books, "party", [one_line(draft.party, LONGEST_PARTY) for draft in drafts])
        for draft, party, part in zip(drafts, parties, shared, strict=True):
            source = rules.source_of(draft.kind)
            demand(
                may_register(draft.terms, kind_known=source is not None, party=draft.party, place=draft.place)
            )
            row = _contract(books, draft, source.account if source else "", party or 0, now)
            row.part = part
            rows.append(row)
        RevenueContract.objects.bulk_create(rows)
        RevenueDue.objects.bulk_create(_dues(books, rows, drafts))
        records.record_events(
            actor=actor,
            drafts=[
                records.EventDraft(
                    books.stream, "ledgers.contract_registered", now, books.scope, _said(row),
                    (rules.decision.warrant.reference,) if row.vote_id is not None else (),
                )
                for row in rows
            ],
        )  # fmt: skip
    return [row.pk for row in rows]


def demand_offered(
    books: Ledger, asked: Sequence[tuple[ContractDraft, int | None, RevenuePart | None]]
) -> None:
    """A contract that names a vote must be the business the owners allowed by it, and the only one.

    Raises:
        Refused: the vote is another estate's, of other owners, did not pass, is not published, was annulled or named no
            business; or the contract is of another business, cheaper or longer, or another rests on the vote.
    """
    named = [vote for _draft, vote, _part in asked if vote is not None]
    if not named:
        return
    passed = {one.vote_id: one.offer for one in offers_passed(books.stream, books.scope)}
    rested = RevenueContract.objects.filter(vote_id__in=named, ended_on=None)
    used = set(rested.values_list("vote_id", flat=True))
    for draft, vote, part in asked:
        if vote is None:
            continue
        demand(
            may_rest_on(
                passed.get(vote), kind=draft.kind, place=one_line(draft.place, LONGEST_PLACE), terms=draft.terms,
                used=vote in used, buildings=part.buildings if part is not None else (),
            )
        )  # fmt: skip
        used.add(vote)


def _books(ledger_id: int, actor: Actor) -> Ledger:
    books = Ledger.objects.filter(record.seen_by(actor), pk=ledger_id).first()
    if books is None:
        raise missing()
    return books


def _contract(
    books: Ledger, draft: ContractDraft, account: str, party_id: int, now: datetime
) -> RevenueContract:
    terms = draft.terms
    return RevenueContract(
        stream=books.stream,
        scope=books.scope,
        ledger=books,
        kind=draft.kind,
        account_code=account,
        number=one_line(draft.number, LONGEST_NUMBER),
        place=one_line(draft.place, LONGEST_PLACE),
        party_id=party_id,
        valid_from=terms.valid_from,
        valid_until=terms.valid_until,
        every_months=terms.every_months,
        amount_fen=terms.amount_fen,
        due_days=terms.due_days,
        vote_id=draft.vote_id,
        resolution=one_line(draft.resolution, LONGEST_RESOLUTION),
        registered_at=now,
    )


def one_line(text: str, most: int) -> str:
    """Return a text on one line, cut to its longest."""
    return " ".join(text.replace("\x00", "").split())[:most]


def _dues(
    books: Ledger, rows: Sequence[RevenueContract], drafts: Sequence[ContractDraft]
) -> Iterator[RevenueDue]:
    for row, draft in zip(rows, drafts, strict=True):
        for due in dues_of(draft.terms):
            if due.due_on >= books.opened_on:
                yield RevenueDue(
                    stream=books.stream,
                    scope=books.scope,
                    ledger=books,
                    contract=row,
                    period_from=due.period_from,
                    period_until=due.period_until,
                    due_on=due.due_on,
                    amount_fen=due.amount_fen,
                )


def _said(row: RevenueContract) -> dict[str, object]:
    return {
        "contract": row.pk,
        "kind": row.kind,
        "from": row.valid_from.isoformat(),
        "until": row.valid_until.isoformat(),
        "every_months": row.every_months,
        "amount_fen": row.amount_fen,
        "party": row.party_id,
        "vote": row.vote_id,
        **({"part": row.part_id} if row.part_id else {}),
    }


def receive_due(
    *, actor: Actor, now: datetime, due_id: int, amount_fen: int, received_on: date, key: str
) -> int:
    """Post money that came for an amount due, in whole or in part, and return its entry; the same key posts once.

    Raises:
        Refused: the amount due is not the actor's or not asked for, the money is more than is open or comes ahead; or
            a person enters money of a contract that the owners did not decide on.
    """
    demand(may(actor, Act.RECEIVE))
    with records.acting(actor):
        due = (
            RevenueDue.objects.select_for_update(of=("self",))
            .select_related("contract")
            .filter(record.seen_by(actor), pk=due_id)
            .first()
        )
        if due is None:
            raise missing()
        source = f"{RECEIPT}:{due.pk}:{key}"
        if (known := posted_before(due.ledger_id, source)) is not None:
            return known
        open_fen = due.amount_fen - due.received_fen
        demand(
            may_receive(
                amount_fen=amount_fen, open_fen=open_fen, received_on=received_on, today=shanghai_day(now),
                dropped=due.dropped,
                undecided=actor.role is not Role.SYSTEM and bool(undecided_among({due.contract_id})),
            )
        )  # fmt: skip
        drafts = [] if due.entry_id else [booked(due, received_on)]
        drafts.append(_received(due, amount_fen, received_on, source))
        entries = post_entries(actor=actor, now=now, ledger_id=due.ledger_id, drafts=drafts)
        due.received_fen += amount_fen
        due.entry_id = due.entry_id or entries[0]
        due.save(update_fields=["received_fen", "entry"])
    return entries[-1]


def booked(due: RevenueDue, day: date) -> EntryDraft:
    """Return the entry by which an amount due becomes income and a debt of the other side."""
    contract = due.contract
    lines = (
        Line("revenue_due", due.amount_fen, contract.pk),
        Line(contract.account_code, -due.amount_fen, contract.part_id),
    )
    return EntryDraft(kind=EntryKind.ACCRUAL, booked_on=day, lines=lines, source_key=f"{DUE}:{due.pk}")


def _received(due: RevenueDue, amount_fen: int, day: date, source: str) -> EntryDraft:
    lines = (Line("revenue_bank", amount_fen), Line("revenue_due", -amount_fen, due.contract_id))
    return EntryDraft(kind=EntryKind.RECEIPT, booked_on=day, lines=lines, source_key=source)


def book_dues(*, actor: Actor, now: datetime, ledger_id: int | None = None) -> int:
    """Book what fell due and was not booked yet; returns how many. May be killed and begun again.

    One whose day lies in a closed month is booked on the first open day. Books that cannot take theirs, for no chart is
    in force on the day, do not hold up the others.
    """
    today, done, after = shanghai_day(now), 0, (date.min, 0)
    while True:
        with records.acting(actor):
            dues = _unbooked(today, after, ledger_id)
            by_ledger = sorted(dues, key=lambda due: (due.ledger_id, due.due_on, due.pk))
            done += records.each_alone(
                [list(found) for _ledger, found in groupby(by_ledger, key=lambda due: due.ledger_id)],
                lambda found: _book(actor, now, found),
            )
        if len(dues) < _BATCH:
            return done
        after = dues[-1].due_on, dues[-1].pk


def _unbooked(today: date, after: tuple[date, int], ledger_id: int | None) -> list[RevenueDue]:
    later = Q(due_on__gte=after[0]) & (Q(due_on__gt=after[0]) | Q(pk__gt=after[1]))
    rows = RevenueDue.objects.filter(
        later, due_on__lte=today, entry=None, dropped=False, received_fen__lt=F("amount_fen")
    )
    if ledger_id is not None:
        rows = rows.filter(ledger_id=ledger_id)
    rows = rows.select_for_update(of=("self",), skip_locked=True).select_related("contract", "ledger")
    return list(rows.order_by("due_on", "id")[:_BATCH])


def _book(actor: Actor, now: datetime, dues: Sequence[RevenueDue]) -> int:
    ledger = dues[0].ledger
    drafts = [booked(due, max(due.due_on, ledger.open_from)) for due in dues]
    entries = post_entries(actor=actor, now=now, ledger_id=ledger.pk, drafts=drafts)
    _note_booked([due.pk for due in dues], entries)
    return len(dues)


def _note_booked(dues: list[int], entries: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "update ledgers_revenuedue d set entry_id = b.entry"
            " from unnest(%s::bigint[], %s::bigint[]) as b(due, entry) where d.id = b.due",
            [dues, entries],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Money that came for an amount due, as a load brings it."""

    due_id: int
    received_on: date
    key: str = "load"


def receive_in_full(*, actor: Actor, now: datetime, ledger_id: int, receipts: Sequence[Receipt]) -> None:
    """Post that amounts due of one ledger, booked before, came in full; for loads. A repeated load changes nothing."""
    demand(may(actor, Act.RECEIVE))
    days = {one.due_id: one for one in receipts}
    with records.acting(actor):
        rows = RevenueDue.objects.select_for_update(of=("self",)).filter(
            record.seen_by(actor), ledger_id=ledger_id, pk__in=days, dropped=False, received_fen=0
        )
        dues = list(rows.select_related("contract").order_by("id"))
        if any(due.entry_id is None for due in dues):
            raise Refused.because(mark("有的应收还没有入账。"), code="not_booked")
        drafts = [
            _received(due, due.amount_fen, (one := days[due.pk]).received_on, f"{RECEIPT}:{due.pk}:{one.key}")
            for due in dues
        ]
        post_entries(actor=actor, now=now, ledger_id=ledger_id, drafts=drafts)
        RevenueDue.objects.filter(pk__in=[due.pk for due in dues]).update(received_fen=F("amount_fen"))
