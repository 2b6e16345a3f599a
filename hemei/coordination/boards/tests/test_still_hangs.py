"""An old board that hangs against the record: staff put the record right, anyone else is counted once a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client

from hemei.coordination.boards import queries, services, work
from hemei.coordination.boards.models import Edition, Lapse
from hemei.coordination.boards.rules.words import State
from hemei.coordination.boards.tests.conftest import DONGFENG, NEAR, NOW, SANLIAN, TODAY, Walls
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused
from hemei.leadership.duties.models import Duty

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def replaced(walls: Walls, monkeypatch: pytest.MonkeyPatch) -> tuple[Edition, Edition]:
    """An edition, and a newer one that was said to hang in its place."""
    for page in ("public", "boards", "gate"):
        monkeypatch.setattr(f"hemei.coordination.boards.pages.{page}.utc_now", lambda: LATER)
    [first] = walls.hang()
    walls.phone("东风社区居委会", "15400000009")
    walls.sweep()
    [second] = walls.make(now=LATER)
    walls.post(second, date(2026, 11, 3), LATER)
    return walls.edition(first), walls.edition(second)


def clerk(walls: Walls, code: str = DONGFENG, body: str = "东风社区居委会") -> Client:
    return walls.quarter.browser(Role.COMMUNITY_CLERK, body, code)


def current(day: date) -> str:
    """Return the verdict of F15 on the near estate on a day."""
    relation = queries.CURRENT_BOARDS
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            f"select verdict, reason from ({relation.sql.format(day='%(day)s::date')}) f where f.label = %(name)s",
            {"day": day, "name": NEAR},
        )
        return "/".join(cursor.fetchone())


def owed(walls: Walls) -> list[bool]:
    with records.acting(SYSTEM):
        rows = Duty.objects.filter(origin_stream=f"boards.board:{walls.estates[NEAR]}").order_by("id")
        return [one.ended_at is None for one in rows]


def test_staff_say_that_it_hangs_and_the_posting_of_the_newer_was_untrue(
    walls: Walls, replaced: tuple[Edition, Edition]
) -> None:
    first, second = replaced
    assert (current(date(2026, 11, 3)), owed(walls)) == ("yes/current", [False])
    browser, address = clerk(walls), f"/b/{first.code}/hangs"
    assert "这块还挂着" in browser.get(f"/b/{first.code}").content.decode()
    assert browser.post(address).status_code == 302
    first, second = walls.edition(first.pk), walls.edition(second.pk)
    assert (first.posted_on, first.replaced_on, second.posted_on) == (TODAY, None, None)
    assert (current(date(2026, 11, 3)), owed(walls)) == ("no/lapsed", [False, True])
    with records.acting(SYSTEM):
        assert Lapse.objects.filter(edition=first, until_at=None).count() == 1
        told = list(record.history(stream=f"boards.board:{walls.estates[NEAR]}"))
    (untrue,) = [one for one in told if one.type == "boards.posting_untrue"]
    assert (untrue.data["number"], untrue.data["untrue"], untrue.data["posted_on"]) == (1, 2, "2026-11-03")
    again = browser.post(address)
    assert (again.status_code, "没有要更正的" in again.content.decode()) == (422, True)
    # And once the newer one really hangs, all is well again.
    walls.post(second.pk, date(2026, 11, 3), LATER + timedelta(hours=1))
    assert (current(date(2026, 11, 3)), owed(walls)) == ("yes/current", [False, False])


def test_on_no_day_between_was_the_old_board_true(walls: Walls, replaced: tuple[Edition, Edition]) -> None:
    first, _second = replaced
    days = [date(2026, 11, day) for day in (2, 3, 5, 9)]
    assert [current(day) for day in days] == ["no/lapsed", *["yes/current"] * 3]
    services.still_hangs(actor=walls.clerk, now=NOW + timedelta(days=7), code=first.code)
    assert [current(day) for day in days] == ["no/lapsed"] * 4
    with records.acting(SYSTEM):
        assert Lapse.objects.filter(edition=first).count() == 1


def test_what_was_replaced_unswept_lapsed_when_the_newer_was_made(walls: Walls) -> None:
    [first] = walls.hang()
    walls.phone("东风社区居委会", "15400000009")
    [second] = walls.make(now=LATER)
    walls.post(second, date(2026, 11, 3), LATER)
    walls.phone("东风社区居委会", "15400000008", now=LATER)
    [third] = walls.make(now=LATER + timedelta(days=1))
    walls.post(third, date(2026, 11, 4), LATER + timedelta(days=1))
    code = walls.edition(first).code
    services.still_hangs(actor=walls.clerk, now=NOW + timedelta(days=7), code=code)
    days = [date(2026, 11, day) for day in (2, 3, 5, 9)]
    assert [current(day) for day in days] == ["yes/current", *["no/lapsed"] * 3]
    assert (walls.edition(second).posted_on, walls.edition(third).posted_on) == (None, None)


def test_a_strange_clerk_and_who_may_not_post_change_nothing(
    walls: Walls, replaced: tuple[Edition, Edition]
) -> None:
    first, second = replaced
    clerk(walls, SANLIAN, "三里庵社区居委会").post(f"/b/{first.code}/hangs")
    with pytest.raises(Refused):
        services.still_hangs(actor=walls.quarter.city, now=LATER, code=first.code)
    assert walls.edition(second.pk).posted_on == date(2026, 11, 3)
    assert walls.edition(first.pk).hints == 1


def test_anyone_elses_word_is_counted_once_a_day_and_waits_on_the_workbench(
    walls: Walls, replaced: tuple[Edition, Edition]
) -> None:
    first, second = replaced
    anyone = Client()
    assert "这块还挂着" in anyone.get(f"/b/{first.code}").content.decode()
    assert "这块还挂着" not in anyone.get(f"/b/{second.code}").content.decode()
    for _ in range(3):
        assert anyone.post(f"/b/{first.code}/hangs").status_code == 302
    anyone.post(f"/b/{second.code}/hangs")
    assert anyone.post("/b/NOSUCH/hangs").status_code == 404
    assert (walls.edition(first.pk).hints, walls.edition(second.pk).hints) == (1, 0)
    assert current(date(2026, 11, 3)) == "yes/current"
    with records.acting(walls.clerk):
        assert ["旧的公示牌" in one.words for one in work.hinted(walls.clerk)] == [True]
    browser, address = clerk(walls), f"/boards/{walls.estates[NEAR]}"
    assert NEAR in browser.get("/boards?hinted=1").content.decode()
    assert "有人说还挂着旧的内容" in browser.get(address).content.decode()
    assert browser.post(f"{address}/checked").status_code == 302
    assert "有人说还挂着旧的内容" not in browser.get(address).content.decode()
    with records.acting(walls.clerk):
        assert work.hinted(walls.clerk) == []
        assert queries.board_rows(actor=walls.clerk)[0].state is State.CURRENT


def test_a_print_that_hangs_unregistered_and_is_out_of_date_is_told_of_and_registered(walls: Walls) -> None:
    [made] = walls.make()
    walls.phone("东风社区居委会", "15400000009")
    walls.sweep()
    code, anyone, browser = walls.edition(made).code, Client(), clerk(walls)
    assert "没有登记过它的张贴" in anyone.get(f"/b/{code}").content.decode()
    assert anyone.post(f"/b/{code}/hangs").status_code == 302
    assert walls.edition(made).hints == 1
    staff = browser.get(f"/b/{code}").content.decode()
    assert ("登记张贴日期" in staff, "这块还挂着" in staff) == (True, False)
    page = browser.get(f"/boards/{walls.estates[NEAR]}").content.decode()
    assert "挂着的，请在上面登记张贴日期" in page
    known = browser.post(f"/b/{code}/hangs")
    assert (known.status_code, "没有登记过这一版的张贴" in known.content.decode()) == (422, True)
    address = f"/boards/editions/{made}/post"
    assert f'action="{address}"' in page
    assert browser.post(address, {"posted_on": "2026-11-02"}).status_code == 302
    row = walls.edition(made)
    assert (row.posted_on, row.hinted_on, owed(walls)) == (TODAY, None, [True])
    with records.acting(SYSTEM):
        assert Lapse.objects.filter(edition=made, until_at=None).count() == 1


def test_who_finds_it_hanging_himself_registers_it_without_a_hint(walls: Walls) -> None:
    [made] = walls.make()
    walls.phone("东风社区居委会", "15400000009")
    walls.sweep()
    page = clerk(walls).get(f"/boards/{walls.estates[NEAR]}").content.decode()
    assert f'action="/boards/editions/{made}/post"' in page
    assert "制作新版并打印" in page
    assert page.count("button main") == 1, "the new print is what has to be done"
