"""Going on only where every rule says yes."""

from __future__ import annotations

from datetime import date

import pytest

from hemei.kernel.decision import Decision, Reason, Reference, Refused, demand

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
