"""What the database itself keeps of the books, with real commits: raw SQL of the application's role, two at once."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from hemei.community.ledgers import queries, services
from hemei.community.ledgers.models import Account, Checkpoint
from hemei.community.ledgers.services import EntryDraft, EntryKind, Line
from hemei.community.ledgers.tests.conftest import NOW, Purse, made_purse
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.decision import Refused
from hemei.leadership.duties.tests.conftest import made_quarter

ADD = "insert into ledgers_posting (stream, scope, entry_id, account_id, booked_on, amount_fen) "
CHECKPOINT = (
    "insert into ledgers_checkpoint (stream, scope, account_id, until, balance_fen)"
    " select stream, scope, id, '{until}', {sum} from ledgers_account where code = 'revenue_bank'"
)
REFUSALS = {"23514", "42501"}
"""A constraint says no, or the role has no right."""
HEAD = (
    "insert into ledgers_entry (id, stream, scope, ledger_id, kind, booked_on, booked_at, source_stream, source_key,"
    " sum_fen, lines, made_in) select {number}, stream, scope, id, 'receipt', '{day}', now(), '', '', 0, 2, 0"
    " from ledgers_ledger; "
)
# The same the other way round: of an entry, by an entry, on a day, with a reason or without.
BACK = (
    "insert into ledgers_entry (id, stream, scope, ledger_id, kind, booked_on, booked_at, source_stream, source_key,"
    " sum_fen, lines, made_in, reverses_id, note_id) select {number}, stream, scope, ledger_id, 'reversal', '{day}',"
    " now(), '', '', 0, 0, 0, id, {note} from ledgers_entry where id = {of}; "
    "insert into ledgers_posting (stream, scope, entry_id, account_id, booked_on, amount_fen)"
    " select stream, scope, {number}, account_id, '{day}', -amount_fen from ledgers_posting where entry_id = {of}; "
)
# An entry over named accounts, with what each gets.
OVER = (
    HEAD + "insert into ledgers_posting (stream, scope, entry_id, account_id, booked_on, amount_fen)"
    " select a.stream, a.scope, {number}, a.id, '2026-10-08', v.fen from ledgers_account a"
    " join (values {values}) v(code, fen) on v.code = a.code where a.unit_id is null and a.contract_id is null"
)
ATTACKS = {
    "money of one purse in the other": OVER.format(
        number=91, day="2026-10-08", values="('revenue_bank', -500), ('fund_bank', 500)"
    ),
    "purses that are out by as much each": OVER.format(
        number=90,
        day="2026-10-08",
        values="('revenue_bank', -500), ('into_fund', 499), ('fund_bank', 501), ('fund_common', -500)",
    ),
    "money of no purse": "insert into ledgers_account (stream, scope, ledger_id, code, shared, balance_fen,"
    " postings) select stream, scope, id, 'gift', true, 0, 0 from ledgers_ledger; "
    + OVER.format(number=89, day="2026-10-08", values="('revenue_bank', -500), ('gift', 500)"),
    "a code in another purse": "update ledgers_code set purse = 'fund' where code = 'revenue_bank'",
    "a code in no purse": "delete from ledgers_code where code = 'fund_bank'",
    "one posting more": ADD + "select stream, scope, {entry}, {bank}, '2026-10-08', 1 from ledgers_ledger",
    "two balanced postings more": ADD
    + "select stream, scope, {entry}, {bank}, '2026-10-08', unnest(array[1, -1]) from ledgers_ledger",
    "a changed amount": "update ledgers_posting set amount_fen = amount_fen + 1",
    "a deleted posting": "delete from ledgers_posting where amount_fen > 0",
    "a changed sum": "update ledgers_entry set sum_fen = 1",
    "a changed day": "update ledgers_entry set booked_on = '2026-10-09'",
    "a deleted entry": "delete from ledgers_entry",
    "a changed balance": "update ledgers_account set balance_fen = 0",
    "an emptied book": "truncate ledgers_posting cascade",
    "a month opened again": "update ledgers_ledger set open_from = '2026-01-01'",
    "a deleted ledger": "delete from ledgers_ledger",
    "an account with money from nowhere": "insert into ledgers_account"
    " (stream, scope, ledger_id, code, shared, balance_fen, postings)"
    " select stream, scope, id, 'gift', true, 5, 0 from ledgers_ledger",
    "a checkpoint of another sum": CHECKPOINT.format(until="2026-09-01", sum="7"),
    "a checkpoint between two closings": CHECKPOINT.format(until="2026-09-02", sum="1"),
    "a checkpoint of an open month": CHECKPOINT.format(until="2026-10-02", sum="0"),
    "a checkpoint of a day that is still to come": "update ledgers_ledger set open_from = '2999-01-01'; "
    + CHECKPOINT.format(until="2999-01-01", sum="50000"),
    "a checkpoint of another place": CHECKPOINT.format(until="2026-09-01", sum="0").replace(
        "scope, id", "'1.', id"
    ),
    "an empty entry": HEAD.format(number=98, day="2026-10-08"),
    "an entry in a closed month": HEAD.format(number=97, day="2026-08-31"),
    "an early look and then one posting more": HEAD.format(number=99, day="2026-10-08")
    + ADD
    + "select stream, scope, 99, {bank}, '2026-10-08', unnest(array[1, -1]) from ledgers_ledger;"
    " set constraints all immediate; set constraints all deferred; "
    + ADD
    + "select stream, scope, 99, {bank}, '2026-10-08', 1 from ledgers_ledger",
    "a month closed between an entry and what it says": HEAD.format(number=96, day="2026-10-08")
    + ADD
    + "select stream, scope, 96, {bank}, '2026-10-08', unnest(array[1, -1]) from ledgers_ledger; "
    "update ledgers_ledger set open_from = '2026-11-01'; "
    + CHECKPOINT.format(until="2026-11-01", sum="50000")
    + "; "
    + ADD
    + "select stream, scope, 96, {bank}, '2026-10-08', unnest(array[500, -500]) from ledgers_ledger",
    "a reversal without a reason": BACK.format(number=95, day="2026-10-09", note="null", of="{entry}"),
    "a reversal booked before what it takes back": BACK.format(
        number=94, day="2026-10-07", note="1", of="{entry}"
    ),
    "a reversal of a reversal": BACK.format(number=93, day="2026-10-09", note="1", of="{entry}")
    + BACK.format(number=92, day="2026-10-09", note="1", of="93"),
    "a sum changed from a trigger of one's own": "create temp table lever (a int);"
    " create function pg_temp.pull() returns trigger language plpgsql as"
    " 'begin update ledgers_account set balance_fen = 0; return new; end';"
    " create trigger pull before insert on lever for each row execute function pg_temp.pull();"
    " insert into lever values (1)",
}


def committed() -> Purse:
    with transaction.atomic():
        return made_purse(made_quarter())


@pytest.mark.usefixtures("own_database")
def test_no_statement_of_the_application_leaves_the_books_untrue() -> None:
    purse = committed()
    entry = purse.earn(50_000)
    purse.close(date(2026, 10, 1))
    with records.acting(SYSTEM):
        bank = Account.objects.get(ledger_id=purse.ledger, code="revenue_bank").pk
        before = balances(purse)
    went_through = [name for name, sql in ATTACKS.items() if done(sql.format(entry=entry, bank=bank))]
    assert went_through == []
    assert queries.slips() == []
    with records.acting(SYSTEM):
        assert balances(purse) == before == {"revenue_bank": 50_000, "parking": -50_000}


@pytest.mark.usefixtures("own_database")
def test_what_tops_up_the_fund_balances_in_both_purses_and_crosses_neither() -> None:
    purse = committed()
    purse.earn(50_000)
    moved = "('revenue_bank', -500), ('into_fund', 500), ('fund_bank', 500), ('fund_common', -500)"
    assert done(OVER.format(number=88, day="2026-10-08", values=moved))
    assert queries.slips() == []
    crossed = OVER.format(number=87, day="2026-10-08", values="('revenue_bank', -1), ('fund_bank', 1)")
    with pytest.raises(IntegrityError, match="between the purses"):
        done(crossed, told=True)


def done(sql: str, *, told: bool = False) -> bool:
    """Whether the application's role can do and commit this; raises the refusal where it is to be told."""
    try:
        with records.acting(SYSTEM), connection.cursor() as cursor:
            cursor.execute("select current_user")
            assert cursor.fetchone() == ("hemei_app",)
            cursor.execute(sql)
    except DatabaseError as error:
        if told or error.__cause__.sqlstate not in REFUSALS:  # type: ignore[union-attr]
            raise  # a slip of this test's own, no refusal
        return False
    return True


def balances(purse: Purse) -> dict[str, int]:
    rows = queries.accounts_of(purse.ledger, actor=SYSTEM)
    return {row.code: row.balance_fen for row in rows if row.balance_fen}


@pytest.mark.usefixtures("own_database")
def test_those_who_post_at_once_lose_nothing_and_never_block_one_another_for_good() -> None:
    purse = committed()
    failed: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(15):
                accounts = (Line("fund_bank", 1), Line("fund_unit", -1, purse.units[(number + turn) % 3]))
                lines = accounts if number % 2 else accounts[::-1]
                draft = EntryDraft(
                    kind=EntryKind.RECEIPT,
                    booked_on=date(2026, 10, 8),
                    lines=(*lines, Line("revenue_bank", 1), Line("parking", -1)),
                )
                services.post_entry(actor=SYSTEM, now=NOW, ledger_id=purse.ledger, draft=draft)
        except BaseException as error:  # noqa: BLE001 - told to the test below
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert queries.slips() == []
    with records.acting(SYSTEM):
        assert balances(purse)["fund_bank"] == 60


@pytest.mark.usefixtures("own_database")
def test_who_closes_a_month_waits_for_what_is_being_posted_in_it() -> None:
    purse = committed()
    purse.earn(7, on=date(2026, 9, 30))
    failed: list[BaseException] = []

    def close() -> None:
        try:
            purse.close(date(2026, 10, 1))
        except BaseException as error:  # noqa: BLE001 - told to the test below
            failed.append(error)
        finally:
            connection.close()

    closer = threading.Thread(target=close)
    with records.acting(SYSTEM):
        purse.earn(5, on=date(2026, 9, 30))
        closer.start()
        while closer.is_alive() and not waits_for_the_lock():
            closer.join(0.05)
        assert closer.is_alive(), "it closed the month over an entry that was not there yet"
    closer.join(60)
    assert failed == []
    assert queries.slips() == []
    with records.acting(SYSTEM):
        kept = dict(Checkpoint.objects.values_list("account__code", "balance_fen"))
    assert kept == {"revenue_bank": 12, "parking": -12}


def waits_for_the_lock() -> bool:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select 1 from pg_locks l join pg_database d on d.oid = l.database and d.datname = current_database()"
            " where l.locktype = 'advisory' and not l.granted"
        )
        return cursor.fetchone() is not None


@pytest.mark.usefixtures("own_database")
def test_who_posts_into_a_month_that_was_just_closed_is_refused() -> None:
    purse = committed()
    purse.earn(7, on=date(2026, 9, 30))
    closed, told = threading.Event(), []

    def post() -> None:
        try:
            with records.acting(SYSTEM):
                closed.wait(30)
                purse.earn(5, on=date(2026, 9, 30))
        except (Refused, DatabaseError) as error:
            told.append(str(error))
        finally:
            connection.close()

    poster = threading.Thread(target=post)
    poster.start()
    purse.close(date(2026, 10, 1))
    closed.set()
    poster.join(30)
    assert len(told) == 1
    assert queries.slips() == []
