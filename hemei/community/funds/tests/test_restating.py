"""What both sides of a sale were told follows the books: whatever makes the balance of its day another renews it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from hemei.community.funds import services
from hemei.community.funds.models import Interest, UnitTransfer
from hemei.community.funds.rules.words import CorrectionKind
from hemei.community.funds.tasks import begin_day
from hemei.community.funds.tests.conftest import SINCE, Chest
from hemei.community.funds.tests.test_closing import of_year
from hemei.community.funds.tests.test_corrections import corrected
from hemei.community.funds.tests.test_crediting import DUE, EARLY
from hemei.community.funds.tests.test_later import told
from hemei.community.funds.tests.test_passing import SOLD, buys, seen_by, sells, sold, statements
from hemei.community.funds.tests.test_services import FIRST
from hemei.ground.people.models import Ownership
from hemei.ground.people.tests.factories import NOW, TODAY


def took_over(chest: Chest, room: str, fen: int, on: date = SINCE) -> None:
    held = {chest.rooms[room]: (fen, fen)}
    services.take_over(actor=chest.county, now=NOW, fund_id=chest.fund.pk, on=on, held=held)


def changed_hands(chest: Chest, day: date = SOLD) -> None:
    Ownership.objects.filter(unit_id=chest.quarter.units["104"]).update(valid_from=SINCE)
    sells(chest, "104", day)
    buys(chest, "104", day)
    told()


def test_a_balance_taken_over_anew_stands_in_the_statement_in_place_of_nothing(chest: Chest) -> None:
    took_over(chest, "104", 300_000)
    changed_hands(chest)
    corrected(chest, CorrectionKind.OPENING, chest.rooms["104"])
    told()
    assert seen_by(chest, "丁")[0] == (SOLD, 0)
    took_over(chest, "104", 320_000)
    told()
    for name in ("丙", "丁"):
        assert seen_by(chest, name)[0] == (SOLD, 320_000)
        assert statements(chest, name) == [(SOLD, True), (SOLD, False), (SOLD, False)]


def test_a_balance_taken_over_after_the_sale_was_stated_renews_the_statement(chest: Chest) -> None:
    changed_hands(chest)
    assert seen_by(chest, "丁") == [(SOLD, 0)]
    took_over(chest, "104", 300_000)
    told()
    assert seen_by(chest, "丁") == [(SOLD, 300_000), (SOLD, 0)]


def test_a_year_of_interest_run_again_stands_in_the_statement_again(chest: Chest) -> None:
    chest.deposit({"104": 300_000})
    of_year(chest, 2025)
    changed_hands(chest)
    corrected(chest, CorrectionKind.INTEREST, 2025)
    told()
    assert seen_by(chest, "丁")[0] == (SOLD, 300_000)
    of_year(chest, 2025)
    told()
    assert seen_by(chest, "丁")[0] == (SOLD, 303_300)
    assert statements(chest, "丁") == [(SOLD, True), (SOLD, False), (SOLD, False)]


def test_a_sale_stated_before_the_year_was_credited_is_stated_with_its_interest_after(chest: Chest) -> None:
    chest.deposit({"104": 300_000})
    day = date(2026, 1, 5)
    changed_hands(chest, day)
    assert (services.credit_due(now=EARLY), seen_by(chest, "丁")) == (0, [(day, 300_000)])
    assert services.credit_due(now=DUE) == 1
    told()
    assert seen_by(chest, "丁") == [(day, 303_300), (day, 300_000)]


def test_a_night_credits_first_and_states_a_sale_once(chest: Chest) -> None:
    chest.deposit({"104": 300_000})
    sells(chest, "104", SOLD)
    buys(chest, "104", SOLD)
    begin_day(timestamp=0)
    told()
    begin_day(timestamp=0)
    assert seen_by(chest, "丁") == [(SOLD, 303_300)]


def test_the_night_finds_what_no_reaction_put_right(chest: Chest) -> None:
    sold(chest)
    chest.deposit({"104": 100_000}, receipt="r2")
    assert (services.follow_sales(now=NOW), services.follow_sales(now=NOW)) == (1, 0)
    assert seen_by(chest, "丁") == [(SOLD, 400_000), (SOLD, 300_000)]
    told()
    assert statements(chest, "丁") == [(SOLD, True), (SOLD, False)]


def test_a_home_that_held_nothing_and_came_to_owe_by_its_day_is_stated_as_owing(chest: Chest) -> None:
    """Nothing of it was posted: what it owes follows from the use alone."""
    chest.deposit({"101": 300_000, "102": 300_000, "103": 300_000})
    changed_hands(chest, TODAY)
    use = chest.plan()
    chest.to_accepted(use)
    chest.pay(use)
    gap = chest.shares(use)["104"][2]
    told()
    rows = UnitTransfer.objects.order_by("id").values_list("balance_fen", "owed_fen")
    assert (list(rows), gap > 0) == ([(0, 0), (0, gap)], True)
    assert services.follow_sales(now=NOW) == 0


def test_interest_of_a_fund_asks_once_for_all_that_was_stated_and_for_nothing_else(chest: Chest) -> None:
    chest.deposit({**FIRST, "104": 300_000})
    of_year(chest, 2025)
    entry = Interest.objects.get().entry_id
    assert entry is not None
    changed_hands(chest, SINCE + timedelta(days=9))
    told()
    with CaptureQueriesContext(connection) as seen:
        services.follow_balance(now=NOW, entry_id=entry)
    asked = [one["sql"] for one in seen if "funds_unittransfer" in one["sql"]]
    assert (len(asked), len(seen) < 12) == (1, True)
