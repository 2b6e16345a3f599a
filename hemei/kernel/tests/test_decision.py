"""Going on only where every rule says yes."""

from __future__ import annotations

from datetime import date

import pytest

from hemei.kernel.decision import Decision, Reason, Reference, Refused, demand, gives_reason

FIRST, SECOND = (Reference("rules", date(2021, 1, 1), item, "第一条", "law") for item in ("first", "second"))
SMALL, LATE = Reason("太小", code="small"), Reason("太晚", code="late")


def test_what_is_allowed_goes_on_with_what_it_stands_on_each_once() -> None:
    assert demand() == ()
    assert demand(Decision.yes(FIRST), Decision.yes(), Decision.yes(SECOND, FIRST)) == (FIRST, SECOND)


def test_a_refusal_tells_all_that_say_no_at_once() -> None:
    with pytest.raises(Refused) as caught:
        demand(Decision.no(SMALL, references=(FIRST,)), Decision.yes(SECOND), Decision.no(LATE))
    assert caught.value.decision == Decision.no(SMALL, LATE, references=(FIRST,))


def test_a_no_without_a_reason_is_a_no() -> None:
    with pytest.raises(Refused):
        demand(Decision.no())


def test_a_reason_that_is_too_short_is_told_how_much_is_asked_and_how_much_there_is() -> None:
    assert gives_reason("没有理由", "  记错数字 ").allowed
    [short] = gives_reason("没有理由", " 记错 ", field="why", code="why", name="甲").reasons
    assert (short.text, short.field, short.code) == ("没有理由", "why", "why")
    assert short.remedy.format(**short.values) == "请写明，至少4个字；现在是2个字。"
    assert short.values["name"] == "甲"
    [own] = gives_reason("没有理由", "", remedy="写明文号，{least}个字", least=10).reasons
    assert own.remedy.format(**own.values) == "写明文号，10个字"


def test_a_reason_that_is_too_long_is_told_so() -> None:
    assert gives_reason("没有理由", "记错数字了", most=5).allowed
    [long] = gives_reason("没有理由", "记错了数字了", most=5).reasons
    assert long.text == "写得太长。"
    assert long.remedy.format(**long.values) == "请写明，4至5个字；现在是6个字。"
