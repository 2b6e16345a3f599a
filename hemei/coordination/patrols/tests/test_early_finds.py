"""An urgent find goes ahead of its round: one case, whatever is sent again, by whom, and whenever the round comes."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hemei.coordination.boards import services as boards
from hemei.coordination.boards.queries import Purpose
from hemei.coordination.patrols import queries, services
from hemei.coordination.patrols.models import EarlyFind
from hemei.coordination.patrols.rules.words import Flag, Result
from hemei.coordination.patrols.tests.conftest import CELLS, KEY, NOW, POINTS, Beat, picture
from hemei.coordination.patrols.tests.test_pages import browser_of, form
from hemei.coordination.patrols.tests.test_services import OTHER_KEY, code_of, events, given, photo
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role

CLEAR, FOUND = Result.CLEAR, Result.FOUND
GAS = {"case_kind": "other", "note": "3幢东侧闻到燃气味"}
SENT = "已单独上报"
LATE = datetime(2026, 11, 3, 16, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    for part in ("gate", "one"):
        monkeypatch.setattr(f"hemei.coordination.patrols.pages.{part}.utc_now", lambda: NOW)


def send(beat: Beat, actor: Actor | None = None, now: datetime = NOW, **more: Any) -> str:
    """Send what was found at the first point, alone."""
    actor = actor or beat.walker
    said = beat.said(more.pop("result", FOUND), **{**GAS, **more})
    draft = services.WalkDraft(now - timedelta(minutes=50), now, said)
    with records.acting(actor):
        return services.send_find(actor=actor, now=now, round_id=beat.round(), draft=draft)


def cases_of(beat: Beat) -> int:
    return beat.count("select count(*) from cases_case")


def test_it_is_one_case_at_once_and_the_round_does_not_double_it(beat: Beat) -> None:
    beat.plan()
    number = send(beat, photos=(photo(),))
    assert send(beat, photos=(photo(),)) == number
    assert send(beat, note="燃气味更重了") == number  # written anew while the first was under way
    assert (cases_of(beat), beat.row().state, beat.visits()[0].case_number) == (1, "planned", number)
    assert events(beat.row().stream) == ["patrols.round_planned", "patrols.find_sent"]
    with records.acting(beat.clerk):
        origin = queries.origin_of(number, actor=beat.clerk)
        [seen] = queries.seen_rows(actor=beat.clerk)
    assert origin is not None
    assert (origin.round_id, origin.metres) == (beat.round(), 0)
    assert (seen.case_number, seen.name) == (number, POINTS[0][1])
    # The phone still has it: the same photo, and another.
    said = beat.said(FOUND, CLEAR, CLEAR, **GAS, photos=(photo(), photo("blue")))
    assert beat.walk(*said) == ()
    assert beat.walk(*said) == ()
    assert (cases_of(beat), beat.row().gaps, beat.visits()[0].case_number) == (1, 0, number)
    assert beat.count("select count(*) from patrols_shot") == 2


@pytest.mark.parametrize("results", [(), (CLEAR,)])
def test_it_stands_whatever_the_round_says_of_its_point(beat: Beat, results: tuple[Result, ...]) -> None:
    beat.plan()
    number = send(beat)
    said = beat.said(CLEAR, CLEAR, CLEAR)
    beat.walk(*(said if results else said[1:]))
    assert (beat.row().state, beat.row().gaps) == ("done", 0)
    assert (beat.visits()[0].result, beat.visits()[0].case_number) == ("found", number)
    assert cases_of(beat) == 1


def test_one_that_waited_in_the_phone_until_its_round_had_come_is_the_same_case(beat: Beat) -> None:
    beat.plan()
    beat.walk(*beat.said(FOUND, CLEAR, CLEAR, **GAS))
    assert send(beat) == beat.visits()[0].case_number
    assert cases_of(beat) == 1


@pytest.mark.parametrize("other_found", [False, True])
def test_where_the_round_is_given_away_both_records_stand_and_each_find_is_one_case(
    beat: Beat, *, other_found: bool
) -> None:
    beat.plan()
    number = send(beat)
    other = given(beat)
    said = beat.said(FOUND if other_found else CLEAR, CLEAR, CLEAR)
    said = (
        beat.said(FOUND, CLEAR, CLEAR, case_kind="blocked_fire_lane", note="堵了车") if other_found else said
    )
    beat.walk(*said, actor=other)
    assert (beat.visits()[0].case_number == number, cases_of(beat)) == (not other_found, 1 + other_found)
    mine = beat.said(FOUND, CLEAR, CLEAR, **GAS)
    for _ in range(2):
        assert Flag.SECOND in beat.walk(*mine, key=OTHER_KEY)
    assert cases_of(beat) == 1 + other_found
    assert beat.count("select count(*) from patrols_visit where case_number = %s", number) == 1
    with records.acting(beat.clerk):
        assert queries.origin_of(number, actor=beat.clerk) is not None


def test_who_had_the_round_before_sends_what_he_finds_and_his_walk_brings_it_once(beat: Beat) -> None:
    other = given(beat)
    beat.walk(actor=other)
    number = send(beat)
    assert beat.visits()[0].result == "clear"  # the word of who handed it in
    assert Flag.SECOND in beat.walk(*beat.said(FOUND, CLEAR, **GAS), key=OTHER_KEY)
    assert send(beat) == number
    assert cases_of(beat) == 1
    assert beat.count("select count(*) from patrols_visit where case_number = %s", number) == 1


def test_nothing_but_what_was_sent_is_taken_and_adds_no_record(beat: Beat) -> None:
    beat.plan()
    send(beat)
    beat.walk(actor=given(beat))
    assert beat.walk(*beat.said(FOUND, **GAS), key=OTHER_KEY) == ()
    assert beat.count("select count(*) from patrols_round where second_of_id is not null") == 0
    assert cases_of(beat) == 1


def test_of_a_round_that_never_comes_it_was_seen_and_the_rest_missed(beat: Beat) -> None:
    beat.plan()
    send(beat)
    services.sweep_missed(now=LATE)
    found = f"select count(*) from ({queries.MISSED_POINTS.sql}) f where f.arg = %s and f.reason = %s"
    counts = [beat.count(found, str(beat.round()), reason) for reason in ("seen", "late", "missed")]
    assert counts == [1, 0, 2]
    assert POINTS[0][1] in [one.name for one in beat.visits(beat.round(day=date(2026, 11, 4)))]  # due anyway
    # Sent after the round was missed, it was seen too late; the round itself may still come.
    second = beat.points[CELLS[0]][1]
    said = (services.PointSaid(second, FOUND, LATE, case_kind="other", note="垃圾房冒烟了"),)
    with records.acting(beat.walker):
        draft = services.WalkDraft(LATE - timedelta(minutes=9), LATE, said)
        services.send_find(actor=beat.walker, now=LATE, round_id=beat.round(), draft=draft)
    assert beat.count(found, str(beat.round()), "late") == 1


def test_what_cannot_be_sent_is_refused_with_a_word(beat: Beat) -> None:
    beat.plan()
    first = beat.points[CELLS[0]][0]
    refusals = {
        ("no_find", "points"): lambda: send(beat, result=CLEAR),
        ("kind", f"case-{first}"): lambda: send(beat, case_kind="dogs"),
        ("unproven", f"mark-{first}"): lambda: send(beat, note=""),
        ("not_found", ""): lambda: send(beat, actor=beat.walkers[CELLS[1]]),
        ("role", ""): lambda: send(beat, actor=beat.clerk),
        ("early", "started_at"): lambda: send(beat, now=NOW - timedelta(days=1)),
    }
    for expected, act in refusals.items():
        assert code_of(act) == expected
    assert (cases_of(beat), beat.visits()[0].result) == (0, "")


def test_the_database_takes_a_find_once(beat: Beat) -> None:
    beat.plan()
    send(beat)
    with records.acting(SYSTEM):
        row = EarlyFind.objects.get()
        for number in (row.case_number, "", "A-2"):
            again = EarlyFind(
                stream=row.stream, scope=row.scope, round_id=row.round_id, point_id=row.point_id,
                walker_id=row.walker_id, case_number=number, told_at=NOW,
            )  # fmt: skip
            with pytest.raises(IntegrityError), transaction.atomic():
                again.save(force_insert=True)


def test_the_phone_page_sends_one_point_and_keeps_what_was_typed(beat: Beat) -> None:
    beat.plan()
    walker, number = browser_of(beat), beat.round()
    first, _, third = beat.points[CELLS[0]]
    page = walker.get(f"/patrols/{number}").content.decode()
    assert page.count('name="at_once"') == len(POINTS)
    assert page.index("<button hidden>") < page.index('name="at_once"')  # the enter key hands in the round
    assert page.count('href="tel:119"') == 1 + len(POINTS)  # above, and beside each button
    assert "社区24小时应急电话" not in page
    unproven = form(beat, at_once=str(first))
    del unproven[f"photo-{first}"]
    refused = walker.post(f"/patrols/{number}", unproven)
    assert (refused.status_code, "没有照片也没有说明" in refused.content.decode()) == (422, True)
    sent = walker.post(f"/patrols/{number}", form(beat, at_once=str(first)))
    said = sent.content.decode()
    assert (sent.status_code, "X-Hemei-Keep" in sent) == (200, False)
    assert re.search(rf'id="item-{first}" data-sent', said)
    assert said.count('href="tel:119"') == 2 + len(POINTS)  # in the answer too, and beside what was sent
    assert "正在修剪，封闭了" in said
    assert f'name="mark-{third}"' in said
    assert f'name="mark-{first}"' not in said
    assert SENT in walker.get(f"/patrols/{number}").content.decode()
    done = walker.post(f"/patrols/{number}", form(beat, submission_key=KEY), follow=True).content.decode()
    assert "巡查已经收到" in done
    late = walker.post(f"/patrols/{number}", form(beat, at_once=str(first)))  # it had waited in the phone
    assert late.url == f"/patrols/{number}"
    assert cases_of(beat) == 1


def test_no_kind_of_find_is_chosen_for_the_walker_and_every_point_offers_emergencies(beat: Beat) -> None:
    beat.plan()
    walker, number = browser_of(beat), beat.round()
    first = beat.points[CELLS[0]][0]
    page = walker.get(f"/patrols/{number}").content.decode()
    selects = re.findall(r"<select.*?</select>", page, re.DOTALL)
    assert len(selects) == len(POINTS)
    for one in selects:
        assert '<option value="">请选择</option>' in one
        assert " selected" not in one
        urgent = one[one.index('<optgroup label="紧急情况">') :]
        assert urgent.index("电梯困人") < urgent.index("燃气泄漏") < urgent.index("其他问题")
    refused = walker.post(f"/patrols/{number}", form(beat, at_once=str(first), **{f"case-{first}": ""}))
    assert (refused.status_code, cases_of(beat)) == (422, 0)
    assert "没有选是哪一类" in refused.content.decode()
    assert f'href="#field-case-{first}"' in refused.content.decode()
    sent = walker.post(f"/patrols/{number}", form(beat, at_once=str(first), **{f"case-{first}": "gas_leak"}))
    assert sent.status_code == 200
    assert beat.count("select count(*) from cases_case where kind = 'gas_leak'") == 1


def test_the_phone_page_names_the_number_of_the_community_by_day_and_night(beat: Beat) -> None:
    beat.plan()
    street = beat.quarter.street
    with records.acting(street):
        boards.set_phones(
            actor=street, now=NOW, body_id=beat.quarter.body("东风社区居委会"), estate_id=None,
            numbers={Purpose.EMERGENCY: "0551-64000110"},
        )  # fmt: skip
    page = browser_of(beat).get(f"/patrols/{beat.round()}").content.decode()
    assert 'href="tel:0551-64000110"' in page


def test_the_community_reads_it_while_the_round_goes_on(beat: Beat) -> None:
    beat.plan()
    number = send(beat, photos=(services.PhotoDraft(picture("blue"), "blue.jpg"),))
    clerk = beat.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", "340102001001")
    assert number in clerk.get(f"/patrols/{beat.round()}").content.decode()
