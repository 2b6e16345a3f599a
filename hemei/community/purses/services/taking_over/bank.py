"""Files to the bank, statements from it, and what their lines were matched with."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TypeVar

from hemei.community.purses.facts import rules_on
from hemei.community.purses.formats.lines import BankLine, Payment, PaymentFile
from hemei.community.purses.formats.reading import read_statement
from hemei.community.purses.formats.writing import as_csv, as_pain001
from hemei.community.purses.models import BankFile, JointAccount, Statement, StatementLine
from hemei.community.purses.queries.matching import open_entries
from hemei.community.purses.rules.matching import Line, OpenEntry, OpenOrder, Proposal, proposals_for
from hemei.community.purses.rules.payees import Party
from hemei.community.purses.rules.words import FileProfile, MatchedBy, OrderState
from hemei.community.purses.services.filing import MEDIA
from hemei.community.purses.services.shared import missing, person_of
from hemei.community.purses.services.statements import covered_by, seal_lines
from hemei.community.purses.services.taking_over.past import Load, Made, PastStatement, move
from hemei.ground.records import services as records
from hemei.kernel.workdays import SHANGHAI, shanghai_day


def send(load: Load, made: Sequence[Made], profile: FileProfile) -> None:
    """Write the files that went to the bank: what was sent at one moment is one file."""
    sent = [one for one in made if one.row.approved_at and one.past.filed_at]
    if not sent:
        return
    sent.sort(key=lambda one: (one.past.filed_at, one.row.pk))
    groups = [list(group) for _, group in groupby(sent, key=lambda one: one.past.filed_at)]
    files = [_file(load, group, number) for number, group in enumerate(groups, start=1)]
    contents = [as_pain001(file) if profile is FileProfile.PAIN001 else as_csv(file) for file in files]
    account = load.account
    kept = records.keep_files(
        [
            records.FileDraft(content, MEDIA[profile], account.stream, account.scope, "bank_file", _sent_at(group))
            for content, group in zip(contents, groups, strict=True)
        ]
    )  # fmt: skip
    ids = records.next_ids("purses_bankfile", len(files))
    rows = [
        BankFile(
            id=number, stream=account.stream, scope=account.scope, account=account, number=file.number,
            profile=profile.value, count=len(group), total_fen=file.total_fen,
            sha256=hashlib.sha256(content).hexdigest(), file_id=file_id,
            made_by_id=person_of(group[0].past.preparer), made_at=_sent_at(group),
        )
        for number, file, content, file_id, group in zip(ids, files, contents, kept, groups, strict=True)
    ]  # fmt: skip
    records.insert_rows(rows)
    for row, group in zip(rows, groups, strict=True):
        _tell_sent(load, row, group)
    move(sent, state="text", bank_file_id="bigint", filed_at="timestamptz")


def _sent_at(group: Sequence[Made]) -> datetime:
    return group[0].past.filed_at or group[0].past.prepared_at


def _file(load: Load, group: Sequence[Made], number: int) -> PaymentFile:
    account, at = load.account, _sent_at(group)
    return PaymentFile(
        number=f"HM{account.pk}-{shanghai_day(at):%Y%m%d}-{number}",
        made_at=at.astimezone(SHANGHAI).isoformat(timespec="seconds"), pay_on=shanghai_day(at),
        payer=account.estate.name, payer_account=load.own, payer_bank=account.bank,
        payments=tuple(_payment(one) for one in group),
    )  # fmt: skip


def _tell_sent(load: Load, row: BankFile, group: Sequence[Made]) -> None:
    payer = group[0].past.preparer
    for one in group:
        one.row.state, one.row.bank_file, one.row.filed_at = OrderState.FILED.value, row, row.made_at
        load.tell(payer, row.made_at, one.row.stream, "purses.order_filed", {"file": row.pk})
    data = {
        "file": row.pk, "number": row.number, "profile": row.profile, "orders": row.count,
        "total_fen": row.total_fen, "sha256": row.sha256,
    }  # fmt: skip
    load.tell(payer, row.made_at, load.account.stream, "purses.file_made", data)


def _payment(one: Made) -> Payment:
    draft = one.past.draft
    return Payment(
        number=one.row.number, amount_fen=one.row.amount_fen, payee=draft.payee,
        payee_account=draft.payee_account, payee_bank=draft.payee_bank, purpose=draft.purpose,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """A statement that was read, with its lines under the numbers they get."""

    past: PastStatement
    row: Statement
    lines: list[tuple[int, BankLine]]


def read(load: Load, past: PastStatement) -> Read:
    """Read a statement of the account and keep it; its lines are kept when they are matched."""
    profile, statement = read_statement(past.raw, past.name)
    if statement.account != load.own:
        raise missing()
    first, last = covered_by(statement, past.covers)
    account = load.account
    kept = records.keep_file(
        content=past.raw, media_type="text/csv" if profile == "csv" else "application/xml", stream=account.stream,
        scope=account.scope, purpose="statement", now=past.read_at,
    )  # fmt: skip
    made = Statement.objects.create(
        stream=account.stream, scope=account.scope, account=account, profile=profile.value,
        sha256=hashlib.sha256(past.raw).hexdigest(), file_id=kept.pk, first_on=first, last_on=last, days_told=True,
        opening_fen=statement.opening_fen, closing_fen=statement.closing_fen, count=len(statement.lines),
        fresh=len(statement.lines), read_by_id=past.reader.person_id, read_at=past.read_at,
    )  # fmt: skip
    data = {
        "statement": made.pk, "profile": profile.value, "lines": made.count, "fresh": made.fresh,
        "since": first.isoformat(), "until": last.isoformat(),
    }  # fmt: skip
    load.tell(past.reader, past.read_at, account.stream, "purses.statement_read", data)
    ids = records.next_ids("purses_statementline", made.count)
    return Read(past, made, list(zip(ids, statement.lines, strict=True)))


def propose(
    account: JointAccount, made: Sequence[Made], lines: Sequence[tuple[int, BankLine]]
) -> dict[int, Proposal]:
    """Return for each line what it belongs to, as `certain_proposals` or its reader finds it, and no thing twice."""
    if not lines:
        return {}
    days = rules_on(max(line.booked_on for _id, line in lines)).matching.limit.amount
    orders = [
        OpenOrder(
            one.row.pk, one.row.number, one.row.amount_fen, shanghai_day(one.row.prepared_at), OrderState.FILED,
            booked=True, payee=Party(one.past.draft.payee_account, one.past.draft.payee),
        )
        for one in made if one.row.approved_at and one.past.filed_at
    ]  # fmt: skip
    entries = open_entries(account, date.min, date.max)
    orders_of, entries_of = _by_amount(orders), _by_amount(entries)
    found = {
        number: best[0]
        for number, line in lines
        if (
            best := proposals_for(
                Line(
                    number, line.booked_on, line.amount_fen, line.order_number,
                    Party(line.other_account, line.party),
                ),
                orders_of.get(-line.amount_fen, ()), entries_of.get(line.amount_fen, ()), days=days,
            )
        )
        and (best[0].certain or _looked_at(best))
    }  # fmt: skip
    claims = Counter((one.how, one.of_id) for one in found.values())
    found = {number: one for number, one in found.items() if claims[one.how, one.of_id] == 1}
    of_order = {one.row.pk: one for one in made}
    for number, line in lines:
        if (best_one := found.get(number)) and best_one.how is MatchedBy.ORDER:
            of_order[best_one.of_id].line = line
    return found


def _looked_at(best: Sequence[Proposal]) -> bool:
    """Whether a line's reader could match it by looking: of its day one entry of the books fits, and no order does."""
    of_the_day = [one for one in best if one.how is MatchedBy.ORDER or not one.days_off]
    return len(of_the_day) == 1 and of_the_day[0] is best[0] and best[0].how is MatchedBy.ENTRY


_Moved = TypeVar("_Moved", OpenOrder, OpenEntry)


def _by_amount(rows: Iterable[_Moved]) -> dict[int, list[_Moved]]:
    kept: dict[int, list[_Moved]] = defaultdict(list)
    for row in rows:
        kept[row.amount_fen].append(row)
    return kept


def keep(load: Load, read: Sequence[Read], matched: Mapping[int, Proposal], made: Sequence[Made]) -> int:
    """Write the lines of the bank as they were matched; with them the orders are paid."""
    if not read:
        return 0
    of_order = {one.row.pk: one for one in made}
    rows = [
        _line(load, one, number, line, matched.get(number), of_order)
        for one in read
        for number, line in one.lines
    ]
    seal_lines(rows, [line for one in read for _number, line in one.lines])
    paid = [one for one in made if one.row.paid_entry_id]
    records.insert_rows(rows)
    move(paid, state="text", paid_on="date", paid_entry_id="bigint", ended_at="timestamptz")
    return sum(1 for row in rows if row.matched_at)


def _line(
    load: Load, one: Read, number: int, line: BankLine, found: Proposal | None, of_order: Mapping[int, Made]
) -> StatementLine:  # fmt: skip
    account, past = load.account, one.past
    row = StatementLine(
        id=number, stream=account.stream, scope=account.scope, account=account, statement=one.row,
        reference=line.reference, booked_on=line.booked_on, amount_fen=line.amount_fen,
        balance_fen=line.balance_fen, order_number=line.order_number,
    )  # fmt: skip
    if found is None:
        return row
    order = of_order[found.of_id].row if found.how is MatchedBy.ORDER else None
    row.matched_how, row.matched_by_id, row.matched_at = found.how.value, past.reader.person_id, past.read_at
    row.entry_id, row.order = (order.paid_entry_id if order else found.of_id), order
    if order is not None:
        data = {
            "line": number,
            "entry": order.paid_entry_id,
            "paid_on": line.booked_on.isoformat(),
            "was": order.state,
        }
        order.state, order.ended_at = OrderState.PAID.value, past.read_at
        load.tell(past.reader, past.read_at, order.stream, "purses.order_paid", data)
    data = {"line": number, "how": row.matched_how, "entry": row.entry_id, "order": row.order_id}
    load.tell(past.reader, past.read_at, account.stream, "purses.line_matched", data)
    return row
