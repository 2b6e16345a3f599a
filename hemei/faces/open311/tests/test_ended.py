"""What is listed, defined and shown is one thing, and how a case ended is told as it was."""

from __future__ import annotations

import json

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.tests.conftest import Quarter, quarter  # noqa: F401 - the fixture
from hemei.faces.open311.tests.test_api import NOW, door, get, key, post  # noqa: F401 - the fixture


def test_a_request_of_no_line_has_a_service_that_is_listed_and_defined(door: Quarter) -> None:  # noqa: F811
    answer = post(door, api_key=key(door), service_code="other")
    assert answer.status_code == 201, answer.content
    [told] = get(f"requests/{json.loads(answer.content)[0]['service_request_id']}.json")
    assert (told["service_code"], told["service_name"]) == ("other", "其他")
    [listed] = [row for row in get("services.json") if row["service_code"] == "other"]
    assert listed["service_name"] == "其他"
    assert get("services/other.json")["service_code"] == "other"


def test_a_refused_case_that_ended_stays_refused(door: Quarter) -> None:  # noqa: F811
    number = door.report(kind="blocked_fire_lane")
    door.act(door.community, number, acts.Refuse(ground="court", text="法院已经立案审理"), NOW)
    [told] = get(f"requests/{number}.json")
    assert (told["status"], told["status_notes"]) == ("closed", "不予受理")
    door.act(door.resident, number, acts.AcceptResult(), NOW)
    assert door.row(number).state == "ended"
    [told] = get(f"requests/{number}.json")
    assert (told["status"], told["status_notes"]) == ("closed", "不予受理")


def test_a_withdrawn_case_says_so(door: Quarter) -> None:  # noqa: F811
    number = door.report(kind="blocked_fire_lane")
    door.act(door.resident, number, acts.Withdraw(), NOW)
    [told] = get(f"requests/{number}.json")
    assert (told["status"], told["status_notes"]) == ("closed", "上报人撤销")
