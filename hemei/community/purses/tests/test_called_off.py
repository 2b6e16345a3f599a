"""A slip in the day of an agreement locks no account: what holds nothing yet is called off, or replaced."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from hemei.community.ledgers import services as ledgers
from hemei.community.ledgers.models import Ledger
from hemei.community.ledgers.tests.conftest import NOW
from hemei.community.ledgers.tests.owners import owners_voted
from hemei.community.purses import services
from hemei.community.purses.models import Agreement
from hemei.community.purses.tests.conftest import Joint
from hemei.community.purses.tests.test_pages import show
from hemei.community.purses.tests.test_paying import refused
from hemei.community.purses.tests.test_with_the_owners import BOUND, _annulled, voted
from hemei.community.voting.models import Assembly
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records

FIRST, FAR, NEAR = date(2026, 1, 1), date(2027, 10, 1), date(2026, 12, 1)
WHY = "日期写错了，应是十二月"


def periods() -> list[tuple[date, date | None]]:
    with records.acting(SYSTEM):
        return list(Agreement.objects.order_by("number").values_list("valid_from", "valid_until"))


def off(joint: Joint, reason: str = WHY) -> None:
    services.call_off_agreement(actor=joint.community, now=NOW, account_id=joint.account, reason=reason)


def test_no_agreement_begins_more_than_a_year_ahead(joint: Joint) -> None:
    joint.agree()
    assert "生效日期2062-11-01在365天以后" in refused(joint.agree, valid_from=date(2062, 11, 1))
    joint.agree(valid_from=FAR)


def test_what_holds_nothing_yet_is_called_off_with_a_reason(joint: Joint) -> None:
    joint.agree()
    assert "从2026-01-01起已经生效，不能撤销" in refused(off, joint)
    joint.agree(valid_from=FAR)
    assert "没有写明为什么撤销" in refused(off, joint, "")
    off(joint)
    assert periods() == [(FIRST, None), (FAR, FAR)]
    joint.agree(valid_from=NEAR)
    assert periods() == [(FIRST, NEAR), (FAR, FAR), (NEAR, None)]


def since(joint: Joint) -> date | None:
    """Return from which day orders alone pay."""
    with records.acting(SYSTEM):
        return Ledger.objects.get(pk=joint.purse.ledger).orders_since


def test_where_the_only_one_is_called_off_the_books_are_as_if_there_was_none(joint: Joint) -> None:
    joint.agree(valid_from=FAR)
    assert since(joint) == FAR
    off(joint)
    assert since(joint) is None
    cost = {"actor": joint.company, "now": NOW, "ledger_id": joint.purse.ledger, "note": "修门"}
    late = datetime(2027, 11, 1, 2, tzinfo=UTC)
    ledgers.record_cost(
        **cost | {"now": late}, account="repair", amount_fen=100, day=date(2027, 10, 5), key="k"
    )
    joint.agree(valid_from=NEAR)
    assert since(joint) == NEAR


def test_the_day_of_the_first_one_moves_with_it_and_never_over_one_that_stands(joint: Joint) -> None:
    joint.agree(valid_from=NEAR)
    joint.agree(valid_from=FAR)
    off(joint)
    assert since(joint) == NEAR
    with records.acting(SYSTEM):
        for day in (FAR, None):
            with pytest.raises(IntegrityError, match="from the first agreement on"), transaction.atomic():
                Ledger.objects.update(orders_since=day)
    off(joint)
    joint.agree(valid_from=FAR)
    assert since(joint) == FAR


def test_an_earlier_one_takes_the_place_of_those_to_come(joint: Joint) -> None:
    joint.agree()
    joint.agree(valid_from=date(2027, 1, 1))
    joint.agree(valid_from=FAR)
    joint.agree(valid_from=NEAR)
    assert periods()[0] == (FIRST, NEAR)
    assert [first == last for first, last in periods()] == [False, True, True, False]


def test_the_owners_replace_what_is_to_come_and_correct_the_day_of_their_own(joint: Joint) -> None:
    joint.agree()
    joint.agree(valid_from=FAR)
    assembly, _votes = voted(joint, **BOUND)
    joint.adopt(assembly, date(2027, 9, 1))
    assert "业主大会通过的账户协议不能撤销" in refused(off, joint)
    assert "只能由业主大会的新决定替换" in refused(joint.agree, valid_from=NEAR)
    joint.adopt(assembly, NEAR)
    assert periods() == [(FIRST, NEAR), (FAR, FAR), (date(2027, 9, 1), date(2027, 9, 1)), (NEAR, None)]


def test_between_an_annulment_and_its_entry_what_was_passed_before_waits(joint: Joint) -> None:
    """Rule and database say the same: what fell replaces what was decided before, until its annulment is entered."""
    first, _votes = voted(joint)
    joint.adopt(first, date(2026, 10, 1))
    second, _votes = owners_voted(joint.purse, (), called=joint.put(**BOUND))
    with records.acting(SYSTEM):
        Assembly.objects.filter(pk=second).update(published_at=NOW)
    joint.adopt(second)
    _annulled(joint, second, NOW)
    assert "已经登记，或者被后来的决定替换" in refused(joint.adopt, first, NEAR)
    records.deliver_pending(now=NOW, batch=1_000)
    joint.adopt(first, NEAR)


def test_the_database_calls_nothing_off_under_which_orders_stand(joint: Joint) -> None:
    joint.agree()
    joint.prepare()
    with records.acting(SYSTEM):
        rows = Agreement.objects.all()
        with pytest.raises(IntegrityError, match="is not called off"), transaction.atomic():
            rows.update(valid_until=FIRST)
    joint.agree(valid_from=FAR)
    with records.acting(SYSTEM):
        with pytest.raises(IntegrityError, match="after it was called off"), transaction.atomic():
            rows.filter(number=1).update(valid_until=None)
        rows.filter(number=2).update(valid_until=FAR)
        with pytest.raises(IntegrityError, match="holds never"), transaction.atomic():
            rows.filter(number=2).update(valid_until=None)


def test_the_page_calls_off_what_holds_nothing_yet(joint: Joint, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("account", "agreeing"):
        monkeypatch.setattr(f"hemei.community.purses.pages.{name}.utc_now", lambda: NOW)
    page, clerk = f"/purses/{joint.account}", show(joint.community)
    joint.agree()
    assert "撤销未生效的协议" not in clerk.get(page).text
    joint.agree(valid_from=FAR)
    assert f'href="{page}/agreement/off"' in clerk.get(page).text
    assert f'href="{page}/agreement/off"' not in show(joint.members[0]).get(page).text
    assert clerk.post(f"{page}/agreement/off", {"reason": ""}).status_code == 422
    assert clerk.post(f"{page}/agreement/off", {"reason": WHY}).status_code == 302
    told = clerk.get(page).text
    assert ("未生效即撤销" in told, "撤销未生效的协议" in told) == (True, False)
    assert f"2026-11-02撤销。原因：{WHY}" in told
    joint.agree(valid_from=FAR)
    joint.agree(valid_from=NEAR)
    told = show(joint.members[0]).get(page).text
    assert "2026-11-02登记了从2026-12-01起生效的协议，这份没有生效。" in told
    assert f"2026-11-02撤销。原因：{WHY}" in told
