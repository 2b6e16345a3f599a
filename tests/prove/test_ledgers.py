"""A million random postings, raw SQL as the application's role; killed in the middle: no entry is left out of balance.

Every transaction is thrown with the dice: some add up, some miss by a fen, post twice, look early, post into another's
entry. What adds up is there afterwards, what does not is not, and every balance is the sum of its postings.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from datetime import date
from itertools import count
from random import Random

import pytest
from django.db import DatabaseError, connection, connections, transaction

from hemei.community.ledgers import queries, services
from hemei.community.ledgers.services import EntryDraft, EntryKind, Line
from hemei.community.ledgers.tests.conftest import NOW, Purse, made_purse
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.leadership.duties.tests.conftest import made_quarter

pytestmark = pytest.mark.prove
POSTINGS = int(os.environ.get("HEMEI_PROVE_POSTINGS", "1000000"))
A_TIME = 1_000
HEAD = (
    "insert into ledgers_entry (id, stream, scope, ledger_id, kind, booked_on, booked_at, source_stream, source_key,"
    " sum_fen, lines, made_in) select n, l.stream, l.scope, l.id, 'receipt', '2026-10-08', now(), '', '', 0, 0, 0"
    " from ledgers_ledger l, unnest(%s::bigint[]) n"
)
LINES = (
    "insert into ledgers_posting (stream, scope, entry_id, account_id, booked_on, amount_fen)"
    " select l.stream, l.scope, g.entry, g.account, '2026-10-08', g.fen from ledgers_ledger l,"
    " unnest(%s::bigint[], %s::bigint[], %s::bigint[]) as g(entry, account, fen)"
)
EARLY = "set constraints all immediate; set constraints all deferred"
SLIPS = (
    "a fen too much",
    "one line only",
    "no line at all",
    "an early look, then a fen",
    "into a former entry",
)
Row = tuple[int, int, int]


def committed() -> Purse:
    with transaction.atomic():
        return made_purse(made_quarter())


def balanced(throw: Random, entry: int, accounts: list[int]) -> list[Row]:
    lines = [(entry, throw.choice(accounts), throw.randrange(1, 10**6)) for _ in range(throw.randrange(1, 5))]
    return [*lines, (entry, throw.choice(accounts), -sum(fen for *_, fen in lines))]


def spoiled(throw: Random, slip: str, entries: list[int], rows: list[Row], former: int | None) -> list[Row]:
    """Return the lines with one thing wrong in one entry of the transaction."""
    hit = throw.choice(entries)
    if slip == "one line only":
        return [row for row in rows if row[0] != hit] + [next(row for row in rows if row[0] == hit)]
    if slip == "no line at all":
        return [row for row in rows if row[0] != hit]
    return [*rows, (former or hit, rows[0][1], 1)]


def thrown(throw: Random, numbers: Iterator[int], accounts: list[int]) -> tuple[list[int], list[Row]]:
    entries = [next(numbers) for _ in range(throw.randrange(1, A_TIME // 2))]
    rows = [row for entry in entries for row in balanced(throw, entry, accounts)]
    throw.shuffle(rows)
    return entries, rows


def posted(entries: list[int], rows: list[Row], throw: Random, slip: str) -> bool:
    """Whether the application's role can write and commit this, in as many statements as the dice say."""
    cut = throw.randrange(len(rows))
    try:
        with records.acting(SYSTEM), connection.cursor() as cursor:
            cursor.execute(HEAD, [entries])
            last = rows[-1:]
            for part in (rows[:cut], rows[cut:-1], last):
                if part:
                    cursor.execute(LINES, [list(column) for column in zip(*part, strict=True)])
                if part is not last and slip == "an early look, then a fen":
                    with contextlib.suppress(DatabaseError), transaction.atomic():
                        cursor.execute(EARLY)  # the look itself may find an entry that is not whole yet
    except DatabaseError as error:
        if error.__cause__.sqlstate != "23514":  # type: ignore[union-attr]
            raise  # a slip of this test's own, no refusal
        return False
    return True


@pytest.mark.usefixtures("own_database")
def test_a_million_random_postings_leave_no_entry_out_of_balance() -> None:
    committed()
    throw, numbers, written, entries_there, former = Random(1), count(1_000), 0, 0, None  # noqa: S311
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("hemei_app",)
        cursor.execute("select id from ledgers_account where code like 'revenue%%' or code = 'parking'")
        accounts = [number for (number,) in cursor.fetchall()]
    refused: dict[str, int] = dict.fromkeys(SLIPS, 0)
    while written < POSTINGS:
        entries, rows = thrown(throw, numbers, accounts)
        slip = throw.choice(SLIPS) if throw.randrange(5) == 0 else ""
        if slip:
            rows = spoiled(throw, slip, entries, rows, former if slip == "into a former entry" else None)
        sound = posted(entries, rows, throw, slip)
        assert sound is not bool(slip), (slip, written)
        if sound:
            written, entries_there, former = written + len(rows), entries_there + len(entries), entries[0]
        else:
            refused[slip] += 1
    assert all(refused.values()) or POSTINGS < 10**6, refused
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select count(*) from ledgers_entry")
        assert cursor.fetchone() == (entries_there,)
        cursor.execute("select count(*), sum(amount_fen) from ledgers_posting")
        assert cursor.fetchone() == (written, 0)
    assert queries.slips() == []


def draft_of(number: int) -> EntryDraft:
    lines = (Line("revenue_bank", number + 1), Line("parking", -number - 1))
    return EntryDraft(
        kind=EntryKind.RECEIPT, booked_on=date(2026, 10, 8), lines=lines, source_key=f"kill:{number}"
    )


@pytest.mark.usefixtures("own_database")
def test_who_is_killed_while_posting_leaves_whole_entries_and_posts_none_twice() -> None:
    purse = committed()
    reader, writer = os.pipe()
    connections.close_all()
    child = os.fork()
    if child == 0:  # pragma: no cover - killed from outside
        for number in count():
            services.post_entry(actor=SYSTEM, now=NOW, ledger_id=purse.ledger, draft=draft_of(number))
            os.write(writer, b".")
    os.close(writer)
    told = len(os.read(reader, 1))
    time.sleep(2)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while chunk := os.read(reader, 65_536):
        told += len(chunk)
    assert told > 1
    assert queries.slips() == []
    for number in range(told + 1):  # once more, as who got no answer does; what stands is not posted again
        services.post_entry(actor=SYSTEM, now=NOW, ledger_id=purse.ledger, draft=draft_of(number))
    with records.acting(SYSTEM):
        rows = {row.code: row for row in queries.accounts_of(purse.ledger, actor=SYSTEM)}
    assert rows["revenue_bank"].postings in {
        told + 1,
        told + 2,
    }  # one may have stood without having been told
    assert rows["revenue_bank"].balance_fen == sum(range(1, rows["revenue_bank"].postings + 1))
    assert queries.slips() == []
