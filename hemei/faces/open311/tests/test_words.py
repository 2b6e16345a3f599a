"""Nothing of where a program says it is gets lost, however the estate was found."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hemei.coordination.cases.tests.conftest import Quarter, quarter  # noqa: F401 - the fixture
from hemei.faces.open311.tests.test_api import door, get, key, post  # noqa: F401 - the fixture
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places.models import Estate
from hemei.ground.records import services as records

SPOT = "3幢北侧楼梯口"
POSITION = {"lat": "31.8601", "long": "117.3001"}
LONG = "从东门进来左转第二个路口" * 9
SAID = "垃圾没人收"
KEPT = f"{SAID}\nlat, long: 31.860100, 117.300100"


@pytest.mark.parametrize(
    ("by_id", "sent", "spot", "text"),
    [
        (False, {**POSITION, "address_string": SPOT}, SPOT, KEPT),
        (False, POSITION, None, KEPT),
        (False, {**POSITION, "attribute[spot]": SPOT}, SPOT, KEPT),
        (True, {**POSITION, "address_string": SPOT}, SPOT, KEPT),
        (True, {"address_string": SPOT}, SPOT, SAID),
        (True, {"address_string": SPOT, "attribute[spot]": SPOT}, SPOT, SAID),
        (True, {"address_string": "长江路1号", "attribute[spot]": SPOT}, f"{SPOT} 长江路1号", SAID),
        (True, {"attribute[spot]": SPOT}, SPOT, SAID),
        (True, {"address_string": LONG}, None, f"{SAID}\n{LONG}"),
        (True, {"lat": "31.8601", "address_string": SPOT}, SPOT, SAID),
        (True, {}, None, SAID),
        (False, {"address_string": "绿地小区"}, None, SAID),
        (False, {"address_string": "绿地小区", "attribute[spot]": SPOT}, SPOT, SAID),
    ],
)
def test_what_is_sent_of_the_place_stays(
    door: Quarter,  # noqa: F811
    by_id: bool,  # noqa: FBT001
    sent: dict[str, str],
    spot: str | None,
    text: str,
) -> None:
    with records.acting(SYSTEM):
        Estate.objects.filter(token=door.token).update(lon=117_300_000, lat=31_860_000)
    place: dict[str, Any] = {} if by_id else {"address_id": None}
    answer = post(door, api_key=key(door), **place, **sent)
    assert answer.status_code == 201, answer.content
    number = json.loads(answer.content)[0]["service_request_id"]
    page = door.page(door.community, number)
    assert page is not None
    assert (page.text_of(page.events[0], "spot"), page.text_of(page.events[0], "text")) == (spot, text)
    [told] = get(f"requests/{number}.json")
    assert told["address"].startswith("绿地小区")
    shown = json.dumps(told, ensure_ascii=False)
    for hidden in (SPOT, "117.3001", LONG):
        assert hidden not in shown


def test_a_place_alone_is_no_report_and_a_wrong_position_is_told(door: Quarter) -> None:  # noqa: F811
    for sent, said in (
        ({**POSITION, "address_string": SPOT, "description": ""}, ""),
        ({**POSITION, "lat": "x"}, "'x' is no number"),
    ):
        answer = post(door, api_key=key(door), **sent)
        assert (answer.status_code, said in answer.content.decode()) == (400, True)
