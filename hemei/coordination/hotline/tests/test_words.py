"""What an office told once is shown, changed and forgotten; a kind the order's day has no line for is asked again."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from hemei.coordination.cases.tests.test_pages import browser_of
from hemei.coordination.hotline import queries, services
from hemei.coordination.hotline.models import Word
from hemei.coordination.hotline.services import words
from hemei.coordination.hotline.tests.conftest import NOW, Desk, order
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused

pytestmark = pytest.mark.django_db
SAID, CALLED = "通道占用", "绿地一期"


@pytest.fixture
def clerk(desk: Desk) -> Client:
    return browser_of(desk.quarter, Role.STREET_CLERK, "明光路街道办", "340102001")


def told(desk: Desk) -> dict[str, int]:
    """Let the street say a kind and an estate; return the words by what was said."""
    row = desk.check(order("A1", 诉求类别=SAID), order("A2", 小区名称=CALLED))
    desk.tell(row, kinds={SAID: "blocked_fire_lane"}, estates={CALLED: "绿地小区"})
    with records.acting(SYSTEM):
        return dict(Word.objects.values_list("said", "id"))


def kind_of(desk: Desk, number: str) -> str:
    desk.take_in(order(number, 诉求类别=SAID))
    return desk.case(number).kind


def test_the_office_reads_changes_and_forgets_what_it_told(desk: Desk, clerk: Client) -> None:
    ids = told(desk)
    page = clerk.get("/hotline/words").text
    assert SAID in page
    assert CALLED in page
    assert f"/hotline/words/{ids[SAID]}" in page
    assert "小区：绿地小区" in page
    assert "/hotline/words" in clerk.get("/hotline").text
    assert kind_of(desk, "B1") == "blocked_fire_lane"
    wrong = clerk.post(f"/hotline/words/{ids[SAID]}", {"means": "no_such_kind"})
    assert (wrong.status_code, "没有这个类别" in wrong.text) == (422, True)
    assert clerk.post(f"/hotline/words/{ids[SAID]}", {"means": "dogs"}).status_code == 302
    assert kind_of(desk, "B2") == "dogs"
    assert desk.case("B1").kind == "blocked_fire_lane"
    assert clerk.post(f"/hotline/words/{ids[SAID]}", {"drop": "1"}).status_code == 302
    assert clerk.get(f"/hotline/words/{ids[SAID]}").status_code == 404
    (asked,) = desk.waiting(desk.check(order("B3", 诉求类别=SAID)))
    assert (asked.of, asked.said) == (queries.Of.KIND, SAID)
    with records.acting(SYSTEM):
        stream = Word.objects.get(said=CALLED).stream
        assert record.history(stream=stream)[-1].type == "hotline.word_dropped"


def test_what_one_office_told_is_no_others(desk: Desk) -> None:
    ids = told(desk)
    foreign = browser_of(desk.quarter, Role.STREET_CLERK, "三里庵街道办", "340104001")
    assert SAID not in foreign.get("/hotline/words").text
    assert foreign.post(f"/hotline/words/{ids[SAID]}", {"drop": "1"}).status_code == 404
    actor = desk.quarter.foreign_street
    with pytest.raises(Refused), records.acting(actor):
        services.drop_word(actor=actor, now=NOW, word_id=ids[SAID])
    community = browser_of(desk.quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    assert community.get("/hotline/words").status_code == 403


def test_a_kind_that_the_day_of_the_order_has_no_line_for_is_unknown_again(
    desk: Desk, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(desk)
    lists = words.kinds_listed

    def without(day: date) -> list[tuple[str, str]]:
        return [pair for pair in lists(day) if day > date(2026, 10, 31) or pair[0] != "blocked_fire_lane"]

    for place in ("services", "queries"):
        monkeypatch.setattr(f"hemei.coordination.hotline.{place}.words.kinds_listed", without)
    row = desk.check(order("C1", 诉求类别=SAID, 受理时间="2026-10-30 09:00:00"), order("C2", 诉求类别=SAID))
    assert (row.new, row.bad) == (1, 1)
    (asked,) = desk.waiting(row)
    assert (asked.said, asked.days) == (SAID, (date(2026, 10, 30),))
    page = clerk.get(f"/hotline/{row.id}").text
    assert 'value="dogs"' in page
    assert 'value="blocked_fire_lane"' not in page
    desk.tell(row, kinds={SAID: "dogs"})
    assert kind_of(desk, "C3") == "dogs"
