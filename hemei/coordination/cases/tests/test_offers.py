"""What sounds the same is offered to a resident, and what is his own already leads him there."""

from __future__ import annotations

from hemei.coordination.cases import queries
from hemei.coordination.cases.pages import alike
from hemei.coordination.cases.tests.conftest import NOW, Quarter
from hemei.coordination.cases.tests.test_supporters import support
from hemei.ground.records import services as records
from hemei.kernel.workdays import shanghai_day

WORDS = "三号楼下的污水井堵了，污水冒出来流到路上"


def test_a_resident_is_led_to_what_he_reported_or_follows_and_joins_only_what_is_anothers(
    quarter: Quarter,
) -> None:
    me, other = quarter.resident, quarter.stranger
    said = ((me, ""), (other, "，很臭"), (other, "，请快来"))
    numbers = [quarter.report(actor, kind="sewer", text=WORDS + end) for actor, end in said]
    support(quarter, numbers[1], me)
    with records.acting(me):
        known = queries.known_of(numbers)
        found = queries.likely_cases(actor=me, now=NOW, token=quarter.token, kind="sewer", text=WORDS)
        shown = alike.offers(found, shanghai_day(NOW), me)
    assert known == {numbers[0]: True, numbers[1]: False}
    assert {one["address"]: bool(one["mine"]) for one in shown} == {
        f"/cases/{numbers[0]}": True, f"/followed/{numbers[1]}": True, "": False
    }  # fmt: skip
