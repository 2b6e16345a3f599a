"""An owner reads of an emergency who let it be met without a vote, when, or that nobody did yet."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from hemei.community.funds.queries import State
from hemei.coordination.disclosure.pages.standing import cleared_words

DAY = date(2026, 10, 26)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"state": State.ASKED}, "应急使用，不经表决，等物业主管部门核准"),
        ({"state": State.ASKED, "handed_over": True}, "应急使用，不经表决，等业主委员会核准"),
        ({"state": State.PAID, "cleared_on": DAY}, "应急使用，不经表决，2026-10-26由物业主管部门核准"),
        ({"state": State.REFUSED}, "应急使用，没有核准"),
        ({"state": State.WITHDRAWN}, "应急使用，没有核准"),
    ],
)
def test_an_emergency_says_who_cleared_it(told: dict[str, Any], words: str) -> None:
    use = SimpleNamespace(**{"cleared_on": None, "handed_over": False, **told})
    assert cleared_words(use) == words  # type: ignore[arg-type]
