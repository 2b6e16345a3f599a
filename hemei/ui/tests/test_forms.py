"""Amounts that people type: read exactly, or refused with the value and the slip."""

from __future__ import annotations

import pytest

from hemei.kernel.decision import Refused
from hemei.ui.forms import at_fields, fen_or_none, needed_fen
from hemei.ui.words import say_reason

READ = {
    "1200": 120_000, " 1200.5 ": 120_050, "0.01": 1, "1,234,567.89": 123_456_789, "１２００．５０": 120_050,
    "１，２００": 120_000, "99999999999.99": 10**13 - 1, "0012": 1_200,
}  # fmt: skip
REFUSED = {
    "0": "是零", "0.00": "是零", "-5": "是负数", "－５": "是负数", "-0.01": "是负数", "0.001": "一分以下",
    "1,200.005": "一分以下", "12 USD": "数字以外的字", "$12": "数字以外的字", "12元": "数字以外的字",
    "1e3": "数字以外的字",
    "三百": "看不懂", "NaN": "看不懂", "12,00": "看不懂", "1.2.3": "看不懂", "1 2": "看不懂", ".": "看不懂",
    "100000000000": "太大", "9" * 30: "太大",
}  # fmt: skip


@pytest.mark.parametrize(("text", "fen"), READ.items())
def test_an_amount_is_read_to_the_fen(text: str, fen: int) -> None:
    assert needed_fen(text, "fee") == fen == fen_or_none(text, "fee")


@pytest.mark.parametrize(("text", "told"), REFUSED.items())
def test_anything_else_is_refused_with_its_value_and_what_to_do(text: str, told: str) -> None:
    with pytest.raises(Refused) as caught:
        fen_or_none(text, "fee")
    [reason] = caught.value.decision.reasons
    said = say_reason(reason)
    assert told in said
    assert f"“{text[:20]}”" in said
    assert (reason.field, bool(reason.remedy)) == ("fee", True)


def test_nothing_typed_is_none_or_refused_and_zero_stands_where_it_says_something() -> None:
    assert fen_or_none("  ", "fee") is None
    with pytest.raises(Refused, match="没有填金额"):
        needed_fen("", "fee")
    assert needed_fen("0", "fee", zero=True) == 0
    with pytest.raises(Refused, match="负数"):
        needed_fen("-1", "fee", zero=True)


def test_what_is_wrong_of_no_field_of_a_form_stands_for_the_whole_form() -> None:
    errors = {"amount": ["a"], "booked_on": ["b"], "vote": ["c"], "": ["d"]}
    found = at_fields(errors, {"amount", "day"}, {"booked_on": "day"})
    assert found == {"amount": ["a"], "day": ["b"], "": ["c", "d"]}
