"""What a later file may say of a known order, what is told back, how addresses name estates: without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hemei.coordination.hotline.rules.acts import MAY, Act, may
from hemei.coordination.hotline.rules.orders import (
    Given,
    Known,
    Standing,
    answer,
    as_joined,
    carried_on,
    ended_as,
)
from hemei.coordination.hotline.rules.places import NamesInAddresses
from hemei.coordination.hotline.rules.standards import HotlineSources, SourceSystem
from hemei.coordination.hotline.rules.words import Says
from hemei.kernel.actor import Role
from hemei.kernel.standards.reader import NATIONAL, read_document, read_sources, shipped_documents

FOLDER = Path(__file__).parents[4] / "standards"
DAY = datetime(2026, 11, 30, 2, tzinfo=UTC)
CLOSED_AT = datetime(2026, 11, 2, 2, 2, tzinfo=UTC)


def systems() -> HotlineSources:
    sources = read_sources("sources.toml", (FOLDER / "sources.toml").read_text(encoding="utf-8"))
    (document,) = [one for one in shipped_documents(FOLDER, NATIONAL) if one.name == "hotline-sources"]
    return read_document(document, HotlineSources, sources)


def hotline() -> SourceSystem:
    found = systems().of("hotline")
    assert found is not None
    return found


BEFORE = DAY - timedelta(days=3)
KNOWN = Known({"text": "aa", "phone": "bb"}, reminders=1, due_at=DAY, limits_before=(BEFORE,))


@pytest.mark.parametrize(
    ("given", "changed"),
    [
        (Given({"text": "aa", "phone": "bb"}, 1, DAY), {}),
        (Given({"text": "aa"}, None, None), {}),
        (Given({"text": "aa"}, 3, None), {"reminders": 3}),
        (Given({"text": "aa"}, None, CLOSED_AT), {"due_at": CLOSED_AT}),
        (Given({"text": "aa"}, 2, BEFORE), {"reminders": 2, "due_at": BEFORE}),
    ],
)
def test_a_later_file_reminds_and_moves_the_limit(given: Given, changed: dict[str, Any]) -> None:
    decision, found = carried_on(KNOWN, given, hotline())
    assert decision.allowed
    assert found == changed


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (Given({"text": "cc", "phone": "dd"}, None, None), "诉求内容、联系电话"),
        (Given({"text": "aa", "kind": "ee"}, None, None), "类别"),
        (Given({"text": "aa"}, 0, None), "催办次数"),
        # It knows of fewer reminders, so it is older than what is on record, and its limit too.
        (Given({"text": "aa"}, 0, CLOSED_AT), "催办次数"),
        # Of a limit it had before it is older too, unless it knows of more reminders.
        (Given({"text": "aa"}, None, BEFORE), "办理时限"),
        (Given({"text": "aa"}, 1, BEFORE), "办理时限"),
        (Given({"text": "cc"}, 0, BEFORE), "诉求内容、催办次数、办理时限"),
    ],
)
def test_anything_else_is_told_by_its_columns_and_not_taken(given: Given, named: str) -> None:
    decision, found = carried_on(KNOWN, given, hotline())
    assert (decision.allowed, found) == (False, {})
    assert decision.reasons[0].values == {"columns": named}


@pytest.mark.parametrize(
    ("reminders", "due_at", "changed", "taken"),
    [
        (3, None, {"reminders": 3}, "催办次数"),
        (1, CLOSED_AT, {"due_at": CLOSED_AT}, "办理时限"),
        (2, CLOSED_AT, {"reminders": 2, "due_at": CLOSED_AT}, "催办次数、办理时限"),
    ],
)
def test_what_may_change_is_taken_though_the_words_were_amended(
    reminders: int, due_at: datetime | None, changed: dict[str, Any], taken: str
) -> None:
    decision, found = carried_on(KNOWN, Given({"text": "cc"}, reminders, due_at), hotline())
    assert (decision.allowed, found) == (False, changed)
    assert decision.reasons[0].values == {"columns": "诉求内容", "taken": taken}


def test_a_system_may_bar_what_another_lets_change() -> None:
    strict = replace(hotline(), updates="reminders")
    decision, found = carried_on(KNOWN, Given({"text": "aa"}, 3, CLOSED_AT), strict)
    assert (decision.allowed, found) == (False, {"reminders": 3})
    assert decision.reasons[0].values["columns"] == "办理时限"


@pytest.mark.parametrize(
    ("case", "state", "result", "done_at", "called_at", "content"),
    [
        (Standing(Says.REPORTED, "东风社区"), "待受理", "", "", "", ""),
        (Standing(Says.WHISTLED, "消防"), "办理中", "", "", "", ""),
        # sent back: what was said before is no result any more
        (Standing(Says.ACCEPTED, "东风社区", Says.SOLVED, "已修好", CLOSED_AT), "办理中", "", "", "", ""),
        # his answer goes back as long as the case is worked on again; the next result waits for an answer of its own
        (Standing(Says.HANDLING, "东风社区", sent_back_at=DAY), "办理中", "", "", "2026-11-30 10:00:00", "不满意"),
        (Standing(Says.AWAITING, "东风社区", Says.SOLVED, "已修好", CLOSED_AT), "已办结待回访", "已解决：已修好",
         "2026-11-02 10:02:00", "", ""),
        (Standing(Says.REFUSED, "东风社区", None, "属于法院受理的事项", CLOSED_AT), "不予受理", "属于法院受理的事项",
         "2026-11-02 10:02:00", "", ""),
        (Standing(Says.ENDED, "东风社区", Says.NOT_SOLVED, "", CLOSED_AT, Says.CONTENT, DAY), "已办结", "未解决",
         "2026-11-02 10:02:00", "2026-11-30 10:00:00", "满意"),
        (Standing(Says.ENDED, "东风社区", Says.SOLVED, "", CLOSED_AT, Says.SILENT, DAY), "已办结", "已解决",
         "2026-11-02 10:02:00", "", "未回应"),
        (Standing(Says.WITHDRAWN, "东风社区", None, "", None, Says.WITHDRAWN, DAY), "诉求人撤诉", "",
         "2026-11-30 10:00:00", "", "诉求人撤诉"),
    ],
)  # fmt: skip
def test_what_is_told_back(
    case: Standing, state: str, result: str, done_at: str, called_at: str, content: str
) -> None:
    assert answer(case, hotline()) == {
        "state": state, "handler": case.body, "result": result, "done_at": done_at, "called_at": called_at,
        "content": content,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "ended", "told"),
    [
        (Says.SOLVED, Says.CONTENT, (Says.ENDED, Says.CONTENT)),
        (Says.NOT_SOLVED, Says.SILENT, (Says.ENDED, Says.SILENT)),
        # a refusal stays one when its reporter is silent, cannot be asked, or bears it
        (None, Says.SILENT, (Says.REFUSED, None)),
        (None, Says.ANONYMOUS, (Says.REFUSED, None)),
        (None, Says.CONTENT, (Says.REFUSED, None)),
        (None, Says.WITHDRAWN, (Says.WITHDRAWN, Says.WITHDRAWN)),
    ],
)
def test_what_ended_without_a_result_is_not_told_as_done(
    outcome: Says | None, ended: Says, told: tuple[Says, Says | None]
) -> None:
    assert ended_as(outcome=outcome, ended=ended) == told


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("瑶海区长江路绿地小区3幢楼下", ["绿地小区"]),
        ("绿地小区二期门口", ["绿地小区二期"]),
        ("绿地小区二期与绿地小区之间", ["绿地小区二期", "绿地小区"]),
        ("翠园小区和绿地小区之间", ["翠园小区", "绿地小区"]),
        ("长江路口", []),
        ("", []),
        ("家园", []),
    ],
)
def test_an_address_names_estates_in_whole(address: str, found: list[str]) -> None:
    names = NamesInAddresses(["绿地小区", "绿地小区二期", "翠园小区", "家园"])
    assert names.found(address) == found


def test_every_system_has_a_word_for_each_of_ours_and_bad_ones_do_not_load() -> None:
    for system in systems().system:
        assert all(system.says(word) for word in Says)
    good = hotline()
    for broken in ({"columns": {"colour": "颜色"}}, {"wording": {}}, {"updates": "text"}, {"keep_days": 0}):
        with pytest.raises(ValueError, match=r"."):
            replace(good, **broken)  # type: ignore[arg-type]


ACTS = {
    Role.HOTLINE_CLERK: set(Act), Role.STREET_CLERK: set(Act), Role.CITY_BUREAU: set(Act),
    Role.SYSTEM: {Act.BRING, Act.DECIDE, Act.TAKE},
}  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("act", list(Act))
def test_who_may_do_what(role: Role, act: Act) -> None:
    decision = may(role, act)
    assert decision.allowed == (act in ACTS.get(role, set()))
    assert decision.allowed or decision.reasons[0].remedy
    assert set(MAY) == set(Act)


@pytest.mark.parametrize(
    ("earlier", "state", "result", "done_at"),
    [
        (Standing(Says.HANDLING, "东风社区"), "已并案办理", "", ""),
        (Standing(Says.HANDLING, "东风社区", sent_back_at=DAY), "已并案办理", "", ""),
        (Standing(Says.AWAITING, "消防", Says.SOLVED, "已清理", CLOSED_AT), "已办结待回访", "已解决：已清理",
         "2026-11-02 10:02:00"),
        (Standing(Says.ENDED, "消防", Says.SOLVED, "已清理", CLOSED_AT, Says.CONTENT, DAY), "已办结",
         "已解决：已清理", "2026-11-02 10:02:00"),
        (Standing(Says.REFUSED, "消防", None, "请向法院起诉", CLOSED_AT), "不予受理", "请向法院起诉",
         "2026-11-02 10:02:00"),
        (Standing(Says.WITHDRAWN, "消防", None, "", None, Says.WITHDRAWN, DAY), "不予受理", "", ""),
    ],
)  # fmt: skip
def test_what_is_told_back_of_a_joined_case_is_the_earliers_result_and_nobodys_content(
    earlier: Standing, state: str, result: str, done_at: str
) -> None:
    told = answer(as_joined(earlier), hotline())
    assert (told["state"], told["result"], told["done_at"]) == (state, result, done_at)
    assert (told["handler"], told["called_at"], told["content"]) == (earlier.body, "", "")


def test_a_document_issued_before_there_was_the_word_says_joined_all_the_same() -> None:
    wording = {word: said for word, said in hotline().wording.items() if word != "joined"}
    assert replace(hotline(), wording=wording).says(Says.JOINED) == "已并案办理"
