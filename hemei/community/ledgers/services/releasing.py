"""What is not collected any more: asked with a paper, let go by a second word, asked for again if wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from hemei.community.ledgers.facts import chart_on
from hemei.community.ledgers.models import Entry, Ledger, Release, RevenueContract, RevenueDue
from hemei.community.ledgers.queries.releasing import of_company
from hemei.community.ledgers.rules.acts import Act, may
from hemei.community.ledgers.rules.contracts import may_end
from hemei.community.ledgers.rules.posting import may_reverse
from hemei.community.ledgers.rules.releasing import (
    may_answer,
    may_ask,
    may_ask_again,
    may_drop,
    may_drop_alone,
    purpose_of,
)
from hemei.community.ledgers.rules.words import DUE, EntryKind
from hemei.community.ledgers.services.books import missing
from hemei.community.ledgers.services.ending import ended
from hemei.community.ledgers.services.entries import (
    LONGEST_NOTE,
    put_right_elsewhere,
    reverse_for,
    sealed,
)
from hemei.community.ledgers.services.papers import keep
from hemei.community.ledgers.services.undoing import take_back
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.services import Attachment, Photo
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import demand
from hemei.kernel.workdays import shanghai_day


def ask_drop(
    *, actor: Actor, now: datetime, due_id: int, reason: str, papers: Sequence[Attachment | Photo]
) -> int:
    """Ask that an amount due that was booked is not collected, and return the asking; it waits for a second word.

    Raises:
        Refused: the amount due is not the actor's, not booked, dropped or paid; no paper or reason; something waits.
    """
    demand(may(actor, Act.CONTRACT))
    with records.acting(actor):
        due = RevenueDue.objects.filter(record.seen_by(actor), pk=due_id).first()
        if due is None:
            raise missing()
        contract = _contract(actor, due.contract_id)
        demand(may_drop(booked=due.entry_id is not None, dropped=due.dropped, received_fen=due.received_fen))
        return _asked(actor, now, Release(contract=contract, due=due), reason, papers)


def ask_end(
    *,
    actor: Actor,
    now: datetime,
    contract_id: int,
    day: date,
    reason: str,
    papers: Sequence[Attachment | Photo],
) -> int:
    """Ask that a contract ends early, and return the asking; it waits for a second word.

    Raises:
        Refused: the contract is not the actor's, has ended or does not run that day; no paper or reason; something
            waits.
    """
    demand(may(actor, Act.CONTRACT))
    with records.acting(actor):
        row = _contract(actor, contract_id)
        _demand_end(row, day)
        return _asked(actor, now, Release(contract=row, day=day), reason, papers)


def ask_reversal(
    *, actor: Actor, now: datetime, entry_id: int, reason: str, papers: Sequence[Attachment | Photo]
) -> int:
    """Ask that an entry is reversed, and return the asking; it waits for a second word.

    Raises:
        Refused: the entry is not the actor's, was reversed, follows from an act of its own, or books an amount due; no
            paper or reason; something waits.
    """
    demand(may(actor, Act.REVERSE))
    with records.acting(actor):
        rows = Entry.objects.select_related("ledger")
        entry = rows.filter(record.seen_by(actor), pk=entry_id).first()
        if entry is None:
            raise missing()
        if entry.source_key.startswith(f"{DUE}:"):
            demand(may_drop_alone(actor.role))
        draft, taken = Release(entry=entry), Entry.objects.filter(reverses=entry).exists()
        _demand_asked(draft, reason, papers)  # all that is missing at once
        demand(
            may_reverse(
                kind=EntryKind(entry.kind), reversed_already=taken, reason=reason,
                chart=chart_on(entry.booked_on), follows=put_right_elsewhere(entry, actor),
            )
        )  # fmt: skip
        return _asked(actor, now, draft, reason, papers)


def _contract(actor: Actor, contract_id: int) -> RevenueContract:
    rows = RevenueContract.objects.select_for_update(of=("self",)).select_related("ledger")
    row = rows.filter(record.seen_by(actor), pk=contract_id).first()
    if row is None:
        raise missing()
    return row


def _demand_end(row: RevenueContract, day: date) -> None:
    demand(may_end(valid_from=row.valid_from, valid_until=row.valid_until, ended_on=row.ended_on, day=day))


def _asked(
    actor: Actor, now: datetime, draft: Release, reason: str, papers: Sequence[Attachment | Photo]
) -> int:
    text = _demand_asked(draft, reason, papers)
    books = _books(draft)
    draft.stream, draft.scope = books.stream, books.scope
    draft.reason_id = sealed(books, "reason", [text])[0] or 0
    draft.asked_at, draft.asked_account_id = now, actor.account_id
    draft.save(force_insert=True)
    keep(papers, draft.stream, draft.scope, purpose_of(draft.pk), now)
    _tell(actor, now, draft, "ledgers.release_asked", papers=len(papers), reason=draft.reason_id)
    return int(draft.pk)


def _demand_asked(draft: Release, reason: str, papers: Sequence[Attachment | Photo]) -> str:
    """Refuse an asking with all that is missing at once, and return its reason on one line."""
    of = {"contract": draft.contract} if draft.contract else {"entry": draft.entry}
    waiting = Release.objects.filter(agreed=None, **of).exists()
    text = " ".join(reason.replace("\x00", "").split())[:LONGEST_NOTE]
    demand(may_ask(waiting=waiting, papers=len(papers), reason=text))
    return text


def _books(row: Release) -> Ledger:
    of = row.contract or row.entry
    if of is None:  # the database demands one
        raise missing()
    return of.ledger


def answer_release(*, actor: Actor, now: datetime, release_id: int, agrees: bool) -> None:
    """Say yes or no to what was asked not to be collected; on yes it is carried out at once, booked today.

    Raises:
        Refused: it is not the actor's or was answered; he asked it himself, holds an office at the company that did, or
            is not of the committee at work; or what was asked can no longer be done.
    """
    demand(may(actor, Act.RELEASE))
    with records.acting(actor):
        rows = Release.objects.select_for_update(of=("self",)).filter(
            record.seen_by(actor), pk=release_id, agreed=None
        )
        found = rows.first()
        if found is None:
            raise missing()
        today, row = shanghai_day(now), _contract(actor, found.contract_id) if found.contract_id else None
        own = actor.account_id is not None and actor.account_id == found.asked_account_id
        committee = people.committee_able(_books(found).estate_id, today) is not None
        payer = of_company(found.stream, found.pk, actor=actor, on=today)
        demand(may_answer(actor.role, own=own, committee=committee, of_company=payer))
        found.agreed, found.answered_at, found.answer_account_id = agrees, now, actor.account_id
        found.save(update_fields=["agreed", "answered_at", "answer_account_id"])
        _tell(actor, now, found, "ledgers.release_answered", agreed=agrees)
        if agrees and row is not None and found.day is not None:
            _demand_end(row, found.day)
            ended(actor, now, row, found.day)
        elif agrees and found.entry is not None:
            _reverse(actor, now, found, found.entry, today)
        elif agrees:
            _drop(actor, now, found, today)


def _reverse(actor: Actor, now: datetime, found: Release, entry: Entry, today: date) -> None:
    reason = record.open_sealed([found.reason_id]).get(found.reason_id) or ""
    reverse_for(actor, now, entry, today, reason)
    take_back(entry, Role.SYSTEM)


def _drop(actor: Actor, now: datetime, found: Release, today: date) -> None:
    if found.due_id is None:  # then it has a day
        raise missing()
    due = RevenueDue.objects.select_for_update(of=("self",)).get(pk=found.due_id)
    demand(may_drop(booked=due.entry_id is not None, dropped=due.dropped, received_fen=due.received_fen))
    if (entry := due.entry) is None:  # the rule refused it
        raise missing()
    _reverse(actor, now, found, entry, today)


def ask_again(*, actor: Actor, now: datetime, due_id: int) -> int:
    """Ask anew for an amount that was dropped by mistake, and return the row that asks for it; it is booked like any.

    Raises:
        Refused: it is not the actor's, is asked for, lies behind the end of its contract, or money is to be given back.
    """
    demand(may(actor, Act.CONTRACT))
    with records.acting(actor):
        due = RevenueDue.objects.filter(record.seen_by(actor), pk=due_id).first()
        if due is None:
            raise missing()
        contract = _contract(actor, due.contract_id)
        asked = RevenueDue.objects.filter(contract=contract, period_from=due.period_from, dropped=False)
        cut = contract.ended_on is not None and due.period_until > contract.ended_on
        demand(
            may_ask_again(
                dropped=due.dropped, cut=cut, asked=asked.exists(), received_fen=due.received_fen
            )
        )  # fmt: skip
        anew = RevenueDue.objects.create(
            stream=due.stream, scope=due.scope, ledger_id=due.ledger_id, contract=contract, due_on=due.due_on,
            period_from=due.period_from, period_until=due.period_until, amount_fen=due.amount_fen,
        )  # fmt: skip
        records.record_event(
            stream=due.stream, type="ledgers.due_asked_again", actor=actor, at=now, scope=due.scope,
            data={"contract": contract.pk, "due": due.pk, "anew": anew.pk, "fen": due.amount_fen},
        )  # fmt: skip
    return int(anew.pk)


def _tell(actor: Actor, now: datetime, row: Release, type_: str, **more: object) -> None:
    day = row.day.isoformat() if row.day else None
    records.record_event(
        stream=row.stream, type=type_, actor=actor, at=now, scope=row.scope,
        data={
            "release": row.pk, "contract": row.contract_id, "due": row.due_id, "entry": row.entry_id, "day": day,
            **more,
        },
    )  # fmt: skip
