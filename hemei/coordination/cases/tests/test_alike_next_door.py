"""One trouble at the border of two communities: both see the pair, of the other's case what is open anyway."""

from __future__ import annotations

import logging
import re

import pytest
from django.db import connection
from django.test import Client, override_settings

from hemei.coordination.cases import queries
from hemei.coordination.cases.models import Likeness, Supporter
from hemei.coordination.cases.rules.words import Channel, Outcome, State
from hemei.coordination.cases.services import acts
from hemei.coordination.cases.tests.conftest import NOW, SANLIAN, Quarter
from hemei.coordination.cases.tests.test_likeness import KIND, answer, marked
from hemei.coordination.cases.tests.test_pages import browser_of, code_sent
from hemei.coordination.cases.tests.test_supporters import LANE, SAID, support
from hemei.ground.people.tests.factories import SINCE, SYSTEM
from hemei.ground.places import queries as places
from hemei.ground.places import services as place_services
from hemei.ground.places.rules.drafts import EstateDraft
from hemei.ground.places.rules.estates import EstateKind
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from tests.grounds import standing

pytestmark = pytest.mark.django_db
NEXT = "三里庵花园"
PHONE = "15400345691"


def next_door(quarter: Quarter) -> str:
    """Build an estate of the next community across the street; returns the token of its place."""
    draft = EstateDraft(
        name=NEXT, kind=EstateKind.COMMODITY, community_id=quarter.town.place(SANLIAN), address="长江路2号",
        built_area_dm2=1_000_000, households=100, valid_from=SINCE,
    )  # fmt: skip
    place_services.add_estates(actor=SYSTEM, now=NOW, drafts=[draft], source="test")
    with records.acting(SYSTEM), connection.cursor() as cursor:
        for name, lat in (("绿地小区", 31_860_000), (NEXT, 31_863_590)):
            cursor.execute(
                "update places_estate set lon = 117300000, lat = %s, position_source = 'CGCS2000' where name = %s",
                [lat, name],
            )
    return places.search_estates(NEXT)[0].token


@standing
def two(quarter: Quarter) -> tuple[str, str]:
    """An earlier case, and a later one of the same trouble in the next community's estate across the street."""
    earlier = quarter.report(kind=KIND, text=LANE, now=utc_now())
    token = next_door(quarter)
    later = quarter.report(
        quarter.hotline,
        kind=KIND,
        text=SAID,
        now=utc_now(),
        channel=Channel.HOTLINE,
        phone=PHONE,
        token=token,
    )
    support(quarter, later, quarter.stranger, now=utc_now(), token=token)
    return earlier, later


def test_both_communities_see_the_pair_and_no_word_of_the_other(
    quarter: Quarter, two: tuple[str, str]
) -> None:
    earlier, later = two
    assert marked(quarter, later) == 1
    with records.acting(quarter.foreign_community):
        (row,) = queries.open_pairs(actor=quarter.foreign_community)
        assert (row.number, row.other, row.other_estate) == (later, earlier, "绿地小区")
        assert queries.open_pairs_count(actor=quarter.foreign_community) == [1]
        (pair,) = queries.pairs_with(later)
        assert queries.pairs_with(earlier) == []
    assert (pair.number, pair.earlier, pair.words, pair.opens, pair.may_join) == (
        earlier,
        True,
        "",
        False,
        True,
    )
    with records.acting(quarter.community):
        assert queries.open_pairs(actor=quarter.community) == []  # the later one's body is asked
        (pair,) = queries.pairs_with(earlier)
    assert (pair.number, pair.earlier, pair.words, pair.opens) == (later, False, "", False)
    for actor in (quarter.foreign_company, quarter.stranger):
        with records.acting(actor):
            assert Likeness.objects.count() == 0


def test_the_later_ones_body_joins_it_and_his_telephone_stays_where_he_left_it(
    quarter: Quarter, two: tuple[str, str]
) -> None:
    earlier, later = two
    marked(quarter, later)
    answer(quarter, later, earlier, same=True, actor=quarter.foreign_community)
    assert quarter.row(later).state == State.REFUSED
    assert quarter.row(earlier).state == State.REPORTED
    with records.acting(SYSTEM):
        follows, caller = Supporter.objects.filter(case__number=earlier).order_by("person_id")  # nulls last
        assert (follows.person_id, follows.contact_id) == (quarter.stranger.person_id, None)
        own = quarter.row(later)
        assert (caller.person_id, caller.caller_of, caller.contact_id) == (None, own.pk, own.contact_id)
        assert queries.supporter_phone(caller.pk) == PHONE
        told = record.history(stream=quarter.row(earlier).stream)[-1]
    assert (told.type, told.data["about"]) == ("cases.case_joined", {"joined": later})
    with records.acting(quarter.community):
        assert queries.supporter_phone(caller.pk) == ""  # the body he did not turn to opens it nowhere
    quarter.sound(earlier)
    quarter.sound(later)


def test_either_tells_them_apart_on_its_own_page(quarter: Quarter, two: tuple[str, str]) -> None:
    earlier, later = two
    marked(quarter, later)
    clerk = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    page = clerk.get(f"/cases/{earlier}/alike").text
    assert "相邻社区的" in page
    assert f'href="/cases/{later}"' not in page
    assert "是同一件，" not in page
    fields = {"later": later, "earlier": earlier, "same": "0"}
    assert clerk.post(f"/cases/{earlier}/alike", fields).headers["Location"] == f"/cases/{earlier}"
    with records.acting(quarter.foreign_community):
        assert queries.open_pairs(actor=quarter.foreign_community) == []
        (pair,) = queries.pairs_with(later)
    assert pair.same is False


def test_what_the_other_told_apart_by_mistake_the_later_ones_body_joins_after_all(
    quarter: Quarter, two: tuple[str, str]
) -> None:
    earlier, later = two
    marked(quarter, later)
    answer(quarter, later, earlier, same=False)
    button = f"{later}并入{earlier}"
    ours = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    page = ours.get(f"/cases/{earlier}/alike").text
    assert "核对过，不是同一件" in page
    assert button not in page
    with pytest.raises(Refused) as caught:
        answer(quarter, later, earlier, same=True)
    assert caught.value.decision.reasons[0].code == "not_yours"
    theirs = browser_of(quarter, Role.COMMUNITY_CLERK, "三里庵社区居委会")
    assert button in theirs.get(f"/cases/{later}/alike").text
    done = theirs.post(f"/cases/{later}/alike", {"later": later, "earlier": earlier, "same": "1"})
    assert done.headers["Location"] == f"/cases/{later}"
    assert quarter.row(later).state == State.REFUSED
    assert "已并入" in ours.get(f"/cases/{earlier}/alike").text
    quarter.sound(earlier)
    quarter.sound(later)


def test_without_text_messages_the_hotline_calls_who_was_joined_when_it_is_over(
    quarter: Quarter, two: tuple[str, str]
) -> None:
    earlier, later = two
    marked(quarter, later)
    answer(quarter, later, earlier, same=True, actor=quarter.foreign_community)
    hotline = browser_of(quarter, Role.HOTLINE_CLERK, "热线", "340100")
    assert "来电人还没有告知" not in hotline.get("/work").text
    close(quarter, earlier)
    assert "1位并入的来电人还没有告知结果" in hotline.get("/work").text
    page = hotline.get("/cases/callers").text
    assert later in page
    assert earlier in page
    assert f"/cases/{later}/phone" in page
    caller = re.search(r'name="caller" value="(\d+)"', page)[1]
    refused = hotline.post("/cases/callers", {"caller": caller, "text": ""})
    assert refused.status_code == 422
    assert "请写明告诉了什么" in refused.text
    told = hotline.post("/cases/callers", {"caller": caller, "text": "已告诉他堵的车开走了，他说好"})
    assert told.headers["Location"] == "/cases/callers"
    assert "没有要告知的来电人" in hotline.get("/cases/callers").text
    assert "已告诉他堵的车开走了" in hotline.get(f"/cases/{later}").text
    assert (
        hotline.post("/cases/callers", {"caller": caller, "text": "已告诉他堵的车开走了"}).status_code == 422
    )
    # Sent back it goes on, and when it is over again he is called again.
    quarter.act(quarter.resident, earlier, acts.SendBack(text="又堵上了，还是那辆车"), now=utc_now())
    while records.deliver_pending(now=utc_now()):
        pass
    assert later not in hotline.get("/cases/callers").text
    close(quarter, earlier)
    assert later in hotline.get("/cases/callers").text
    with override_settings(NOTIFY={"sms": ["json://127.0.0.1:9/sms"]}):
        assert later not in hotline.get("/cases/callers").text
    clerk = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    assert clerk.get("/cases/callers").status_code == 403


def close(quarter: Quarter, number: str) -> None:
    if quarter.row(number).state == State.REPORTED:
        quarter.act(quarter.community, number, acts.Accept(kind=KIND), now=utc_now())
    said = acts.Close(outcome=Outcome.NOT_SOLVED, text="车主联系不上，请交警再来")
    quarter.act(quarter.community, number, said, now=utc_now())


def test_who_was_joined_across_the_border_stops_the_messages_by_a_code_to_his_telephone(
    quarter: Quarter, two: tuple[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    earlier, later = two
    marked(quarter, later)
    answer(quarter, later, earlier, same=True, actor=quarter.foreign_community)
    stream, client = quarter.row(earlier).stream, Client()
    with records.acting(SYSTEM):
        assert len(queries.texted_supporters(stream)) == 1
    caplog.set_level(logging.INFO, "hemei.people")
    client.post(f"/follow/{earlier}/stop", {"phone": PHONE, "step": "send"})
    form = {"phone": PHONE, "step": "show", "code": code_sent(caplog)}
    assert client.post(f"/follow/{earlier}/stop", form).headers["Location"] == "/follow"
    with records.acting(SYSTEM):
        assert queries.texted_supporters(stream) == []
    close(quarter, earlier)
    hotline = browser_of(quarter, Role.HOTLINE_CLERK, "热线", "340100")
    assert later not in hotline.get("/cases/callers").text
