"""A month of which no statement is read is told: days not covered and balances that do not follow are listed."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hemei.community.ledgers.tests.conftest import NOW
from hemei.community.purses import queries, services, work
from hemei.community.purses.models import JointAccount, Statement
from hemei.community.purses.tests.conftest import NUMBER, Joint
from hemei.community.purses.tests.test_pages import show
from hemei.community.purses.tests.test_paying import refused
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor

FEBRUARY = date(2026, 1, 1), date(2026, 9, 30)
CAME = ("2026-09-28", "A1", "", "10000.00", "10000.00", "车主", "停车费")
INTEREST = ("2026-11-01", "A2", "", "0.01", "10000.01", "银行", "结息")


def listed(joint: Joint) -> list[tuple[date | None, date | None]]:
    """Return what the list says of statements: the first day that is missing, the first that does not follow."""
    with records.acting(joint.street):
        rows = queries.watched_accounts("unreconciled", actor=joint.street, on=NOW.date())
        counted = queries.watched_counts(actor=joint.street, on=NOW.date()).unreconciled
    assert len(rows) == counted
    return [(row.missing_on, row.broken_on) for row in rows]


@pytest.fixture
def books(joint: Joint) -> Joint:
    """Book what the bank told, so that only the statements may be wrong."""
    joint.purse.earn(1_000_000)
    joint.take(CAME, covers=FEBRUARY)
    joint.purse.earn(1, on=date(2026, 11, 1))
    return joint


@pytest.mark.at(NOW)
def test_who_reads_the_statements_finds_on_his_workbench_what_is_not_reconciled(books: Joint) -> None:
    def told(actor: Actor) -> list[str]:
        with records.acting(actor):
            return [one.words for one in work.reconciling(actor)]

    books.take(INTEREST, covers=(date(2026, 11, 1), date(2026, 11, 1)))
    words = ["1个共管账户没有和银行对平，请导入对账单、核对余额"]
    assert [told(one) for one in (books.company, books.members[0], books.street)] == [words, words, []]
    went = ("2026-10-05", "M1", "50.00", "", "9950.00", "某人", "借出")
    back = ("2026-10-28", "M2", "", "50.00", "10000.00", "某人", "还回")
    books.take(went, back, covers=(date(2026, 10, 1), date(2026, 10, 31)))
    assert told(books.company) == []
    with records.acting(books.company):
        [old] = work.matching(books.company)
    assert (old.words, old.address) == ("1个共管账户有银行流水久未勾对，请勾对", "/purses/unmatched")


def test_a_month_that_no_statement_covers_is_on_the_list_until_it_is_read(books: Joint) -> None:
    books.take(INTEREST, covers=(date(2026, 11, 1), date(2026, 11, 1)))
    assert listed(books) == [(date(2026, 10, 1), None)], "fifty thousand went and came back in between"
    page = show(books.street).get(f"/purses/{books.account}/bank").text
    assert "从哪一天起没有对账单" in page
    went = ("2026-10-05", "M1", "50.00", "", "9950.00", "某人", "借出")
    back = ("2026-10-28", "M2", "", "50.00", "10000.00", "某人", "还回")
    books.take(went, back, covers=(date(2026, 10, 1), date(2026, 10, 31)))
    assert listed(books) == []
    with records.acting(SYSTEM):
        assert books.line("M1").matched_at is None, "and who looks finds what moved"


def test_an_opening_that_is_not_the_closing_before_is_on_the_list(books: Joint) -> None:
    other = (*INTEREST[:4], "9950.01", *INTEREST[5:])
    books.take(other, covers=(date(2026, 10, 1), date(2026, 11, 1)))
    assert listed(books) == [(None, date(2026, 10, 1))]


def test_days_that_two_statements_cover_follow_by_their_lines(books: Joint) -> None:
    books.take(CAME, INTEREST, covers=(date(2026, 9, 15), date(2026, 11, 1)))
    assert listed(books) == []


def test_the_days_before_the_first_statement_are_missing_too(joint: Joint) -> None:
    joint.purse.earn(1_000_000)
    joint.take(CAME, covers=(date(2026, 9, 1), date(2026, 10, 31)))
    assert listed(joint) == [(date(2026, 1, 1), None)]
    joint.take(CAME, covers=(date(2026, 1, 1), date(2026, 10, 31)))
    assert listed(joint) == [], "the same file, asked for more days than somebody typed"
    joint.take(CAME, covers=(date(2026, 9, 1), date(2026, 10, 31)))
    with records.acting(SYSTEM):
        assert Statement.objects.count() == 2, "and again it changes nothing"


def read_before_days_were_asked(joint: Joint, closing: int | None) -> None:
    """Add a statement of before: the days of its lines, and what it closed with where it said so."""
    joint.purse.earn(1_000_000)
    joint.purse.earn(1, on=date(2026, 11, 1))
    with records.acting(SYSTEM):
        row = JointAccount.objects.get(pk=joint.account)
        Statement.objects.create(
            stream=row.stream, scope=row.scope, account=row, profile="csv", sha256="0" * 64, count=1, fresh=1,
            first_on=date(2026, 9, 28), last_on=date(2026, 9, 28), closing_fen=closing, read_at=NOW,
        )  # fmt: skip


def unknown(joint: Joint) -> date | None:
    with records.acting(joint.street):
        row = queries.standing_of(joint.account, actor=joint.street)
    assert row is not None
    return row.unknown_on


@pytest.mark.parametrize(("closing", "since"), [(1_000_000, None), (None, date(2026, 9, 29))])
def test_days_after_a_statement_of_before_are_not_known_rather_than_missing(
    joint: Joint, closing: int | None, since: date | None
) -> None:
    read_before_days_were_asked(joint, closing)
    joint.take(INTEREST, covers=(date(2026, 11, 1), date(2026, 11, 1)))
    assert (listed(joint), unknown(joint)) == ([], since), (
        "where the balances follow nothing moved in between"
    )
    page = show(joint.street).get(f"/purses/{joint.account}/bank").text
    assert "从哪一天起没有对账单" not in page
    assert ("从哪一天起不清楚对账单覆盖了没有" in page) is (since is not None)


def test_a_gap_after_that_is_missing_all_the_same(joint: Joint) -> None:
    read_before_days_were_asked(joint, 1_000_000)
    october = ("2026-10-02", "B1", "", "5.00", "10005.00", "车主", "停车费")
    joint.take(october, covers=(date(2026, 10, 1), date(2026, 10, 5)))
    joint.take(INTEREST, covers=(date(2026, 11, 1), date(2026, 11, 1)))
    assert [missing for missing, _broken in listed(joint)] == [date(2026, 10, 6)]


def test_a_file_that_does_not_say_its_days_is_asked_for_them(joint: Joint) -> None:
    raw = f"账号,交易日期,交易流水号,金额\n{NUMBER},2026-10-08,A1,1.00\n".encode()
    read = {"actor": joint.company, "now": NOW, "account_id": joint.account, "raw": raw, "name": "流水.csv"}
    assert "没有写明是哪一天到哪一天的" in refused(services.take_statement, **read)
    short = date(2026, 10, 1), date(2026, 10, 7)
    assert "2026-10-01至2026-10-07" in refused(services.take_statement, **read, covers=short)
    ahead = date(2026, 10, 1), date(2026, 12, 31)
    assert "对账单到2026-12-31，这一天还没有到" in refused(services.take_statement, **read, covers=ahead)
    here, company = f"/purses/{joint.account}/bank", show(joint.company)
    given = company.post(here, {"file": SimpleUploadedFile("流水.csv", raw)})
    assert (given.status_code, 'id="error-covers_from"' in given.text) == (422, True)
    days = {"covers_from": "2026-10-01", "covers_to": "2026-10-31"}
    assert company.post(here, {"file": SimpleUploadedFile("流水.csv", raw), **days}).status_code == 302
    with records.acting(SYSTEM):
        row = Statement.objects.get()
    assert (row.first_on, row.last_on, row.days_told) == (date(2026, 10, 1), date(2026, 10, 31), True)
