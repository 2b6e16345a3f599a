"""What came again: tied together by place, kind and days; listed in one's own places; shown beside the case."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.pages import patterns as pages
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.words import Outcome
from hemei.coordination.cases.tests.conftest import NOW, Quarter
from hemei.coordination.cases.tests.test_pages import browser_of
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from tests.grounds import standing

TODAY = shanghai_day(NOW)


@standing
def again(quarter: Quarter) -> tuple[Quarter, list[str]]:
    """One trouble four times: the second 91 days after the first, the others close; and another kind once."""
    days = (251, 160, 80, 0)
    numbers = [
        quarter.report(
            now=NOW - timedelta(days=before),
            kind="littering",
            text=f"垃圾第{before}次",
            fact_on=TODAY - timedelta(days=before),
        )
        for before in days
    ]
    quarter.report(kind="dogs", text="狗没牵绳")
    return quarter, numbers


def test_a_chain_breaks_where_too_many_days_lie_between(again: tuple[Quarter, list[str]]) -> None:
    quarter, numbers = again
    estate = quarter.row(numbers[0]).estate_id

    def chain(number: str) -> list[str]:
        with records.acting(quarter.community):
            rows = queries.chain_of(number=number, estate_id=estate, kind="littering", day=TODAY)
        return sorted(row.number for row in rows)

    assert chain(numbers[3]) == chain(numbers[1]) == sorted(numbers[1:])
    assert chain(numbers[0]) == [numbers[0]]
    with records.acting(quarter.foreign_community):
        assert queries.chain_of(number=numbers[3], estate_id=estate, kind="littering", day=TODAY) == []


def test_the_list_counts_the_days_up_to_today_in_ones_own_places(again: tuple[Quarter, list[str]]) -> None:
    quarter, numbers = again
    with records.acting(quarter.street):
        with CaptureQueriesContext(connection) as statements:
            (row,) = queries.patterns(actor=quarter.street, day=TODAY)
        assert len([one for one in statements if "cases_case" in one["sql"]]) == 1
        assert (row.kind, row.count, row.open, row.number) == ("littering", 2, 2, numbers[3])
        assert (row.first_on, row.last_on) == (TODAY - timedelta(days=80), TODAY)
        assert list(queries.every_pattern(actor=quarter.street, day=TODAY)) == [row]
        assert row.spot == ""
        key = (row.count, row.estate_id, row.kind, row.spot)
        assert queries.patterns(actor=quarter.street, day=TODAY, after=key) == []
    with records.acting(quarter.foreign_street):
        assert queries.patterns(actor=quarter.foreign_street, day=TODAY) == []


def test_what_was_refused_withdrawn_or_no_case_comes_not_again(again: tuple[Quarter, list[str]]) -> None:
    quarter, numbers = again
    estate, after = quarter.row(numbers[0]).estate_id or 0, TODAY + timedelta(days=1)

    def counted() -> tuple[list[int], list[list[str]], int]:
        with records.acting(quarter.community):
            found = [row.count for row in queries.patterns(actor=quarter.community, day=TODAY)]
            chains = [
                [
                    row.number
                    for row in queries.chain_of(number=one, estate_id=estate, kind="littering", day=TODAY)
                ]
                for one in (numbers[3], no_case, refused, withdrawn)
            ]
            told = queries.performance_of([estate], since=TODAY, until=after)
        return found, chains, told[estate].repeated

    no_case, refused, withdrawn = (
        quarter.report(now=NOW, kind="littering", text=f"又有{text}", fact_on=TODAY) for text in "甲乙丙"
    )
    assert counted()[0::2] == ([5], 4)
    quarter.act(quarter.community, refused, acts.Refuse(ground="court", text="法院已受理"))
    quarter.act(quarter.resident, withdrawn, acts.Withdraw())
    quarter.act(quarter.community, no_case, acts.Accept(kind="littering"))
    close = acts.Close(outcome=Outcome.NOT_A_CASE, ground="court", text="现场没有问题")
    quarter.act(quarter.community, no_case, close)
    chain = [numbers[3], numbers[2], numbers[1]]
    assert counted() == ([2], [chain, [], [], []], 1)
    quarter.act(quarter.resident, refused, acts.SendBack(text="法院没有受理"))
    assert counted() == ([3], [[refused, *chain], [], [refused, *chain], []], 2)


def test_a_place_is_what_is_said_of_it_and_the_estate_only_where_nothing_is(quarter: Quarter) -> None:
    """Two buildings of a large estate are two places, however the number is written; silence is a place of its own."""
    said = ("3幢楼下", "13号楼门口", "三号楼西侧", "", "草坪边上", "13栋")
    numbers = [
        quarter.report(now=NOW, kind="littering", text=f"有垃圾{number}", spot=spot, fact_on=TODAY)
        for number, spot in enumerate(said)
    ]
    estate = quarter.row(numbers[0]).estate_id

    def chain(number: str) -> list[int]:
        with records.acting(quarter.community):
            rows = queries.chain_of(number=number, estate_id=estate, kind="littering", day=TODAY)
        return sorted(numbers.index(row.number) for row in rows)

    assert [chain(number) for number in numbers] == [[0, 2], [1, 5], [0, 2], [3, 4], [3, 4], [1, 5]]
    with records.acting(quarter.street):
        found = queries.patterns(actor=quarter.street, day=TODAY)
        assert [(row.spot, row.count) for row in found] == [("", 2), ("13幢", 2), ("3幢", 2)]
        after = (found[1].count, found[1].estate_id, found[1].kind, found[1].spot)
        assert queries.patterns(actor=quarter.street, day=TODAY, after=after) == found[2:]
    with records.acting(quarter.community):
        counted = queries.performance_of([estate or 0], since=TODAY, until=TODAY + timedelta(days=1))
    assert (counted[estate or 0].taken, counted[estate or 0].repeated) == (6, 3)
    for number in numbers:
        quarter.sound(number)


def test_the_pages_show_the_chain_and_the_list(again: tuple[Quarter, list[str]]) -> None:
    quarter, numbers = again
    community = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    page = community.get(f"/cases/{numbers[3]}/again").text
    assert all(number in page for number in numbers[1:])
    assert numbers[0] not in page
    assert "没有反复发生" in community.get(f"/cases/{numbers[0]}/again").text
    assert f"/cases/{numbers[3]}/again" in community.get(f"/cases/{numbers[3]}").text
    street = browser_of(quarter, Role.STREET_CLERK, "明光路街道办", "340102001")
    assert street.get("/cases/patterns?after=x~y").status_code == 200
    assert b"".join(street.get("/cases/patterns.xlsx").streaming_content)
    hotline = browser_of(quarter, Role.HOTLINE_CLERK, "热线", "340100")
    assert hotline.get("/cases/patterns").status_code == 403
    assert hotline.get(f"/cases/{numbers[3]}/again").status_code == 403
    foreign = browser_of(quarter, Role.COMMUNITY_CLERK, "三里庵社区居委会", "340104001001")
    assert foreign.get(f"/cases/{numbers[3]}/again").status_code == 404


# --- what comes of it ------------------------------------------------------------------------------
def test_a_secretary_makes_a_topic_of_a_pattern_and_types_nothing(again: tuple[Quarter, list[str]]) -> None:
    quarter, numbers = again
    secretary = browser_of(quarter, Role.COMMUNITY_SECRETARY, "东风社区居委会")
    last = numbers[-1]
    address = f"/cases/{last}/topic"
    assert address in secretary.get(f"/cases/{last}/again").text
    form = secretary.get(address).text
    title = html.unescape(re.search(r'name="title"[^>]*value="([^"]+)"', form)[1])
    text = html.unescape(re.search(r"<textarea[^>]*>([^<]+)</textarea>", form)[1]).strip()
    assert "反复发生" in title
    assert all(number in text for number in numbers[1:])
    assert "3件" in text
    assert "垃圾第" not in form  # nobody's words
    assert secretary.post(address, {"title": "", "text": text}).status_code == 422
    done = secretary.post(address, {"title": title, "text": text})
    topic = done.headers["Location"]
    assert topic.startswith("/deliberation/topics/")
    # Seen from both sides; the same chain is one topic, from whichever of its cases.
    page = secretary.get(topic).text
    assert "由案件转来" in page
    back = re.search(r'href="(/cases/topics/\d+)"', page)[1]
    assert secretary.get(back).headers["Location"] == f"/cases/{last}/again"
    for number in numbers[1:]:
        assert topic in secretary.get(f"/cases/{number}/again").text
        assert secretary.get(f"/cases/{number}/topic").headers["Location"] == topic
        with records.acting(quarter.community):
            found = services.raise_pattern(
                actor=quarter.community, now=NOW, number=number, title=title, text=text
            )
        assert topic.endswith(f"/{found}")
    seen = secretary.get(f"/cases/{last}").text
    assert "反复发生，提请三位一体会议商量" in seen
    quarter.sound(last)


def test_a_chain_that_begins_earlier_than_was_known_is_still_one_topic(
    again: tuple[Quarter, list[str]],
) -> None:
    quarter, numbers = again

    def raised(number: str) -> int:
        with records.acting(quarter.community):
            return services.raise_pattern(
                actor=quarter.community, now=NOW, number=number, title="垃圾反复堆放", text="请商量"
            )

    topic = raised(numbers[-1])
    earlier = quarter.report(
        now=NOW, kind="littering", text="更早的垃圾", fact_on=TODAY - timedelta(days=100)
    )
    assert raised(earlier) == topic
    # The first case of all turns out to be none; what is left is still the same trouble.
    quarter.act(quarter.resident, earlier, acts.Withdraw())
    quarter.act(quarter.resident, numbers[1], acts.Withdraw())
    assert raised(numbers[-1]) == topic


def test_who_makes_no_topic_of_what(again: tuple[Quarter, list[str]]) -> None:
    quarter, numbers = again
    street = browser_of(quarter, Role.STREET_CLERK, "明光路街道办", "340102001")
    assert f"/cases/{numbers[-1]}/topic" not in street.get(f"/cases/{numbers[-1]}/again").text
    assert street.get(f"/cases/{numbers[-1]}/topic").status_code == 403
    assert street.get("/cases/topics/999999").status_code == 404
    with records.acting(quarter.community), pytest.raises(Refused) as refused:
        services.raise_pattern(actor=quarter.community, now=NOW, number=numbers[0], title="一件的事", text="")
    assert refused.value.decision.reasons[0].code == "single"
    with records.acting(quarter.foreign_community), pytest.raises(services.NoSuchCase):
        services.raise_pattern(
            actor=quarter.foreign_community, now=NOW, number=numbers[-1], title="别处的事", text=""
        )


@pytest.mark.django_db
def test_a_list_whose_cases_are_done_says_so() -> None:
    row = queries.Pattern(2, 1, "littering", "3幢", "绿地小区", TODAY, TODAY, 0, "261102000001")
    assert pages._line(row, TODAY).place.startswith("绿地小区 3幢 · ")
    assert "都已办完" in pages._line(row, TODAY).place
    assert "还有1件没办完" in pages._line(replace(row, open=1), TODAY).place
