"""A statement of the bank is read: new lines are kept, known ones left alone, a changed one refuses the file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hemei.community.purses.formats.lines import BankLine, BankStatement
from hemei.community.purses.formats.reading import read_statement
from hemei.community.purses.models import JointAccount, Statement, StatementLine
from hemei.community.purses.queries.numbering import former_numbers
from hemei.community.purses.rules.acts import REVENUE, Act
from hemei.community.purses.services.shared import bank_account_for, tell
from hemei.ground.people.services import opened
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark
from hemei.kernel.money import yuan
from hemei.kernel.workdays import shanghai_day

Days = tuple[date, date]
"""The first and the last day of a period, both included."""
LINE, PARTY, OTHER = "purse_line", "purse_party", "purse_other_account"


@dataclass(frozen=True, slots=True)
class ReadIn:
    """What came of reading a statement: how many lines it has, how many were new."""

    statement_id: int
    count: int
    fresh: int


def take_statement(
    *, actor: Actor, now: datetime, account_id: int, raw: bytes, name: str, covers: Days | None = None
) -> ReadIn:
    """Read a statement of an account. Read again, or out of order, it adds only what was not there.

    `covers` are the days it was asked of the bank for, both included; what the file itself says comes first.

    Raises:
        Refused: it cannot be read, is another account's or ahead of time, or a line is not what it was before.
    """
    with records.acting(actor):
        account = bank_account_for(actor, account_id, Act.READ)
        JointAccount.objects.select_for_update().get(
            pk=account.pk
        )  # two files at one instant, one after the other
        sha = hashlib.sha256(raw).hexdigest()
        profile, statement = read_statement(raw, name)
        first, last = covered_by(statement, covers)
        known = Statement.objects.filter(
            account=account, sha256=sha, days_told=True, first_on__lte=first, last_on__gte=last
        ).first()
        with opened(actor, account.scope):
            _own(account, statement)
            _not_ahead(last, now)
            fresh = _fresh(account, statement)
            if known is not None:
                return _again(actor, now, account, known, fresh)
            kept = records.keep_file(
                content=raw, media_type="text/csv" if profile == "csv" else "application/xml",
                stream=account.stream, scope=account.scope, purpose="statement", now=now,
            )  # fmt: skip
            made = Statement.objects.create(
                stream=account.stream, scope=account.scope, account=account, profile=profile.value, sha256=sha,
                file_id=kept.pk, first_on=first, last_on=last, days_told=True, opening_fen=statement.opening_fen,
                closing_fen=statement.closing_fen,
                count=len(statement.lines), fresh=len(fresh), read_by_id=actor.person_id, read_at=now,
            )  # fmt: skip
            _keep(account, made, fresh)
            data = {
                "statement": made.pk, "profile": profile.value, "lines": made.count, "fresh": made.fresh,
                "since": first.isoformat(), "until": last.isoformat(),
            }  # fmt: skip
            tell(actor, now, account, "purses.statement_read", data)
    return ReadIn(made.pk, made.count, made.fresh)


def _again(
    actor: Actor, now: datetime, account: JointAccount, known: Statement, fresh: Sequence[BankLine]
) -> ReadIn:
    """Read a known file again: nothing is new, but what it shared with a statement that is void since."""
    if fresh:
        _keep(account, known, fresh)
        data = {"statement": known.pk, "profile": known.profile, "lines": known.count, "fresh": len(fresh)}
        data |= {"since": known.first_on.isoformat(), "until": known.last_on.isoformat()}
        tell(actor, now, account, "purses.statement_read", data)
    return ReadIn(known.pk, known.count, len(fresh))


def _own(account: JointAccount, statement: BankStatement) -> None:
    # The number before is read to its last statement; the account is the same.
    own = record.open_sealed([account.number_id, *former_numbers(account.stream)])
    if statement.account not in own.values():
        raise Refused.because(
            mark("对账单是尾号{other}的账户，不是这个小区尾号{own}的共管账户。")
            if account.purse == REVENUE
            else mark("对账单是尾号{other}的账户，不是这个小区尾号{own}的维修资金专户。"),
            remedy=mark("请选择本账户的对账单。"), field="file", code="other_account",
            other=statement.account[-4:] or "-", own=account.tail,
        )  # fmt: skip


def covered_by(statement: BankStatement, asked: Days | None) -> Days:
    """Return the days a statement covers: as the bank says, else as its reader asked the bank for them.

    Raises:
        Refused: neither says it, or a line is of another day.
    """
    days = statement.days
    if statement.since is not None and statement.until is not None:
        return min(statement.since, *days), max(days)
    if asked is None:
        raise Refused.because(
            mark("对账单没有写明是哪一天到哪一天的。"), remedy=mark("请填写从网银导出时选的起止日期。"),
            field="covers_from", code="covers",
        )  # fmt: skip
    if not asked[0] <= min(days) <= max(days) <= asked[1]:
        raise Refused.because(
            mark("起止日期是{first}至{last}，对账单里有{lines_first}至{lines_last}的流水。"),
            remedy=mark("请填写从网银导出时选的起止日期。"), field="covers_from", code="covers",
            first=asked[0].isoformat(), last=asked[1].isoformat(), lines_first=min(days).isoformat(),
            lines_last=max(days).isoformat(),
        )  # fmt: skip
    return asked


def _not_ahead(last: date, now: datetime) -> None:
    if last > shanghai_day(now):
        raise Refused.because(
            mark("对账单到{day}，这一天还没有到。"), remedy=mark("请向银行核对后重新导出。"), field="file",
            code="future", day=last.isoformat(),
        )  # fmt: skip


def _fresh(account: JointAccount, statement: BankStatement) -> list[BankLine]:
    references = [line.reference for line in statement.lines]
    known = {
        row.reference: row for row in StatementLine.objects.filter(account=account, reference__in=references)
    }
    ids = [one for row in known.values() for one in (row.text_id, row.other_account_id) if one]
    texts = record.open_sealed(ids)
    fresh = []
    for line in statement.lines:
        row = known.get(line.reference)
        if row is None:
            fresh.append(line)
        else:
            _unchanged(line, row, texts)
    return fresh


def _unchanged(line: BankLine, row: StatementLine, texts: Mapping[int, str | None]) -> None:
    was_with = texts.get(row.other_account_id or 0) or line.other_account
    if (row.booked_on, row.amount_fen) != (line.booked_on, line.amount_fen) or (
        texts.get(row.text_id or 0, line.text) != line.text
        or (line.other_account and line.other_account != was_with)
    ):
        raise Refused.because(
            mark("流水{reference}和以前导入的不一样：以前是{was_day} {was}元，现在是{day} {amount}元。"),
            remedy=mark("整个文件没有导入。请问明银行；以前的不是银行的，先登记作废。"), field="file", code="changed",
            reference=line.reference[:40], was_day=row.booked_on.isoformat(), was=yuan(row.amount_fen),
            day=line.booked_on.isoformat(), amount=yuan(line.amount_fen),
        )  # fmt: skip


def seals_of(stream: str, scope: str, line: BankLine) -> list[tuple[str, dict[str, Any]]]:
    """Return what of a line goes into the vault, each under its column: its words, whom it was with and his account."""
    texts = (
        ("text_id", LINE, line.text),
        ("party_id", PARTY, line.party),
        ("other_account_id", OTHER, line.other_account),
    )
    return [
        (column, records.prepare_seal(stream=stream, scope=scope, field=field, text=text))
        for column, field, text in texts
        if text
    ]


def seal_lines(rows: Sequence[StatementLine], lines: Sequence[BankLine]) -> None:
    """Put what the vault holds of lines there, and its numbers into their rows, which are not written yet."""
    seals = [
        (row, *seal)
        for row, line in zip(rows, lines, strict=True)
        for seal in seals_of(row.stream, row.scope, line)
    ]
    kept = records.write_seals([seal for _row, _column, seal in seals])
    for (row, column, _seal), one in zip(seals, kept, strict=True):
        setattr(row, column, one.vault_id)


def _keep(account: JointAccount, made: Statement, fresh: Sequence[BankLine]) -> None:
    rows = [
        StatementLine(
            stream=account.stream, scope=account.scope, account=account, statement=made, reference=line.reference,
            booked_on=line.booked_on, amount_fen=line.amount_fen, balance_fen=line.balance_fen,
            order_number=line.order_number,
        )
        for line in fresh
    ]  # fmt: skip
    seal_lines(rows, fresh)
    StatementLine.objects.bulk_create(rows, batch_size=1_000)
