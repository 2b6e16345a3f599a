"""A draft made of single values: the text in force with only these other, each with its reason, or refused by field."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hemei.coordination.cases.rules.drafting import Rung, drafted, rungs_of
from hemei.coordination.cases.rules.standards import CaseLadders
from hemei.coordination.cases.tests import factories as f
from hemei.kernel.decision import Refused
from hemei.kernel.limits import Limit

WHY = "试行半年后“放宽”\\一次"
TEXT = f.ladders_text()


def rungs(text: str = TEXT) -> tuple[Rung, ...]:
    return rungs_of(read(text))


def read(text: str) -> CaseLadders:
    return f.ladders((TEXT, text)) if text != TEXT else f.ladders()


def refusals(**given: str) -> set[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        drafted(TEXT, rungs(), {name.replace("_", "-"): said for name, said in given.items()}, WHY)
    return {(one.field, one.code) for one in refused.value.decision.reasons}


def test_only_what_is_given_changes_with_its_reason() -> None:
    given = {value.name: value.now for rung in rungs() for value in rung.values}
    given |= {"extension-2-limit": "20 working_days", "extension-2-approver": "county"}
    text = drafted(TEXT, rungs(), given, WHY)
    before, after = read(TEXT), read(text)
    changed = after.extension[2]
    assert (changed.limit, changed.approver) == (Limit(20, "working_days"), "county")
    assert changed.warrant.reason == WHY
    assert after.extension[:2] + after.extension[3:] == before.extension[:2] + before.extension[3:]
    assert (after.escalation, after.refusing, after.supervision) == (
        before.escalation,
        before.refusing,
        before.supervision,
    )
    lines = zip(TEXT.splitlines(), text.splitlines(), strict=True)
    assert sum(old != new for old, new in lines) == 3


def test_a_value_that_was_not_there_is_added_and_one_that_may_go_goes() -> None:
    added = drafted(TEXT, rungs(), {"extension-0-ahead": "4 hours", "escalation-0-after": "1 hours"}, WHY)
    found = read(added)
    assert found.extension[0].ahead == Limit(4, "hours")
    assert found.escalation[0].after == Limit(1, "hours")
    gone = drafted(added, rungs(added), {"extension-0-ahead": "", "escalation-0-after": ""}, WHY)
    assert read(gone).extension[0].ahead is None
    assert read(gone).escalation[0].after is None
    plain = {"supervision-0-reminders": "5", "supervision-0-remind": "2 working_days"}
    supervised = read(drafted(TEXT, rungs(), plain, WHY)).supervision[0]
    assert (supervised.reminders, supervised.remind) == (5, Limit(2, "working_days"))


@pytest.mark.parametrize(
    ("name", "said", "code"),
    [
        ("extension_0_limit", "", "empty"),
        ("extension_0_limit", "0 days", "limit"),
        ("extension_0_limit", "many days", "limit"),
        ("extension_0_limit", "3 moons", "limit"),
        ("extension_0_approver", "moon", "choice"),
        ("supervision_0_reminders", "0", "number"),
        ("supervision_0_reminders", "1000", "number"),
        ("supervision_0_ends", "never", "choice"),
    ],
)
def test_what_is_no_value_is_told_at_its_field(name: str, said: str, code: str) -> None:
    assert refusals(**{name: said}) == {(name.replace("_", "-"), code)}


def test_nothing_changed_and_no_reason_are_refused() -> None:
    assert refusals() == {("rules", "same")}
    for why in ("", " \n ", "长" * 301):
        with pytest.raises(Refused) as refused:
            drafted(TEXT, rungs(), {"extension-0-limit": "48 hours"}, why)
        assert [one.code for one in refused.value.decision.reasons] == ["reason"]


def test_what_rests_on_a_law_is_not_changed_here() -> None:
    first, *_others = rungs()
    with pytest.raises(Refused) as refused:
        drafted(TEXT, [replace(first, free=False)], {"extension-0-limit": "48 hours"}, WHY)
    assert refused.value.decision.reasons[0].code == "same"
