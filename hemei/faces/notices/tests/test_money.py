"""An owner hears of the money of his home and his estate, wherever he signs in; whom nothing reaches is on a list."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from hemei.community.funds import queries as funds
from hemei.community.funds.services import ask_renewal
from hemei.community.funds.tests.conftest import Chest, chest
from hemei.community.funds.tests.test_giving_up import asked, cleared, confirmed
from hemei.community.funds.tests.test_passing import SOLD, buys, corrects, sells, sold
from hemei.community.funds.tests.test_services import FIRST
from hemei.coordination.disclosure import services as disclosure
from hemei.coordination.disclosure.queries import About
from hemei.coordination.disclosure.tests.conftest import NOW as OCTOBER
from hemei.coordination.disclosure.tests.conftest import SINCE, Board, board, quarter
from hemei.faces.notices import services
from hemei.faces.notices.models import Notice
from hemei.faces.notices.pages.shown import address_of
from hemei.faces.notices.queries import my_notices
from hemei.faces.notices.streams import PLATFORM
from hemei.ground.people.models import Ownership, Person
from hemei.ground.people.tests.factories import NOW, TODAY
from hemei.ground.places.models import PropertyUnit
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role

__all__ = ["board", "chest", "quarter"]


def told(now: object = NOW) -> dict[str, set[int]]:
    """Deliver what waits and return who is told of money, by the code of the rule."""
    while records.deliver_pending(now=now):  # type: ignore[arg-type]
        pass
    found: dict[str, set[int]] = {}
    with records.acting(PLATFORM):
        for code, person in Notice.objects.filter(matter="money").values_list("code", "person_id"):
            found.setdefault(code, set()).add(int(person or 0))
    return found


def page_of(person: int) -> str:
    reader = Actor(role=Role.RESIDENT, account_id=9, person_id=person)
    with records.acting(reader):
        return address_of(my_notices(actor=reader, now=NOW)[0])


def test_owners_hear_that_they_are_asked_to_renew(chest: Chest) -> None:
    chest.deposit({"101": 1_000, "104": 1_000})
    asked = [chest.rooms[room] for room in ("101", "104")]
    ask_renewal(actor=chest.clerk, now=NOW, household_ids=asked, fund_id=chest.fund.pk)
    people = chest.quarter.town.persons
    assert told() == {"renewal_asked": {people["甲"], people["丙"]}}
    assert page_of(people["丙"]).endswith("/funds/mine")


def test_of_many_households_one_event_is_told_by_as_many_statements_as_of_one(chest: Chest) -> None:
    chest.deposit(dict.fromkeys(chest.rooms, 1))
    counted = []
    for rooms in (["104"], ["101", "102", "103", "201", "202"]):
        ids = [chest.rooms[room] for room in rooms]
        ask_renewal(actor=chest.clerk, now=NOW, household_ids=ids, fund_id=chest.fund.pk)
        with records.acting(PLATFORM):
            [*_before, (stream, row)] = record.events_of(
                streams=[chest.fund.stream], kind="funds.renewal_asked"
            )
        payload = {"type": row.type, "at": row.at.isoformat(), "data": row.data, "actor": row.actor}
        event = {"id": row.id, "stream": stream, "payload": payload}
        with CaptureQueriesContext(connection) as done:
            assert services.tell(now=NOW, events=[event]) >= 1
        counted.append(len(done))
    assert counted[0] == counted[1]


def test_whom_the_platform_does_not_reach_is_on_the_list_until_he_has_a_telephone(chest: Chest) -> None:
    chest.deposit({"101": 1_000, "104": 1_000})
    asked = {room: chest.rooms[room] for room in ("101", "104")}
    ask_renewal(actor=chest.clerk, now=NOW, household_ids=list(asked.values()), fund_id=chest.fund.pk)
    listed = {"actor": chest.clerk, "on": TODAY}
    Person.objects.filter(pk__in=chest.quarter.town.persons.values()).update(phone_id=None)
    assert [*funds.unreached(chest.fund.pk, **listed)] == sorted(asked.values())  # type: ignore[arg-type]
    with_phone = chest.quarter.town.person("戊", "340102001001", "15400000077")
    phone = Person.objects.get(pk=with_phone).phone_id
    Person.objects.filter(pk=chest.quarter.town.persons["丙"]).update(phone_id=phone)
    assert [*funds.unreached(chest.fund.pk, **listed)] == [asked["101"]]  # type: ignore[arg-type]
    rows = funds.households(funds.HouseholdFilter(chest.fund.pk, state="unreached"), **listed)  # type: ignore[arg-type]
    assert [row.id for row in rows] == [asked["101"]]


def test_who_owes_of_a_repair_hears_of_it_and_nobody_else(chest: Chest) -> None:
    chest.deposit({**FIRST, "101": 10_000})
    use = chest.plan()
    chest.to_accepted(use)
    chest.pay(use)
    owing = {room for room, (_share, _taken, gap) in chest.shares(use).items() if gap}
    assert "101" in owing
    heard = told()["gap_owed"]
    persons = chest.quarter.town.persons
    assert persons["甲"] in heard
    assert (persons["丙"] in heard) is ("104" in owing)


def test_who_would_have_shared_a_repair_hears_that_it_is_not_carried_out(chest: Chest) -> None:
    use = cleared(chest)
    assert (asked(chest, use), told()) == ("", {}), "it may be taken back, or go on"
    assert confirmed(use, chest.county) == ""
    persons = chest.quarter.town.persons
    assert told() == {"use_given_up": {persons[name] for name in "甲乙丙"}}, "丁 lives in the other building"
    assert page_of(persons["甲"]).endswith("/funds/mine")


def test_seller_and_buyer_hear_what_went_along(chest: Chest) -> None:
    chest.deposit({"104": 300_000})
    sells(chest, "104", SOLD)
    buys(chest, "104", SOLD)
    persons = chest.quarter.town.persons
    assert told(NOW + timedelta(minutes=1)) == {"unit_transferred": {persons["丙"], persons["丁"]}}


def test_who_was_told_of_a_sale_hears_that_it_was_corrected_and_the_true_buyer_of_his(chest: Chest) -> None:
    sold(chest)
    corrects(chest, "104", SOLD, "乙")
    persons = chest.quarter.town.persons
    assert told(NOW + timedelta(minutes=1)) == {
        "unit_transferred": {persons["丙"], persons["丁"], persons["乙"]},
        "transfer_withdrawn": {persons["丙"]},
    }


def test_owners_who_sign_in_hear_of_a_draft_and_who_asked_of_the_answer(board: Board) -> None:
    owner, other = board.owner.person_id, board.quarter.town.persons["外人"]
    assert owner is not None
    with records.acting(PLATFORM):
        unit = PropertyUnit.objects.get(pk=board.units[1])
        Ownership.objects.create(
            stream=f"people.person:{other}", scope=unit.scope, unit=unit, person_id=other, valid_from=SINCE
        )
        board.quarter.town.account("业主甲", "340102001001", username="owner")
    number = board.opened()["affairs"]
    board.do(board.company, disclosure.open_comments, disclosure_id=number)
    assert told(OCTOBER)["comments_opened"] == {owner}, "who does not sign in reads it on the board"
    draft = disclosure.QuestionDraft(estate_id=board.estate, about=About.MONEY, text="钱存在哪里？", key="k1")
    question = board.do(board.owner, disclosure.ask, draft=draft)
    board.do(board.company, disclosure.answer, question_id=question, text="存在专户里。")
    assert told(OCTOBER)["question_answered"] == {owner}
