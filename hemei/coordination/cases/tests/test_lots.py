"""The lot of a week, from list to visit: anybody draws it again, nobody who closed visits, photos are looked at."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from PIL import Image

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.models import Case, Lot, Revisit
from hemei.coordination.cases.rules import lots as rules
from hemei.coordination.cases.rules.words import Found, Outcome, State
from hemei.coordination.cases.services import acts
from hemei.coordination.cases.tests.conftest import DONGFENG, NOW, Quarter
from hemei.coordination.cases.tests.test_pages import browser_of
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import PUBLIC, Role
from hemei.kernel.decision import Refused
from tests.grounds import standing

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

WEEK = date(2026, 11, 2)
MONDAY = NOW + timedelta(days=7)
HOUR = timedelta(hours=1)


def scene(seed: int, name: str = "现场.jpg") -> io.BytesIO:
    """A picture like no other of another seed."""
    throw = Random(seed)  # noqa: S311 - repeatable, and no secret
    image = Image.new("RGB", (90, 80))
    for x in range(9):
        for y in range(8):
            shade = throw.randrange(256)
            image.paste((shade, shade, shade), (x * 10, y * 10, x * 10 + 10, y * 10 + 10))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95)
    out.seek(0)
    out.name = name
    return out


def solved(quarter: Quarter, now: datetime = NOW, photo: int = 1, **report: Any) -> str:
    """A case the company solves, the community closes and the reporter accepts."""
    number = quarter.report(now=now, kind="littering", **report)
    quarter.act(quarter.community, number, acts.Accept(kind="littering"), now)
    assert quarter.company.body_id is not None
    quarter.act(quarter.community, number, acts.Handle(company=quarter.company.body_id, text="请处理"), now)
    done = acts.GiveResult(outcome=Outcome.SOLVED, evidence=("photo_before_after",), text="车已挪走")
    quarter.act(quarter.company, number, done, now + HOUR, photos=[scene(photo)])
    quarter.act(quarter.community, number, acts.Close(outcome=Outcome.SOLVED, text="已挪走"), now + HOUR)
    quarter.act(quarter.resident, number, acts.AcceptResult(), now + 2 * HOUR)
    return number


@standing
def week(quarter: Quarter) -> tuple[Quarter, list[str]]:
    """A week with three closings."""
    return quarter, [solved(quarter, photo=n, text=f"第{n}辆车堵门") for n in range(3)]


def endings() -> list[tuple[Any, ...]]:
    """What the figures of endings count: solved at once (C4), content (C6), come again (C9)."""
    found: list[tuple[Any, ...]] = []
    relations = (queries.SOLVED_AT_ONCE, queries.CONTENT_REPORTERS, queries.repeated(WEEK))
    with records.acting(SYSTEM), connection.cursor() as cursor:
        for relation in relations:
            columns = "verdict, reason, said::text, arg, at"
            asked = f"select {columns} from ({relation.sql}) found order by arg"
            cursor.execute(asked, dict(relation.values))
            found += cursor.fetchall()
    assert len(found) == 3 * len(relations)
    return found


def drawn(now: datetime = MONDAY) -> str:
    """Fix the list of the week, let a checkpoint cover it, draw; return the number the lot fell on."""
    services.advance_lots(actor=SYSTEM, now=now)
    records.take_checkpoint(now=now + HOUR)
    services.advance_lots(actor=SYSTEM, now=now + 2 * HOUR)
    with records.acting(SYSTEM):
        return Revisit.objects.select_related("case").latest("id").case.number


def test_a_week_is_drawn_by_a_seed_nobody_could_choose_and_anybody_repeats(
    week: tuple[Quarter, list[str]],
) -> None:
    quarter, numbers = week
    assert services.advance_lots(actor=SYSTEM, now=MONDAY) == 0
    row = queries.public_lot(WEEK)
    assert row is not None
    assert (row.closed, row.seed, row.drawn) == (3, "", None)
    assert row.digest == hashlib.sha256(row.listing.encode()).hexdigest()
    assert sorted(line.split()[1] for line in row.listing.splitlines()) == sorted(numbers)
    # A checkpoint from before the list was fixed never serves; and a second run fixes nothing anew.
    assert services.advance_lots(actor=SYSTEM, now=MONDAY) == 0
    records.take_checkpoint(now=MONDAY + HOUR)
    assert services.advance_lots(actor=SYSTEM, now=MONDAY + 2 * HOUR) == 1
    row = queries.public_lot(WEEK)
    assert row is not None
    with connection.cursor() as cursor:
        cursor.execute("select encode(root, 'hex') from records_checkpoint order by size desc limit 1")
        assert cursor.fetchone() == (row.seed,)
    by_hand = min(numbers, key=lambda number: hashlib.sha256(f"{row.seed}\n{number}".encode()).hexdigest())
    (visit,) = queries.public_visits(row.id)
    assert (visit.number, visit.body, visit.found) == (by_hand, "明光路街道办", None)
    quarter.sound(by_hand)
    # Killed between two steps and begun again: nobody is called twice.
    with records.acting(SYSTEM):
        Lot.objects.update(called_at=None)
    assert services.advance_lots(actor=SYSTEM, now=MONDAY + 3 * HOUR) == 0
    assert [(one.week, one.closed, one.drawn, one.owed) for one in queries.public_lots()] == [(WEEK, 3, 1, 1)]
    with records.acting(quarter.street):
        (todo,) = [one for one in queries.workbench(actor=quarter.street) if one.number == by_hand]
        assert todo.clock == "revisit"


def test_a_worker_that_stood_still_leaves_no_week_undrawn(quarter: Quarter) -> None:
    days = (
        NOW,
        NOW + timedelta(days=7),
        NOW + timedelta(days=28),
    )  # nothing closes in the third and fourth week
    first, second, last = (solved(quarter, now, photo=n, text=f"第{n}辆") for n, now in enumerate(days))
    assert drawn() == first
    assert services.advance_lots(actor=SYSTEM, now=NOW + timedelta(days=35)) == 0
    weeks = [WEEK + timedelta(days=7 * n) for n in range(5)]
    with records.acting(SYSTEM):
        listed = [(one.week, one.closed) for one in Lot.objects.order_by("week")]
        events = list(Lot.objects.order_by("week").values_list("event_id", flat=True))
    assert listed == list(zip(weeks, (1, 1, 0, 0, 1), strict=True))
    assert (events, len({*events})) == (sorted(events), 5), "each list has an event of its own, in order"
    records.take_checkpoint(now=NOW + timedelta(days=35, hours=1))
    assert services.advance_lots(actor=SYSTEM, now=NOW + timedelta(days=35, hours=2)) == 2
    found = {
        week: [visit.number for visit in queries.public_visits(row.id)]
        for week in weeks
        if (row := queries.public_lot(week)) is not None and row.seed
    }
    assert found == dict(zip(weeks, ([first], [second], [], [], [last]), strict=True))
    assert services.advance_lots(actor=SYSTEM, now=NOW + timedelta(days=35, hours=3)) == 0


@pytest.mark.parametrize(
    ("last", "today", "weeks"),
    [
        (None, date(2026, 11, 25), [date(2026, 11, 16)]),
        (date(2026, 11, 16), date(2026, 11, 29), []),
        (date(2026, 11, 16), date(2026, 11, 30), [date(2026, 11, 23)]),
        (date(2026, 11, 2), date(2026, 11, 23), [date(2026, 11, 9), date(2026, 11, 16)]),
        (date(2026, 11, 30), date(2026, 11, 23), []),
    ],
)
def test_which_weeks_are_due(last: date | None, today: date, weeks: list[date]) -> None:
    assert rules.weeks_due(last, today) == weeks


def test_the_visit_finds_it_false_and_the_case_is_open_again(week: tuple[Quarter, list[str]]) -> None:
    quarter, _numbers = week
    number = drawn()
    before = endings()
    for actor in (quarter.community, quarter.county, quarter.company, quarter.foreign_street):
        with pytest.raises((Refused, services.NoSuchCase)):
            quarter.act(actor, number, acts.Reopen(text="没有解决"), MONDAY, photos=[scene(9)])
    with pytest.raises(Refused) as refused:
        quarter.act(quarter.street, number, acts.Reopen(text="没有解决"), MONDAY)
    assert refused.value.decision.reasons[0].code == "no_photo"
    quarter.act(quarter.street, number, acts.Reopen(text="车还在原处"), MONDAY + 30 * HOUR, photos=[scene(9)])
    quarter.sound(number)
    assert endings() == before, "a month that has passed counts what it counted, however the case goes on"
    case = quarter.row(number)
    assert (case.state, case.ended_at, case.snapshot["round"]) == (State.ACCEPTED, None, 2)
    with records.acting(quarter.street):
        (row,) = queries.revisit_rows(actor=quarter.street)
        assert (row.found, row.solver_id) == (Found.FALSE, quarter.company.body_id)
        assert queries.revisit_rows(actor=quarter.street, found=queries.OWED) == []
    with records.acting(quarter.foreign_street):
        assert queries.revisit_rows(actor=quarter.foreign_street) == []
    # The company that had said so sees its own case's visit by the wall, another company does not.
    for actor, count in ((quarter.company, 1), (quarter.foreign_company, 0)):
        with records.acting(actor):
            assert Revisit.objects.count() == count
    page = quarter.page(quarter.street, number)
    assert page
    assert page.events[-1].type == "cases.case_reopened"
    assert "车还在原处" not in json.dumps(page.events[-1].data, ensure_ascii=False)


def test_photos_that_were_used_before_say_so_in_this_case_and_in_another(quarter: Quarter) -> None:
    first, second = solved(quarter, photo=5, text="第一辆"), solved(quarter, photo=5, text="第二辆")

    def said(number: str, actor: Actor | None = None) -> list[list[str]]:
        page = quarter.page(actor or quarter.community, number)
        assert page
        events = [event for event in page.events if event.type == "cases.result_given"]
        return [sorted(*event.data["about"].get("looks", {"": []}).values()) for event in events]

    assert said(first) == [["bare"]]
    assert said(second) == [["bare", "reused"]]
    # Its own report's picture handed in as the picture afterwards: small and saved anew, it is known again.
    number = quarter.report(kind="littering", text="第三辆", photos=[scene(6)])
    quarter.act(quarter.community, number, acts.Accept(kind="littering"))
    again = io.BytesIO()
    Image.open(scene(6)).resize((180, 160)).save(again, "JPEG", quality=60)
    again.seek(0)
    again.name = "整改后.jpg"
    close = acts.Close(outcome=Outcome.SOLVED, evidence=("photo_before_after",), text="好了")
    quarter.act(quarter.community, number, close, photos=[again])
    page = quarter.page(quarter.community, number)
    assert page
    assert sorted(*page.events[-1].data["about"]["looks"].values()) == ["bare", "reused"]


def test_pictures_that_proved_nothing_are_known_when_they_come_as_proof(quarter: Quarter) -> None:
    other = quarter.report(kind="littering", text="别处的垃圾", photos=[scene(21)])
    for _ in range(2):
        with records.acting(SYSTEM):
            records.deliver_pending(now=NOW)
    quarter.act(quarter.community, other, acts.Comment(text="去看过了"), photos=[scene(22)])
    for photo in (21, 22, 23):
        number = solved(quarter, photo=photo, text=f"第{photo}处")
        page = quarter.page(quarter.community, number)
        assert page
        (given,) = [event for event in page.events if event.type == "cases.result_given"]
        (found,) = given.data["about"]["looks"].values()
        assert ("reused" in found) == (photo != 23)


def test_the_pages_of_a_lot_and_of_the_visits(week: tuple[Quarter, list[str]]) -> None:
    quarter, _numbers = week
    everybody = Client()
    assert "还没有抽过" in everybody.get("/lots").text
    number = drawn()
    street = browser_of(quarter, Role.STREET_CLERK, "明光路街道办", "340102001")
    page = everybody.get(f"/lots/{WEEK}")
    assert page.status_code == 200
    assert number in page.text
    assert "sha256sum" in page.text
    assert "堵门" not in page.text
    listing = everybody.get(f"/lots/{WEEK}.txt").text
    assert rules.digest_of(listing) in page.text
    assert everybody.get("/lots/2026-11-03").status_code == 404
    assert everybody.get("/lots/x").status_code == 404
    assert f"{WEEK}" in everybody.get("/lots?before=2027-01-01").text
    assert everybody.get("/cases/revisits").status_code == 302
    listed = street.get("/cases/revisits?found=owed").text
    assert number in listed
    assert number not in street.get("/cases/revisits?found=false").text
    assert b"".join(street.get("/cases/revisits.xlsx").streaming_content)
    hotline = browser_of(quarter, Role.HOTLINE_CLERK, "热线", "340100")
    assert hotline.get("/cases/revisits").status_code == 403
    shown = street.get(f"/cases/{number}").text
    assert "这个案件抽中复查" in shown
    seen = quarter.row(number).version
    form = {"seen": str(seen), "submission_key": "k1", "text": "车还在", "found": "false"}
    refused = street.post(f"/cases/{number}/record_revisit", form)
    assert refused.status_code == 422
    assert "复查要有现场照片" in refused.text
    assert "请选择是否属实" in street.post(f"/cases/{number}/record_revisit", {**form, "found": "x"}).text
    done = street.post(f"/cases/{number}/record_revisit", {**form, "photos": scene(7)})
    assert done.status_code == 302
    community = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    again = community.get(f"/cases/{number}").text
    assert "上级复查不属实" in again
    assert "没有拍摄时间和地点" in again
    assert "不属实" in everybody.get(f"/lots/{WEEK}").text
    with records.acting(SYSTEM):
        assert Case.objects.get(number=number).state == State.ACCEPTED


def test_closings_in_part_are_drawn_and_the_citys_own_are_listed_as_not_to_be_drawn(quarter: Quarter) -> None:
    part, own, unsolved = (solved(quarter, photo=n, text=f"第{n}辆车堵门") for n in range(3))
    with records.acting(SYSTEM):
        for number, outcome, level in (
            (part, Outcome.SOLVED_IN_PART, 0), (own, Outcome.SOLVED, 3), (unsolved, Outcome.NOT_SOLVED, 0),
        ):  # fmt: skip
            case = Case.objects.get(number=number)
            case.outcome, case.snapshot = outcome, {**case.snapshot, "outcome": outcome, "level": level}
            case.save(update_fields=["outcome", "snapshot"])
    assert drawn() == part
    row = queries.public_lot(WEEK)
    assert row is not None
    lots = rules.as_lots(row.listing)
    assert (row.closed, row.drawn, lots.pop(rules.NOBODY)) == (1, 1, (own,))
    assert list(lots.values()) == [(part,)]
    page = Client().get(f"/lots/{WEEK.isoformat()}").content.decode()
    assert "不抽的1件" in page
    assert own in page


def test_what_its_street_was_called_to_is_drawn_for_the_county(quarter: Quarter) -> None:
    number = quarter.report(kind="littering")
    quarter.act(quarter.community, number, acts.Accept(kind="littering"))
    assert quarter.street.body_id is not None
    called = acts.Whistle(lead=quarter.street.body_id, text="街道统一组织清运")
    quarter.act(quarter.community, number, called)
    quarter.act(quarter.street, number, acts.Arrive(), NOW + HOUR)
    done = acts.GiveResult(outcome=Outcome.SOLVED_IN_PART, evidence=("photo_before_after",), text="清了一半")
    quarter.act(quarter.street, number, done, NOW + HOUR, photos=[scene(31)])
    part = acts.Close(outcome=Outcome.SOLVED_IN_PART, text="还有一半等车")
    quarter.act(quarter.community, number, part, NOW + 2 * HOUR)
    quarter.act(quarter.resident, number, acts.AcceptResult(), NOW + 3 * HOUR)
    assert drawn() == number
    quarter.sound(number)
    with records.acting(SYSTEM):
        visit = Revisit.objects.get()
        assert (visit.body_id, visit.solver_id) == (quarter.county.body_id, quarter.street.body_id)
        with pytest.raises(IntegrityError, match="cases_revisit_by_another"), transaction.atomic():
            Revisit.objects.update(body_id=quarter.street.body_id)


def test_the_worker_asks_after_a_visit_nobody_makes(quarter: Quarter) -> None:
    start = NOW + timedelta(days=28)  # there is a ladder for it since the end of November
    number = solved(quarter, start)
    assert drawn(start + timedelta(days=7)) == number
    due = quarter.row(number).next_due_at
    assert due is not None
    assert services.sweep(actor=SYSTEM, now=due + HOUR) == 1
    assert services.sweep(actor=SYSTEM, now=due + 2 * HOUR) == 0
    assert services.sweep(actor=SYSTEM, now=due + timedelta(days=10)) == 1
    assert services.sweep(actor=SYSTEM, now=due + timedelta(days=11)) == 0
    quarter.sound(number)
    with records.acting(SYSTEM):
        assert Revisit.objects.get().body_id == quarter.county.body_id
    with records.acting(quarter.county):
        assert [one.clock for one in queries.workbench(actor=quarter.county) if one.number == number] == [
            "revisit"
        ]


def test_an_anonymous_report_that_was_turned_away_may_be_drawn(quarter: Quarter) -> None:
    number = quarter.report(PUBLIC, kind="littering")
    quarter.act(quarter.community, number, acts.Refuse(ground="court", text="请向人民法院起诉"))
    asked = quarter.report(kind="littering")
    quarter.act(quarter.community, asked, acts.Refuse(ground="court", text="请向人民法院起诉"))
    assert drawn() == number
    row = queries.public_lot(WEEK)
    assert row is not None
    assert row.closed == 1
    street = browser_of(quarter, Role.STREET_CLERK, "明光路街道办", "340102001")
    page = street.get(f"/cases/{number}").text
    assert "请看记录，判断不予受理或者不属于案件是否属实" in page
    form = {"seen": "3", "submission_key": "k1", "text": "垃圾清运不用起诉，应当受理", "found": "false"}
    assert street.post(f"/cases/{number}/record_revisit", form).status_code == 302
    assert quarter.row(number).state == State.ACCEPTED
    quarter.sound(number)
