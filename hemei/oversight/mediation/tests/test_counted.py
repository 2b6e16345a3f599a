"""F9, F12 and F14 as a place's people see them, and what stays hidden: the estate of a few, the file of all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.figures import Relation
from hemei.oversight.mediation import queries, services
from hemei.oversight.mediation.rules.words import Ground, Level, Outcome, Size
from hemei.oversight.mediation.tests.petitioning import Desk, line
from hemei.oversight.mediation.tests.petitioning import desk as desk  # noqa: PLC0414 - the fixture
from hemei.oversight.mediation.tests.petitioning import quarter as quarter  # noqa: PLC0414
from hemei.oversight.mediation.tests.petitioning import side as side  # noqa: PLC0414

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def listed(actor: Actor, relation: Relation) -> dict[str, tuple[str, str, dict[str, object]]]:
    """Return what an actor sees of a relation by label: verdict, reason, words."""
    import json

    with records.acting(actor), connection.cursor() as cursor:
        cursor.execute(
            f"select label, verdict, reason, said::text, at from ({relation.sql}) s", relation.values
        )
        rows = cursor.fetchall()
    return {
        f"{label}{'' if at <= NOW else ' later'}": (verdict, reason, json.loads(said))
        for label, verdict, reason, said, at in rows
    }


def file(desk: Desk, number: int, **changes: object) -> int:
    estate = desk.side.estates["绿地小区"].id
    values = {"key": f"k{number}", "estate_id": estate, "community_id": None, **changes}
    return desk.court.mediated(at=NOW - 9 * DAY, **values)


def end(desk: Desk, number: int, outcome: Outcome) -> None:
    who = desk.court.secretaries[Level.COMMUNITY]
    desk.do(who, services.mark_agreed, dispute_id=number, outcome=outcome)


def test_each_dispute_is_a_line_of_words_and_no_estate_with_fewer_than_five_is_named(desk: Desk) -> None:
    numbers = [file(desk, one) for one in range(4)]
    end(desk, numbers[0], Outcome.AGREED)
    end(desk, numbers[1], Outcome.SETTLED)
    secretary = desk.court.secretaries[Level.COMMUNITY]
    desk.do(secretary, services.record_failure, dispute_id=numbers[2], reason="双方差距太大，谈不拢")
    found = listed(desk.clerk, queries.ended_disputes(TODAY))
    assert sorted((verdict, reason) for verdict, reason, _ in found.values()) == [
        ("no", "open"), ("yes", "stayed"), ("yes", "stayed"),
    ]  # fmt: skip
    words = next(iter(found.values()))[2]
    assert words["estate"] is None
    assert {words["size"], words["kind"], words["level"]} == {"小纠纷", "噪声", "社区"}
    file(desk, 9)  # the fifth of the year
    found = listed(desk.clerk, queries.ended_disputes(TODAY))
    assert {reason for _, reason, _ in found.values()} == {"open_named", "stayed_named"}
    assert {words["estate"] for _, _, words in found.values()} == {"绿地小区"}
    filed = listed(desk.street, queries.filed_disputes(TODAY))
    assert len([one for one in filed if not one.endswith("later")]) == 5
    assert {verdict for one, (verdict, _, _) in filed.items() if one.endswith("later")} == {"no"}
    for who in (desk.foreign, desk.court.resident("张三")):
        assert listed(who, queries.ended_disputes(TODAY)) == {}
    with records.acting(desk.clerk):  # the list is his, the file is not
        assert queries.dispute(numbers[0], actor=desk.clerk, now=NOW) is None


def test_who_goes_up_leaves_his_level_and_a_failure_taken_up_is_not_an_end(desk: Desk) -> None:
    number = file(desk, 1)
    secretary = desk.court.secretaries[Level.COMMUNITY]
    desk.do(secretary, services.record_failure, dispute_id=number, reason="双方差距太大，谈不拢")
    assert [one[1] for one in listed(desk.bureau, queries.ended_disputes(TODAY)).values()] == ["open"]
    desk.do(
        secretary,
        services.escalate,
        dispute_id=number,
        ground=Ground.FAILED,
        reason="本级调解不成，请街道调解",
    )
    assert listed(desk.bureau, queries.ended_disputes(TODAY)) == {}
    street = desk.court.secretaries[Level.STREET]
    desk.do(street, services.accept_dispute, dispute_id=number)
    desk.court.assign(number, Level.STREET)
    desk.do(street, services.mark_agreed, dispute_id=number, outcome=Outcome.SETTLED)
    assert [one[:2] for one in listed(desk.bureau, queries.ended_disputes(TODAY)).values()] == [
        ("no", "left")
    ]
    desk.do(street, services.reopen_dispute, dispute_id=number, reason="协议没有履行")
    assert [one[:2] for one in listed(desk.bureau, queries.ended_disputes(TODAY)).values()] == [
        ("no", "left")
    ]
    assert listed(desk.bureau, queries.ended_disputes(TODAY, Size.MAJOR)) == {}


def test_a_petition_stands_in_its_own_month_and_as_what_the_next_year_is_compared_with(desk: Desk) -> None:
    desk.take_in(line("XF1"), line("XF2", 登记日期=TODAY - 400 * DAY))
    found = listed(desk.clerk, queries.PETITIONS)
    assert {label: one[0] for label, one in found.items()} == {
        "XF1": "yes", "XF1 later": "no", "XF2": "no",
    } | {"XF2": found["XF2"][0]}  # fmt: skip
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            f"select verdict, at::date - %(day)s from ({queries.PETITIONS.sql}) s where label = 'XF2'",
            {"day": TODAY},
        )
        ages = dict(cursor.fetchall())
    assert (ages["yes"], ages["no"]) in {(-400, -35), (-401, -36)}
    assert listed(desk.foreign, queries.PETITIONS) == {}


def test_in_time_is_told_and_finished_by_the_days_of_the_regulation(desk: Desk) -> None:
    since = TODAY - 200 * DAY
    more = {
        "XF1": {"告知日期": since + 5 * DAY, "办结日期": since + 50 * DAY},
        "XF2": {"告知日期": since + 40 * DAY, "办结日期": since + 50 * DAY},
        "XF3": {"告知日期": since + 5 * DAY, "办结日期": since + 120 * DAY},
        "XF4": {"告知日期": since + 5 * DAY},
        "XF5": {},
        "XF6": {"告知日期": since + 5 * DAY, "办结日期": since + 90 * DAY, "是否延期": "是"},
        "XF7": {"办结日期": since + 3 * DAY},
    }
    desk.take_in(*(line(number, 登记日期=since, **said) for number, said in more.items()))
    found = listed(desk.street, queries.PETITIONS_IN_TIME)
    assert {number: reason for number, (_, reason, _) in found.items()} == {
        "XF1": "in_time", "XF2": "told_late", "XF3": "ended_late", "XF4": "ended_late", "XF5": "told_late",
        "XF6": "in_time", "XF7": "in_time",
    }  # fmt: skip
    assert {number for number, (verdict, _, _) in found.items() if verdict == "yes"} == {"XF1", "XF6", "XF7"}
