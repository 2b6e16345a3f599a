"""Entries are posted and reversed; nothing that stands in the books is ever rewritten."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from hemei.community.ledgers.facts import chart_on
from hemei.community.ledgers.models import Account, Entry, Ledger, Posting
from hemei.community.ledgers.rules.acts import Act, may
from hemei.community.ledgers.rules.posting import (
    RETURNED,
    Line,
    follows_from,
    may_leave_common,
    may_post,
    may_reverse,
    may_take_back,
)
from hemei.community.ledgers.rules.releasing import may_reverse_alone
from hemei.community.ledgers.rules.standards import ChartOfAccounts
from hemei.community.ledgers.rules.words import EntryKind
from hemei.community.ledgers.services.books import books_of, keep_codes, missing
from hemei.community.ledgers.services.undoing import take_back
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Reference, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDraft:
    """An entry to be posted. `source_stream` and `source_key` name what it follows from: one key, one entry."""

    kind: EntryKind
    booked_on: date
    lines: Sequence[Line]
    note: str = ""
    source_stream: str = ""
    source_key: str = ""


def post_entry(*, actor: Actor, now: datetime, ledger_id: int, draft: EntryDraft) -> int:
    """Post one entry and return its id; the same source key returns the entry that stands.

    Raises:
        Refused: the ledger is not the actor's, or the entry is not balanced, in a closed month, ahead, of no account;
            or what the key names was posted and reversed since, so that nothing of it stands.
    """
    demand(may(actor, Act.POST))
    (number,) = _post(actor, now, ledger_id, (draft,), stands=True)
    return number


def post_entries(*, actor: Actor, now: datetime, ledger_id: int, drafts: Sequence[EntryDraft]) -> list[int]:
    """Post entries of one ledger and return their ids; all or none. For this app's own acts and its loads.

    What a load brought before and was reversed since stays reversed.
    """
    return _post(actor, now, ledger_id, drafts, stands=False)


def _post(
    actor: Actor, now: datetime, ledger_id: int, drafts: Sequence[EntryDraft], *, stands: bool
) -> list[int]:
    with records.acting(actor):
        books = Ledger.objects.filter(record.seen_by(actor), pk=ledger_id).first()
        if books is None:
            raise missing()
        known = _known(books.pk, [draft.source_key for draft in drafts], stands=stands)
        charts = {day: chart_on(day) for day in {draft.booked_on for draft in drafts}}
        decisions = [
            may_post(
                booked_on=draft.booked_on, lines=draft.lines, books=books_of(books), chart=charts[draft.booked_on],
                today=shanghai_day(now),
            )
            for draft in drafts
            if draft.source_key not in known
        ]  # fmt: skip
        references = demand(*decisions)
        new = [draft for draft in drafts if draft.source_key not in known]
        written = iter(_written(actor, now, books, new, _accounts(books, new, charts), references))
    return [known[key] if (key := draft.source_key) in known else next(written) for draft in drafts]


def _known(ledger_id: int, keys: Iterable[str], *, stands: bool) -> dict[str, int]:
    wanted = [key for key in keys if key]
    if not wanted:
        return {}
    rows = Entry.objects.filter(ledger_id=ledger_id, source_key__in=wanted)
    found = list(rows.values_list("source_key", "id", "reversed_by__id"))
    if stands and any(taken_back for _key, _number, taken_back in found):
        raise Refused.because(
            mark("这一笔记过账，后来已经冲销。"),
            remedy=mark("请重新打开页面，按正确的内容再记。"),
            code="reversed",
        )
    return {key: number for key, number, _taken_back in found}


def posted_before(ledger_id: int, key: str) -> int | None:
    """Return the entry of a key that stands in the books; refused where it was reversed since."""
    return _known(ledger_id, [key], stands=True).get(key)


def _written(
    actor: Actor,
    now: datetime,
    books: Ledger,
    new: Sequence[EntryDraft],
    accounts: dict[tuple[str, int | None], int],
    references: tuple[Reference, ...],
) -> list[int]:
    notes = sealed(books, "note", [_note(draft) for draft in new])
    entries = [_entry(actor, now, books, draft, note_id=note) for draft, note in zip(new, notes, strict=True)]
    _insert(entries)
    records.insert_many(
        "ledgers_posting",
        _POSTING,
        (
            (
                books.stream,
                books.scope,
                entry.pk,
                accounts[line.code, line.of_id],
                entry.booked_on,
                line.amount_fen,
            )
            for entry, draft in zip(entries, new, strict=True)
            for line in draft.lines
        ),
    )
    if entries:
        records.record_events(
            actor=actor,
            drafts=[
                records.EventDraft(books.stream, type_, now, books.scope, data, references)
                for type_, data in _told(entries, new)
            ],
        )
    return [int(entry.pk) for entry in entries]


_POSTING = {
    "stream": "text", "scope": "text", "entry_id": "bigint", "account_id": "bigint", "booked_on": "date",
    "amount_fen": "bigint",
}  # fmt: skip


def _insert(entries: Sequence[Entry]) -> None:
    """Write entries; a load reserves their numbers first, for many rows in one statement come back without them."""
    if len(entries) <= _MOST_TOLD:
        Entry.objects.bulk_create(entries)
        return
    for entry, number in zip(entries, records.next_ids("ledgers_entry", len(entries)), strict=True):
        entry.pk = number
    records.insert_rows(entries)


def _note(draft: EntryDraft) -> str:
    return " ".join(draft.note.replace("\x00", "").split())[:LONGEST_NOTE]


def sealed(books: Ledger, field: str, texts: Sequence[str]) -> list[int | None]:
    """Put texts about a ledger into the vault and return their ids; none where there is no text."""
    rows = [
        records.prepare_seal(stream=books.stream, scope=books.scope, field=field, text=text)
        for text in texts
        if text
    ]
    kept = iter(records.write_seals(rows))
    return [next(kept).vault_id if text else None for text in texts]


def _entry(actor: Actor, now: datetime, books: Ledger, draft: EntryDraft, **more: object) -> Entry:
    return Entry(
        stream=books.stream,
        scope=books.scope,
        ledger=books,
        kind=draft.kind.value,
        booked_on=draft.booked_on,
        booked_at=now,
        source_stream=draft.source_stream,
        source_key=draft.source_key,
        by_role=actor.role.value,
        by_body_id=actor.body_id,
        by_account_id=actor.account_id,
        **more,
    )


def _told(entries: Sequence[Entry], drafts: Sequence[EntryDraft]) -> Iterator[tuple[str, dict[str, object]]]:
    """Return what is recorded: each entry, or one batch where a load brings many."""
    if len(entries) <= _MOST_TOLD:
        for entry, draft in zip(entries, drafts, strict=True):
            yield "ledgers.entry_posted", _said(entry, draft)
        return
    lines = [
        [
            entry.pk,
            entry.kind,
            str(entry.booked_on),
            [[line.code, line.of_id, line.amount_fen] for line in draft.lines],
        ]
        for entry, draft in zip(entries, drafts, strict=True)
    ]
    digest = hashlib.sha256(json.dumps(lines, separators=(",", ":")).encode()).hexdigest()
    data = {"first": entries[0].pk, "last": entries[-1].pk, "entries": len(entries), "digest": digest}
    yield "ledgers.entries_loaded", data


_MOST_TOLD = 20
"""More entries in one go are a load: one event with their numbers and the digest of their lines."""


def _said(entry: Entry, draft: EntryDraft) -> dict[str, object]:
    lines = [[line.code, line.of_id, line.amount_fen] for line in draft.lines]
    return {
        "entry": entry.pk,
        "kind": entry.kind,
        "booked_on": entry.booked_on.isoformat(),
        "lines": lines if len(lines) <= _MOST_SAID else [],
        "postings": len(lines),
        "from": entry.source_stream,
    }


_MOST_SAID = 20
"""An entry over a whole estate says how many postings it has; they stand in the books."""


def _accounts(
    books: Ledger, drafts: Sequence[EntryDraft], charts: Mapping[date, ChartOfAccounts]
) -> dict[tuple[str, int | None], int]:
    """Return the account of each line; one of a unit, contract or part is opened by its first posting."""
    wanted: dict[tuple[str, int | None], str] = {}
    for draft in drafts:
        chart = charts[draft.booked_on]
        wanted.update({(line.code, line.of_id): _per(chart, line.code) for line in draft.lines})
    if not wanted:
        return {}
    found = _found(books, wanted)
    absent = [
        Account(
            stream=books.stream,
            scope=books.scope,
            ledger=books,
            code=code,
            unit_id=of_id if per == "unit" else None,
            contract_id=of_id if per == "contract" else None,
            part_id=None if per else of_id,
            shared=not per,
        )
        for (code, of_id), per in wanted.items()
        if (code, of_id) not in found
    ]
    if absent:
        for chart in {id(one): one for one in charts.values()}.values():
            keep_codes(chart)
        Account.objects.bulk_create(absent, ignore_conflicts=True)
        found = _found(books, wanted)
    return found


def _per(chart: ChartOfAccounts, code: str) -> str:
    item = chart.of(code)
    return item.per if item else ""


def _found(books: Ledger, wanted: Iterable[tuple[str, int | None]]) -> dict[tuple[str, int | None], int]:
    pairs = list(wanted)
    of = [of_id for _, of_id in pairs if of_id is not None]
    one = Q(unit_id__in=of) | Q(contract_id__in=of) | Q(part_id__in=of)
    whose = Q(unit=None, contract_id=None, part=None) | one
    rows = Account.objects.filter(whose, ledger=books, code__in={code for code, _ in pairs})
    return {
        (code, unit or contract or part): number
        for number, code, unit, contract, part in rows.values_list(
            "id", "code", "unit_id", "contract_id", "part_id"
        )
    }


def reverse_entry(
    *, actor: Actor, now: datetime, entry_id: int, booked_on: date, reason: str, came_back: bool = False
) -> int:
    """Take back an entry by a further one with the same postings the other way round; return its id.

    `came_back` says that the bank made the payment and gave it back: it has a line of its own for each of the two.

    For the platform, where an act of its own with its own two hands takes back what it posted; all others ask.

    Raises:
        Refused: not the actor's, reversed already, a reversal itself, no reason, or the day is closed or before the
            entry's own; it follows from an order or an act on the fund, books an amount due for which money came, or
            the actor is a person, of whom two take back an entry.
    """
    demand(may(actor, Act.REVERSE))
    with records.acting(actor):
        first = Entry.objects.select_related("ledger").filter(record.seen_by(actor), pk=entry_id).first()
        if first is None:
            raise missing()
        if not put_right_elsewhere(first, actor):  # then the rule below says where
            demand(may_reverse_alone(actor.role))
        key = f"{RETURNED}{first.pk}" if came_back else ""
        number = reverse_for(actor, now, first, booked_on, reason, key=key)
        take_back(first, actor.role)
    return number


def put_right_elsewhere(first: Entry, actor: Actor) -> bool:
    """Whether an entry follows from another act, or left by an order, which a person puts right there alone."""
    moved = first.source_key.startswith("split:") and first.ledger.orders_since is not None
    return actor.role is not Role.SYSTEM and (follows_from(first.source_stream) or moved)


def reverse_for(
    actor: Actor, now: datetime, first: Entry, booked_on: date, reason: str, *, key: str = ""
) -> int:
    """Reverse an entry for an act of this app that puts right itself what follows from it; return the reversal."""
    postings = list(Posting.objects.filter(entry=first).order_by("id").select_related("account"))
    draft = EntryDraft(
        kind=EntryKind.REVERSAL,
        booked_on=booked_on,
        lines=[_back(one) for one in postings],
        note=reason,
        source_key=key,
    )
    follows = put_right_elsewhere(first, actor)
    references = _reversible(first, draft, shanghai_day(now), follows=follows)
    (note,) = sealed(first.ledger, "note", [_note(draft)])
    entry = _entry(actor, now, first.ledger, draft, note_id=note, reverses=first)
    entry.save(force_insert=True)
    Posting.objects.bulk_create(_taken_back(entry, one) for one in postings)
    _keep_common(first, draft)
    records.record_event(
        stream=entry.stream, type="ledgers.entry_reversed", actor=actor, at=now, scope=entry.scope,
        data={**_said(entry, draft), "reverses": first.pk, "reason": entry.note_id}, references=references,
    )  # fmt: skip
    return int(entry.pk)


def _reversible(first: Entry, draft: EntryDraft, today: date, *, follows: bool) -> tuple[Reference, ...]:
    chart, books = chart_on(draft.booked_on), books_of(first.ledger)
    reversed_already = Entry.objects.filter(reverses=first).exists()
    return demand(
        may_reverse(
            kind=EntryKind(first.kind),
            reversed_already=reversed_already,
            reason=draft.note,
            chart=chart,
            follows=follows,
        ),
        may_take_back(booked_on=draft.booked_on, first_on=first.booked_on),
        may_post(booked_on=draft.booked_on, lines=draft.lines, books=books, chart=chart, today=today),
    )


def _keep_common(first: Entry, draft: EntryDraft) -> None:
    """Refuse to take from the common part of the fund what the households have by now.

    Asked after the posting, which waits for whoever shares it out at the same instant.
    """
    if any(line.code == "fund_common" and line.amount_fen > 0 for line in draft.lines):
        rows = Account.objects.filter(ledger_id=first.ledger_id, code="fund_common")
        demand(may_leave_common(-max(rows.values_list("balance_fen", flat=True), default=0)))


def _back(posting: Posting) -> Line:
    account = posting.account
    return Line(account.code, -posting.amount_fen, account.unit_id or account.contract_id or account.part_id)


def _taken_back(entry: Entry, posting: Posting) -> Posting:
    return Posting(
        stream=entry.stream,
        scope=entry.scope,
        entry=entry,
        account_id=posting.account_id,
        booked_on=entry.booked_on,
        amount_fen=-posting.amount_fen,
    )
