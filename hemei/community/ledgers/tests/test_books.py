"""The books: balanced to the fen, never rewritten, closed by month, equal to the sum of their postings."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from hemei.community.ledgers import queries, services
from hemei.community.ledgers.facts import chart_on
from hemei.community.ledgers.models import Account, Entry, Posting
from hemei.community.ledgers.services import EntryDraft, EntryKind, Line
from hemei.community.ledgers.tests.agreed import agreed_to
from hemei.community.ledgers.tests.conftest import NOW, Purse
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records.models import Event
from hemei.kernel.decision import Refused

CHECKER = Path(sys.executable).with_name("bean-check")


def balances(purse: Purse) -> dict[str, int]:
    rows = queries.accounts_of(purse.ledger, actor=SYSTEM)
    return {row.code: row.balance_fen for row in rows if row.balance_fen}


def refused(purse: Purse, *lines: Line, **more: object) -> str:
    with pytest.raises(Refused) as caught:
        purse.post(*lines, **more)  # type: ignore[arg-type]
    return str(caught.value)


def test_an_entry_moves_its_accounts_and_is_told_once(purse: Purse) -> None:
    purse.earn(50_000)
    purse.deposit(0, 9_000)
    assert balances(purse) == {
        "revenue_bank": 50_000, "parking": -50_000, "fund_bank": 9_000,
    }  # fmt: skip
    of_units = queries.accounts_of(purse.ledger, actor=SYSTEM, of_units=True)
    assert [(row.unit_id, row.balance_fen) for row in of_units] == [(purse.units[0], -9_000)]
    assert Event.objects.filter(payload__type="ledgers.entry_posted").count() == 2


def test_the_same_source_is_posted_once(purse: Purse) -> None:
    first = purse.earn(50_000, source_key="contract:7:2026-10")
    assert purse.earn(50_000, source_key="contract:7:2026-10") == first
    assert balances(purse)["revenue_bank"] == 50_000


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([Line("revenue_bank", 100), Line("parking", -99)], "相差0.01元"),
        ([Line("revenue_bank", 100), Line("fund_bank", -100)], "借贷不平"),
        ([Line("revenue_bank", 100)], "至少有两行"),
        ([Line("revenue_bank", 0), Line("parking", 0)], "第1行的金额是零"),
        ([Line("revenue_bank", 10**13), Line("parking", -(10**13))], "太大"),
        ([Line("nothing", 1), Line("parking", -1)], "nothing"),
        ([Line("fund_bank", 1), Line("fund_unit", -1)], "没有写明是哪一户"),
    ],
)
def test_what_cannot_stand_in_the_books_is_refused_with_its_value(
    purse: Purse, lines: list[Line], told: str
) -> None:
    assert told in refused(purse, *lines)
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("day", "told"),
    [(date(2026, 11, 3), "还没有到"), (date(2025, 12, 31), "在建账以前"), (date(2026, 9, 30), "已经结账")],
)
def test_a_day_ahead_before_the_books_or_closed_is_refused(purse: Purse, day: date, told: str) -> None:
    purse.close(date(2026, 10, 1))
    assert told in refused(purse, Line("revenue_bank", 1), Line("parking", -1), on=day)


def test_a_slip_is_not_taken_back_before_its_own_day(purse: Purse) -> None:
    entry = purse.earn(50_000, on=date(2026, 10, 8))
    with pytest.raises(Refused, match="冲销日期2026-10-07在原凭证的日期2026-10-08以前"):
        services.reverse_entry(
            actor=SYSTEM, now=NOW, entry_id=agreed_to(entry), booked_on=date(2026, 10, 7), reason="金额记错"
        )


def test_a_slip_is_reversed_once_with_a_reason(purse: Purse) -> None:
    first, day = purse.earn(50_000), date(2026, 10, 9)

    def reverse(entry: int, reason: str = "金额记错，应为五元") -> int:
        return services.reverse_entry(
            actor=SYSTEM, now=NOW, entry_id=agreed_to(entry), booked_on=day, reason=reason
        )

    with pytest.raises(Refused, match="没有写明冲销原因"):
        reverse(first, "错")
    second = reverse(first)
    assert balances(purse) == {}
    page = queries.entry(first, actor=SYSTEM)
    assert page is not None
    assert page.row.reversed_by == second
    with pytest.raises(Refused, match="已经冲销过"):
        reverse(first)
    with pytest.raises(Refused, match="不能再冲销"):
        reverse(second)


def test_a_past_day_is_read_from_its_months_end(purse: Purse) -> None:
    purse.earn(100, on=date(2026, 8, 31))
    purse.earn(10, on=date(2026, 9, 1))
    bank = Account.objects.get(ledger_id=purse.ledger, code="revenue_bank").pk
    days = [date(2026, 8, 30), date(2026, 8, 31), date(2026, 9, 1), date(2026, 10, 31)]

    def on_all_days() -> list[int]:
        return [queries.balances_on([bank], day)[bank] for day in days]

    before = on_all_days()
    purse.close(date(2026, 9, 1))
    purse.close(date(2026, 10, 1))
    purse.earn(1, on=date(2026, 10, 2))
    assert before == [0, 100, 110, 110]
    assert on_all_days() == [0, 100, 110, 111]
    assert queries.slips(using="default") == []


@pytest.mark.parametrize(
    ("until", "told"),
    [(date(2026, 10, 2), "按月结账"), (date(2026, 12, 1), "还没有结束"), (date(2026, 1, 1), "已经结账")],
)
def test_only_whole_months_that_are_over_are_closed(purse: Purse, until: date, told: str) -> None:
    with pytest.raises(Refused, match=told):
        purse.close(until)


def test_a_page_of_an_account_goes_on_where_it_ended(purse: Purse) -> None:
    for day in (7, 8, 8, 9):
        purse.earn(day, on=date(2026, 10, day))
    bank = Account.objects.get(ledger_id=purse.ledger, code="revenue_bank").pk
    seen, after = [], None
    while page := queries.postings_of(bank, actor=SYSTEM, after=after, limit=3):
        seen += [row.amount_fen for row in page]
        after = (page[-1].booked_on, page[-1].id)
    assert seen == [9, 8, 8, 7]


def test_posting_costs_few_statements(purse: Purse, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    draft = EntryDraft(
        kind=EntryKind.RECEIPT,
        booked_on=date(2026, 10, 8),
        lines=(Line("revenue_bank", 1), Line("parking", -1)),
    )
    with records.acting(SYSTEM), django_assert_max_num_queries(8):
        services.post_entry(actor=SYSTEM, now=NOW, ledger_id=purse.ledger, draft=draft)
    assert Posting.objects.count() == 2


def test_an_account_is_exported_under_what_the_chart_of_its_time_calls_it(
    purse: Purse, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = date(2026, 10, 1)
    chart = chart_on(later)
    sun = replace(chart.of("parking"), code="sunlight")  # type: ignore[type-var]
    more = replace(chart, account=(*chart.account, sun))
    for place in ("services.entries", "queries.exporting"):
        monkeypatch.setattr(
            f"hemei.community.ledgers.{place}.chart_on", lambda day: more if day >= later else chart
        )
    with pytest.raises(Refused):
        purse.post(Line("revenue_bank", 500), Line("sunlight", -500), on=date(2026, 9, 30))
    purse.post(Line("revenue_bank", 500), Line("sunlight", -500), on=later)
    lines = list(queries.beancount(queries.ledgers(actor=SYSTEM)[0].estate_code, actor=SYSTEM) or ())
    assert "2026-01-01 open Income:Sunlight CNY" in lines
    assert "2026-01-01 open Income:Parking CNY" in lines
    assert not [line for line in lines if "Equity:Sunlight" in line]


def test_the_books_pass_a_checker_that_is_not_ours(purse: Purse, tmp_path: Path) -> None:
    purse.earn(50_001)
    first = purse.deposit(0, 9_000)
    purse.deposit(1, 1)
    services.reverse_entry(
        actor=SYSTEM, now=NOW, entry_id=agreed_to(first), booked_on=date(2026, 10, 9), reason="记错了户号"
    )
    code = queries.ledgers(actor=SYSTEM)[0].estate_code
    lines = queries.beancount(code, actor=SYSTEM)
    assert lines is not None
    book = tmp_path / "book.beancount"
    book.write_text("\n".join(lines) + "\n", encoding="utf-8")
    checked = subprocess.run([CHECKER, book], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
    book.write_text(book.read_text(encoding="utf-8").replace("500.01", "500.02", 1), encoding="utf-8")
    assert subprocess.run([CHECKER, book], capture_output=True, check=False).returncode == 1
    assert queries.beancount("999999", actor=SYSTEM) is None
