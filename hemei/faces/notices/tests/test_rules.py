"""What is told to whom, when it goes and in which words, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hemei.coordination.cases.tests.factories import STANDARDS_FOLDER
from hemei.faces.notices.rules.about import Subject, bodies_told, what_of
from hemei.faces.notices.rules.acts import MAY, Act, may
from hemei.faces.notices.rules.standards import NEAR, TOLD_EVENTS, NoticeRules, Told
from hemei.faces.notices.rules.wording import message_of
from hemei.faces.notices.rules.words import CHANNELS, To
from hemei.ground.people.rules.channels import Channel, is_address
from hemei.kernel.actor import Role
from hemei.kernel.standards.reader import NATIONAL, read_document, read_sources, shipped_documents
from hemei.kernel.standards.working_time import clock_standards, working_time
from hemei.kernel.workdays import SHANGHAI, WorkingTime

CASE = Subject("cases.case:7", "260928000123", home=10, reporter=500, estate_id=3)


@pytest.fixture(scope="module")
def rules() -> NoticeRules:
    file = STANDARDS_FOLDER / "sources.toml"
    sources = read_sources(file.name, file.read_text(encoding="utf-8"))
    texts = [text for text in shipped_documents(STANDARDS_FOLDER, NATIONAL) if text.name == "notice-rules"]
    return read_document(texts[-1], NoticeRules, sources)


@pytest.fixture(scope="module")
def working() -> WorkingTime:
    return working_time(clock_standards(STANDARDS_FOLDER, city="hefei"), on=date(2026, 9, 1))


@pytest.mark.parametrize(
    ("event", "data", "expected"),
    [
        ("cases.case_reported", {"change": {"home": 10}}, {To.HOME: {10}}),
        (
            "cases.departments_whistled",
            {"change": {"tasks": [{"body": 20, "ended_at": None}, {"body": 21, "ended_at": None}]}},
            {To.HOME: {10}, To.CALLED: {20, 21}},
        ),
        (
            "cases.whistle_returned",
            {"change": {"tasks": [{"body": 20, "ended_at": "2026-11-02T02:00:00+00:00"}]}},
            {To.HOME: {10}},
        ),
        (
            "cases.supervision_opened",
            {"change": {"supervisions": [{"by": 11, "to": 10}]}},
            {To.HOME: {10}, To.ANSWERING: {10}, To.ASKING: {11}},
        ),
        (
            "cases.extension_asked",
            {"change": {"requests": [{"by": 20, "to": 11}]}},
            {To.HOME: {10}, To.ANSWERING: {11}, To.ASKING: {20}},
        ),
        (
            "cases.case_escalated",
            {"about": {"clock": "handling:1.0", "body": 20, "to": 12}},
            {To.HOME: {10}, To.ABOVE: {12}, To.LATE: {20}},
        ),
        (
            "cases.case_arbitrated",
            {"change": {"arbitrations": [{"accepting": 10, "handling": 23}]}},
            {To.HOME: {10}, To.CALLED: {23}},
        ),
        ("cases.revisit_drawn", {"change": {"revisits": [{"by": 11}]}}, {To.HOME: {10}, To.VISITING: {11}}),
    ],
)
def test_whom_an_event_of_a_case_concerns(
    event: str, data: dict[str, Any], expected: dict[To, set[int]]
) -> None:
    assert {to: set(bodies) for to, bodies in bodies_told(event, data, CASE).items()} == expected


def test_a_joint_visit_concerns_its_participants_and_a_duty_its_owner() -> None:
    assert bodies_told("cases.visit_set", {"about": {"visit": 1}}, CASE, [20, 21])[To.VISITING] == {20, 21}
    duty = Subject("duties.duty:9", "9", owner=40)
    assert bodies_told("duties.duty_set", {"change": {}}, duty) == {To.OWNER: frozenset({40})}
    told = bodies_told("duties.duty_escalated", {"about": {"body": 40, "to": 11}}, duty)
    assert told == {To.OWNER: frozenset({40}), To.ABOVE: frozenset({11})}


@pytest.mark.parametrize(
    ("title", "place", "what"),
    [
        ("清理楼道", "绿地小区", "清理楼道（绿地小区）"),
        ("绿地小区换届选举的筹备", "绿地小区", "绿地小区换届选举的筹备"),
        ("回访\n电话15400345691", "", "回访 电话＊"),
        ("长" * 41, "东风社区", "长" * 39 + "…（东风社区）"),
    ],
)
def test_a_duty_is_named_in_a_line_without_a_number_somebody_could_have(
    title: str, place: str, what: str
) -> None:
    assert what_of(title, place) == what


def test_only_a_duty_says_what_it_is_and_one_unknown_has_its_number(rules: NoticeRules) -> None:
    rule = rules.rule("duty_set")
    assert rule is not None
    assert rule.says("3209", english=True) == "New duty 3209, please complete it in time"
    assert "3209 “清理楼道”, please" in rule.says("3209", "清理楼道", english=True)
    for wrong in ({"event": "cases.case_reported"}, {"text": "新任务{what}"}):
        with pytest.raises(ValueError, match="nothing else"):
            replace(rule, **wrong)


def test_every_event_that_may_be_told_has_a_rule(rules: NoticeRules) -> None:
    assert {rule.event for rule in rules.told} == {*TOLD_EVENTS, NEAR}


@pytest.mark.parametrize(
    ("happened", "goes"),
    [
        ("2026-11-02T09:00", "2026-11-02T09:20"),
        ("2026-11-02T11:50", "2026-11-02T14:00"),
        ("2026-11-02T17:20", "2026-11-03T08:30"),
        ("2026-11-06T18:00", "2026-11-09T08:30"),
        ("2026-09-30T17:15", "2026-10-08T08:30"),
        ("2026-10-10T03:00", "2026-10-10T08:30"),
    ],
)  # the last is a Saturday worked in exchange for the holiday
def test_a_notice_waits_for_others_and_for_working_time(
    rules: NoticeRules, working: WorkingTime, happened: str, goes: str
) -> None:
    working = working_time(
        clock_standards(STANDARDS_FOLDER, city="hefei"), on=datetime(2026, 9, 1, tzinfo=UTC).date()
    )
    at, expected = (datetime.fromisoformat(text).replace(tzinfo=SHANGHAI) for text in (happened, goes))
    assert rules.due_at(at, working, urgent=False) == expected
    assert rules.due_at(at, working, urgent=True) == at


def test_after_each_failure_the_pause_grows_and_then_it_is_given_up(rules: NoticeRules) -> None:
    now = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
    pauses = [rules.retry.again_at(attempts, now) for attempts in range(1, 7)]
    minutes = [pause and (pause - now) // timedelta(minutes=1) for pause in pauses]
    assert minutes == [1, 5, 15, 60, 240, None]


def test_a_message_names_the_first_few_and_counts_all() -> None:
    assert message_of(["甲"], 2, "A") == "【小区治理】甲。详情请登录平台查看：A"
    assert message_of(["甲", "乙"], 2, "A") == "【小区治理】您有2条提醒：甲；乙。详情请登录平台查看：A"
    assert (
        message_of(["甲", "乙", "丙", "丙"], 2, "A")
        == "【小区治理】您有3条提醒：甲；乙等。详情请登录平台查看：A"
    )


@pytest.mark.parametrize("wrong", [{"text": "{name}报的事"}, {"event": "cases.case_found"}, {"to": ()}])
def test_a_rule_that_would_say_a_name_or_tell_nobody_does_not_load(
    rules: NoticeRules, wrong: dict[str, Any]
) -> None:
    fields = {
        name: getattr(rules.told[0], name) for name in ("code", "event", "to", "matter", "text", "warrant")
    }
    with pytest.raises(ValueError, match=r"event|tells nobody|number of its matter"):
        Told(**{**fields, **wrong})


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("role", Role)
def test_role_by_act(role: Role, act: Act) -> None:
    nobody = {Role.PUBLIC, Role.SYSTEM}
    expected = {
        Act.OWN: role not in nobody,
        Act.FEED: role not in nobody | {Role.RESIDENT},
        Act.SEE_QUEUE: role is Role.SYSTEM_ADMIN,
        Act.RETRY: role in {Role.SYSTEM_ADMIN, Role.SYSTEM},
    }
    assert may(role, act).allowed is expected[act]
    assert set(MAY) == set(Act)


def test_the_channels_of_the_tables_are_those_of_people() -> None:
    assert set(CHANNELS) == {channel.value for channel in Channel}


@pytest.mark.parametrize(
    ("channel", "address", "fits"),
    [
        (Channel.EMAIL, "name@example.cn", True),
        (Channel.EMAIL, "name@example", False),
        (Channel.EMAIL, "a@b.cn\nBcc: c@d.cn", False),
        (Channel.WECOM, "zhang.san_01", True),
        (Channel.WECOM, "zhang/../san", False),
        (Channel.DINGTALK, "13800138000", True),
        (Channel.DINGTALK, "1380013800", False),
        (Channel.PLATFORM, "", True),
    ],
)
def test_what_an_address_of_each_channel_looks_like(channel: Channel, address: str, *, fits: bool) -> None:
    assert is_address(channel, address).allowed is fits
