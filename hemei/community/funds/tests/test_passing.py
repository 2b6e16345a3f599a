"""A unit that the register lets change hands takes its money along, and nobody has to remember to write it down."""

from __future__ import annotations

from datetime import date, timedelta

from hemei.community.funds import queries, services
from hemei.community.funds.models import UnitTransfer
from hemei.community.funds.rules.words import CorrectionKind
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_corrections import corrected
from hemei.community.funds.tests.test_kept import NO_RIGHT, resisted
from hemei.community.funds.tests.test_later import told
from hemei.community.funds.tests.test_pages import HOME, browser
from hemei.ground.people.models import Ownership
from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY
from hemei.ground.records import services as records
from hemei.ground.records.models import Event
from hemei.kernel.actor import Actor, Role

SOLD = TODAY - timedelta(days=3)


def sells(chest: Chest, room: str, day: date, seller: str = "丙") -> None:
    """The register hears that the time of who owned a room ended, as a file says it."""
    unit, town = chest.quarter.units[room], chest.quarter.town
    Ownership.objects.filter(unit_id=unit).update(valid_until=day)
    records.record_event(
        stream=f"people.person:{town.persons[seller]}", type="people.ownership_corrected", actor=SYSTEM, at=NOW,
        scope=chest.fund.scope, data={"unit": unit, "changes": {"valid_until": [None, day.isoformat()]}},
    )  # fmt: skip


def buys(chest: Chest, room: str, day: date, buyer: str = "丁") -> None:
    number = chest.quarter.town.persons[buyer]
    Ownership.objects.create(
        stream=f"people.person:{number}", scope=chest.fund.scope, unit_id=chest.quarter.units[room],
        person_id=number, valid_from=day,
    )  # fmt: skip


def seen_by(chest: Chest, name: str) -> list[tuple[date, int]]:
    owner = Actor(role=Role.RESIDENT, account_id=9, person_id=chest.quarter.town.persons[name])
    return [(row.passed_on, row.balance_fen) for row in queries.own_transfers(actor=owner)]


def statements(chest: Chest, name: str) -> list[tuple[date, bool]]:
    """Return the sales somebody reads of, and whether what was stated stands."""
    owner = Actor(role=Role.RESIDENT, account_id=9, person_id=chest.quarter.town.persons[name])
    return [(row.passed_on, row.withdrawn_at is None) for row in queries.own_transfers(actor=owner)]


def corrects(chest: Chest, room: str, day: date, buyer: str) -> None:
    """The register hears that somebody else bought a room than it said."""
    unit, number = chest.quarter.units[room], chest.quarter.town.persons[buyer]
    row = Ownership.objects.get(unit_id=unit, valid_from=day)
    Ownership.objects.filter(pk=row.pk).update(person_id=number, stream=f"people.person:{number}")
    records.record_event(
        stream=row.stream, type="people.ownership_corrected", actor=SYSTEM, at=NOW, scope=chest.fund.scope,
        data={"unit": unit, "ownership": row.pk, "changes": {"person_id": [row.person_id, number]}},
    )  # fmt: skip


def sold(chest: Chest) -> None:
    """丙 sold 104 to 丁, as the register has it, and both were told."""
    chest.deposit({"104": 300_000})
    sells(chest, "104", SOLD)
    buys(chest, "104", SOLD)
    told()
    assert statements(chest, "丙") == statements(chest, "丁") == [(SOLD, True)]


def test_seller_and_buyer_get_their_statement_when_the_register_hears_of_it(chest: Chest) -> None:
    chest.deposit({"104": 300_000})
    sells(chest, "104", SOLD)
    buys(chest, "104", SOLD)
    told()
    told()
    assert services.follow_sale(now=NOW, unit_id=chest.quarter.units["104"]) == 0
    assert UnitTransfer.objects.count() == 1
    for name, seen in (("丙", [(SOLD, 300_000)]), ("丁", [(SOLD, 300_000)]), ("乙", [])):
        assert seen_by(chest, name) == seen


def test_a_buyer_who_comes_in_a_later_file_is_found_by_the_calendar(chest: Chest) -> None:
    chest.deposit({"104": 300_000})
    sells(chest, "104", SOLD)
    told()
    assert not UnitTransfer.objects.exists()
    buys(chest, "104", SOLD)
    assert (services.follow_sales(now=NOW), services.follow_sales(now=NOW)) == (1, 0)
    assert seen_by(chest, "丁") == [(SOLD, 300_000)]


def test_no_sale_is_what_nobody_sold_or_what_is_to_come(chest: Chest) -> None:
    buys(chest, "203", SOLD)  # nobody owned it before
    sells(chest, "104", TODAY + timedelta(days=1))
    buys(chest, "104", TODAY + timedelta(days=1))
    told()
    assert services.follow_sales(now=NOW) == 0
    assert services.follow_sales(now=NOW + timedelta(days=1)) == 1


def test_who_was_no_buyer_reads_nothing_any_more_and_who_was_gets_his_statement(chest: Chest) -> None:
    sold(chest)
    corrects(chest, "104", SOLD, "乙")
    told()
    told()
    assert services.follow_sales(now=NOW) == 0
    assert statements(chest, "丁") == []
    assert statements(chest, "乙") == [(SOLD, True)]
    assert seen_by(chest, "乙") == [(SOLD, 300_000)]
    assert statements(chest, "丙") == [(SOLD, True), (SOLD, False)]
    [withdrawn] = Event.objects.filter(payload__type="funds.transfer_withdrawn")
    assert withdrawn.payload["data"] == {
        "unit": chest.quarter.units["104"], "day": SOLD.isoformat(), "lost": 1,
    }  # fmt: skip


def test_a_corrected_deposit_renews_what_both_sides_were_told(chest: Chest) -> None:
    entry = chest.deposit({"104": 300_000})
    sells(chest, "104", SOLD)
    buys(chest, "104", SOLD)
    told()
    corrected(chest, CorrectionKind.DEPOSIT, entry)
    told()
    for name in ("丙", "丁"):
        assert seen_by(chest, name) == [(SOLD, 0), (SOLD, 300_000)]
        assert statements(chest, name) == [(SOLD, True), (SOLD, False)]
    chest.deposit({"104": 250_000}, receipt="r2")
    told()
    told()
    assert statements(chest, "丁") == [(SOLD, True), (SOLD, False), (SOLD, False)]
    assert seen_by(chest, "丁")[0] == (SOLD, 250_000)
    told_of = Event.objects.filter(payload__type="funds.transfer_withdrawn").order_by("id")
    assert [one.payload["data"]["lost"] for one in told_of] == [0, 0]
    page = browser(chest, Role.RESIDENT, "", HOME, "丁").get("/funds/mine").text
    assert ("随房屋转移的余额2,500.00元" in page, page.count("已更正，不再作数")) == (True, 2)


def test_what_came_after_the_sale_leaves_its_statement_as_it_is(chest: Chest) -> None:
    sold(chest)
    chest.deposit({"104": 100_000}, on=SOLD + timedelta(days=1), receipt="r2")
    told()
    assert statements(chest, "丁") == [(SOLD, True)]


def test_a_buyer_who_signs_in_by_another_record_of_himself_reads_his_statement(chest: Chest) -> None:
    """He proved to be who the register says bought the home: the notice finds him, and so does the statement."""
    persons = chest.quarter.town.persons
    records.grant_access(stream=f"people.person:{persons['丁']}", persons=(persons["乙"],))
    sold(chest)
    assert statements(chest, "乙") == [(SOLD, True)]
    corrects(chest, "104", SOLD, "甲")
    told()
    assert statements(chest, "乙") == []


def test_a_sale_that_was_none_leaves_nothing_that_stands(chest: Chest) -> None:
    sold(chest)
    rows = Ownership.objects.filter(unit_id=chest.quarter.units["104"])
    rows.filter(valid_from=SOLD).delete()
    rows.update(valid_until=None)
    assert (services.follow_sales(now=NOW), services.follow_sales(now=NOW)) == (1, 0)
    assert (statements(chest, "丙"), statements(chest, "丁")) == ([(SOLD, False)], [])


def test_a_sale_of_another_day_is_stated_of_that_day(chest: Chest) -> None:
    sold(chest)
    later = SOLD + timedelta(days=1)
    rows = Ownership.objects.filter(unit_id=chest.quarter.units["104"])
    rows.filter(valid_from=SOLD).update(valid_from=later)
    rows.filter(valid_until=SOLD).update(valid_until=later)
    services.follow_sales(now=NOW)
    assert services.follow_sales(now=NOW) == 0
    assert statements(chest, "丙") == [(later, True), (SOLD, False)]
    assert statements(chest, "丁") == [(later, True)]


def test_who_shared_the_purchase_and_came_in_a_later_file_gets_the_statement_too(chest: Chest) -> None:
    sold(chest)
    buys(chest, "104", SOLD, "乙")
    assert (services.follow_sales(now=NOW), services.follow_sales(now=NOW)) == (1, 0)
    assert statements(chest, "乙") == [(SOLD, True)]
    assert statements(chest, "丁") == [(SOLD, True), (SOLD, False)]


def test_what_a_clerk_entered_before_the_seller_was_known_stands_for_the_buyer(chest: Chest) -> None:
    """The register knows only that somebody bought; the calendar takes no sale from it and leaves what was entered."""
    buys(chest, "203", SOLD)
    entered = {"actor": chest.clerk, "now": NOW, "household_id": chest.rooms["203"], "day": SOLD}
    first = services.transfer_unit(**entered)
    assert (services.follow_sales(now=NOW), services.transfer_unit(**entered)) == (0, first)
    corrects(chest, "203", SOLD, "乙")
    told()
    assert (statements(chest, "丁"), statements(chest, "乙")) == ([], [(SOLD, True)])


def test_the_owner_reads_which_statement_was_corrected(chest: Chest) -> None:
    sold(chest)
    corrects(chest, "104", SOLD, "乙")
    told()
    page = browser(chest, Role.RESIDENT, "", HOME, "丙").get("/funds/mine").text
    assert page.count("随房屋转移的余额3,000.00元") == 2
    assert page.count("已更正，不再作数") == 1


def test_the_database_keeps_a_statement_but_for_the_day_it_was_withdrawn(chest: Chest) -> None:
    sold(chest)
    again = (
        "insert into funds_unittransfer (stream, scope, household_id, passed_on, balance_fen, owed_fen, recorded_at)"
        " select 'funds.transfer:0', scope, household_id, passed_on, 1, 0, recorded_at from funds_unittransfer limit 1"
    )
    withdrawn = "update funds_unittransfer set withdrawn_at = {}"
    standing = {
        "another balance": ("update funds_unittransfer set balance_fen = 1", NO_RIGHT),
        "deleted": ("delete from funds_unittransfer", NO_RIGHT),
        "emptied": ("truncate funds_unittransfer", NO_RIGHT),
        "a second of the day": (again, "funds_unittransfer_once"),
    }
    resisted(standing, 0)
    UnitTransfer.objects.update(withdrawn_at=NOW)
    kept = "funds_unittransfer_only_moves"
    resisted({one: (withdrawn.format(one), kept) for one in ("null", "now()")}, 0)
