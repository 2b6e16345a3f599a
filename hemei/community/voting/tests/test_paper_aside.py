"""A page that may be a ballot is left out by two persons; where nothing is lost by it, one is enough."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from hemei.community.voting import queries, services
from hemei.community.voting.models import Scan
from hemei.community.voting.rules.batches import aside_takes_two, may_agree
from hemei.community.voting.tests.papers import CLEAR, LATER, Desk
from hemei.community.voting.tests.street import refused
from hemei.community.voting.tests.test_paper import told
from hemei.community.voting.tests.test_paper_pages import browser
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.clock import utc_now


@pytest.mark.parametrize(
    ("has_sheet", "voided", "problem", "same", "two"),
    [
        (True, False, "", False, True),
        (True, False, "", True, False),  # the other picture says the same and stays
        (True, True, "", False, False),  # replaced: it does not count anyway
        (False, False, "no_code", False, True),  # may be a ballot
        (False, False, "blank", False, False),
        (False, False, "other_vote", False, False),
    ],
)
def test_when_setting_aside_takes_two(has_sheet, voided, problem, same, two) -> None:
    assert aside_takes_two(has_sheet=has_sheet, voided=voided, problem=problem, same=same) is two


def test_who_asked_does_not_agree_himself() -> None:
    assert may_agree(2, 1).allowed
    assert may_agree(1, 1).reasons[0].code == "one_hand"


def good_page(desk: Desk, at: datetime = LATER) -> tuple[int, int]:
    """Bring in a good page; return its batch and its scan."""
    run = desk.print_all()
    batch = desk.open(at=at)
    desk.bring(batch, desk.filled(run, next(iter(desk.drawn(run).values())), *CLEAR))
    assert desk.states(batch) == ["ready"]
    return batch, desk.page(batch).sheets[0].put.scans[0].id


def test_a_good_page_waits_for_a_second_person_and_does_not_count_meanwhile(desk: Desk) -> None:
    batch, scan = good_page(desk)
    one, other = ({"actor": who, "now": LATER, "scan_id": scan} for who in (desk.clerk, desk.second))
    assert not services.set_aside(reason="不是选票", **one)
    assert desk.states(batch) == ["aside_asked"]
    assert refused(lambda: desk.confirm(batch, ready=1)) == "changed"
    assert refused(lambda: services.set_aside(reason="不是选票", **other)) == "waits"
    assert refused(lambda: services.answer_aside(agrees=True, **one)) == "one_hand"
    page = queries.scanned_page(scan, actor=desk.second)
    assert page is not None
    assert (page.asked, page.mine, page.shown) == (True, False, True)  # he sees what he is to say
    services.answer_aside(agrees=False, **other)
    assert desk.states(batch) == ["ready"]
    assert refused(lambda: services.answer_aside(agrees=True, **other)) == "not_asked"
    assert not services.set_aside(reason="复印件", **one)
    services.answer_aside(agrees=True, **other)
    assert desk.states(batch) == []
    assert told(f"voting.scan_batch:{batch}", "voting.page_set_aside")[0]["asked_by"] == desk.clerk.person_id
    assert told(f"voting.scan_batch:{batch}", "voting.page_kept")[0]["asked_by"] == desk.clerk.person_id
    for changes in ({"set_aside_by": desk.clerk.person_id}, {"set_aside_at": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Scan.objects.filter(pk=scan).update(**changes)


def test_of_two_pictures_that_say_the_same_one_hand_takes_one_away(desk: Desk) -> None:
    run = desk.print_all()
    canvas = next(iter(desk.drawn(run).values()))
    batch = desk.open()
    desk.bring(batch, desk.filled(run, canvas, *CLEAR), desk.filled(run, canvas, *CLEAR))
    first, second = desk.page(batch).sheets[0].put.scans
    act = {"actor": desk.clerk, "now": LATER, "reason": "拍了两次"}
    assert services.set_aside(scan_id=second.id, **act)
    assert not services.set_aside(scan_id=first.id, **act)  # the last one is the ballot


def test_the_pages_lead_the_second_person_to_it(quarter, settings, tmp_path) -> None:
    settings.MEDIA, settings.DEMO = tmp_path, True
    desk = Desk(quarter, closes_at=utc_now() + timedelta(days=9))
    records.bind(EVERYONE)
    batch, scan = good_page(desk, at=utc_now())
    first, second = browser(desk.quarter, "钱一"), browser(desk.quarter, "钱二")
    leaf = f"/paper/pages/{scan}"
    told_so = first.post(f"{leaf}/aside", {"reason": "不是选票"}, follow=True).text
    assert "等另一名工作人员看过票面确认以后才不计入" in told_so
    assert "等另一人确认搁置" in told_so
    assert "1页选票有人提出搁置" not in first.get("/work").text
    assert "1页选票有人提出搁置" in second.get("/work").text
    assert leaf in second.get("/paper/asides").text
    assert "确认搁置" not in first.get(leaf).text.replace("等另一人确认搁置", "")
    assert "我看过票面，确认搁置" in second.get(leaf).text
    assert second.get(f"{leaf}/picture").content.startswith(b"\xff\xd8")
    assert first.post(f"{leaf}/agree").status_code == 422
    assert second.post(f"{leaf}/keep").status_code == 302
    assert "等另一人确认搁置" not in first.get(f"/paper/batches/{batch}").text
