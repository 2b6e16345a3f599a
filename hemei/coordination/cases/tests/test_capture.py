"""When and where a photo was taken: what is read, who may open it, and who can see that it was opened."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from PIL import ExifTags, Image

from hemei.coordination.cases import services
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.capture import Capture, read_capture
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.tests.conftest import NOW, SANLIAN, Quarter, picture
from hemei.coordination.cases.tests.test_pages import browser_of, reported
from hemei.ground.people import queries as people
from hemei.ground.places.models import Estate
from hemei.ground.privacy import queries as privacy
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.captures import captured, evidence_of
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import SHANGHAI
from tests.grounds import standing

REASON = "核实是否在本小区拍摄"


def evidence(**found: object) -> str:
    return json.dumps(found)


@pytest.mark.parametrize(
    ("found", "read"),
    [
        ({"taken": "2026:11:02 09:00:00"}, ("2026-11-02 09:00", False)),
        ({"taken": "2026:11:02 09:00:00", "offset": "+08:00"}, ("2026-11-02 09:00", True)),
        ({"taken": "2026:11:02 09:00:00", "offset": "+09:00"}, ("2026-11-02 08:00", True)),
        ({"taken": "2026:11:01 23:00:00", "offset": "-02:00"}, ("2026-11-02 09:00", True)),
        ({"taken": "2026:11:02 09:00:00", "offset": "zone"}, ("2026-11-02 09:00", False)),
        ({"taken": "0000:00:00 00:00:00"}, (None, False)),
        ({"taken": "gestern"}, (None, False)),
        ({"longitude": 117_000_000}, (None, False)),
    ],
)
def test_the_cameras_clock_is_read_in_shanghai_time(found, read: tuple[str | None, bool]) -> None:
    capture = read_capture(evidence(**found))
    shown = f"{capture.taken_at:%Y-%m-%d %H:%M}" if capture.taken_at else None
    assert (shown, capture.zoned) == read
    assert capture.lon is None  # half a position is none


def test_how_long_before_the_report_it_was_taken() -> None:
    taken = NOW.astimezone(SHANGHAI) - timedelta(hours=2)
    assert Capture(taken).before(NOW) == timedelta(hours=2)
    assert Capture(taken).before(NOW - timedelta(hours=3)) == -timedelta(hours=1)
    assert Capture().before(NOW) is None


# --- the service ---------------------------------------------------------------------------------
def taken_picture(*, place: bool = True) -> io.BytesIO:
    """A photo as a phone takes it: with its time, its zone and its place."""
    exif = Image.Exif()
    detail = exif.get_ifd(ExifTags.IFD.Exif)
    detail[ExifTags.Base.DateTimeOriginal] = "2026:11:02 08:00:00"
    detail[ExifTags.Base.OffsetTimeOriginal] = "+08:00"
    if place:
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(
            {1: "N", 2: (31.0, 51.0, 36.0), 3: "E", 4: (117.0, 18.0, 0.0)}
        )
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(out, "JPEG", exif=exif)
    out.seek(0)
    out.name = "现场.jpg"
    return out


def only_photo(quarter: Quarter, number: str) -> int:
    page = quarter.page(quarter.community, number)
    assert page
    (file,) = page.files
    return int(file)


def look(quarter: Quarter, actor: Actor, number: str, reason: str = REASON) -> services.Opened:
    file = only_photo(quarter, number)
    with records.acting(actor):
        return services.open_capture(
            viewer=Viewer(actor), now=NOW, number=number, file_id=file, reason=reason
        )


@standing
def placed(quarter: Quarter) -> Quarter:
    """The estate stands a thousandth of a degree north of where the photo was taken."""
    with records.acting(quarter.system):
        Estate.objects.update(lon=117_300_000, lat=31_861_000)
    return quarter


def test_time_place_and_distance_come_out_for_the_community(placed: Quarter) -> None:
    number = placed.report(kind="blocked_fire_lane", photos=[taken_picture()])
    opened = look(placed, placed.community, number)
    assert (opened.capture.lon, opened.capture.lat) == (117_300_000, 31_860_000)
    assert opened.capture.before(opened.came_at) == timedelta(hours=2)
    assert opened.metres == 111


def test_a_called_department_learns_the_distance_though_it_does_not_see_the_estate(placed: Quarter) -> None:
    number = placed.report(kind="blocked_fire_lane", photos=[taken_picture()])
    placed.act(placed.community, number, acts.Accept(kind="blocked_fire_lane"))
    fire = placed.fire
    placed.act(placed.community, number, acts.Whistle(lead=fire.body_id or 0, joints=()), seen=2)
    assert look(placed, fire, number).metres == 111
    placed.sound(number)


def test_the_photo_of_a_later_act_is_compared_with_that_act(placed: Quarter) -> None:
    number = placed.report(kind="blocked_fire_lane")
    later = NOW + timedelta(hours=5)
    comment = acts.Comment(text="现场照片")
    placed.act(placed.community, number, comment, now=later, photos=[taken_picture(place=False)])
    opened = look(placed, placed.community, number)
    assert opened.capture.before(opened.came_at) == timedelta(hours=7)
    assert opened.metres is None


def looks_at(placed: Quarter) -> list[privacy.Look]:
    return privacy.looks_at(actor=placed.resident, persons=people.own_persons(placed.resident))


def test_a_signed_in_reporter_finds_the_look_among_those_at_his_data(placed: Quarter) -> None:
    number = placed.report(placed.resident, kind="blocked_fire_lane", photos=[taken_picture()])
    look(placed, placed.community, number)
    with records.acting(placed.resident):
        (found,) = looks_at(placed)
    assert (found.field, found.reason, found.role) == ("photo_evidence", REASON, "community_clerk")
    assert found.body_id == placed.community.body_id


def test_a_look_at_a_nameless_report_stands_in_the_case_and_hinders_nobody(placed: Quarter) -> None:
    number = placed.report(placed.public, kind="blocked_fire_lane", photos=[taken_picture()])
    look(placed, placed.community, number)
    page = placed.page(placed.community, number)
    assert page
    assert (page.events[-1].type, page.text_of(page.events[-1])) == ("people.unmasked", REASON)
    placed.act(placed.community, number, acts.Accept(kind="blocked_fire_lane"))
    with pytest.raises(services.Stale) as stale:
        placed.act(placed.community, number, acts.Comment(text="晚了一步"), seen=1)
    assert [event.type for event in stale.value.since] == ["cases.case_accepted"]
    placed.sound(number)


REFUSALS: dict[str, tuple[Callable[[Quarter], Actor], str, str]] = {
    "no reason": (lambda quarter: quarter.community, " ", "reason"),
    "the county": (lambda quarter: quarter.county, REASON, "role"),
    "the reporter himself": (lambda quarter: quarter.resident, REASON, "role"),
}


@pytest.mark.parametrize("who", REFUSALS)
def test_without_a_reason_or_the_right_role_it_stays_shut(placed: Quarter, who: str) -> None:
    number = placed.report(placed.resident, kind="blocked_fire_lane", photos=[taken_picture()])
    actor, reason, code = REFUSALS[who]
    with pytest.raises(Refused) as refused:
        look(placed, actor(placed), number, reason)
    assert refused.value.decision.reasons[0].code == code
    with records.acting(placed.resident):
        assert not looks_at(placed)


@pytest.mark.parametrize("who", ["foreign_community", "foreign_street", "foreign_company", "police"])
def test_whoever_does_not_see_the_case_finds_nothing(placed: Quarter, who: str) -> None:
    number = placed.report(kind="blocked_fire_lane", photos=[taken_picture()])
    with pytest.raises(services.NoSuchCase):
        look(placed, getattr(placed, who), number)


def test_a_photo_that_carries_nothing_says_so(placed: Quarter) -> None:
    number = placed.report(kind="blocked_fire_lane", photos=[picture()])
    with pytest.raises(Refused) as refused:
        look(placed, placed.community, number)
    assert refused.value.decision.reasons[0].code == "bare"


# --- the page ------------------------------------------------------------------------------------
@pytest.fixture
def clerk(placed: Quarter) -> Client:
    return browser_of(placed, Role.COMMUNITY_CLERK, "东风社区居委会")


def offered(client: Client, number: str) -> str:
    found = re.search(rf"/cases/{number}/photos/\d+/capture", client.get(f"/cases/{number}").text)
    return found[0] if found else ""


def test_the_page_asks_for_the_reason_then_shows_time_place_and_distance(
    placed: Quarter, clerk: Client
) -> None:
    number = reported(placed, photos=[taken_picture()])
    address = offered(clerk, number)
    assert "117.300000" not in clerk.get(address).text
    refused = clerk.post(address, {"reason": ""})
    assert refused.status_code == 422
    assert "没有写明查看的理由" in refused.text
    page = clerk.post(address, {"reason": REASON})
    for words in ("2026-11-02", "08:00", "东经 117.300000，北纬 31.860000", "111 米", "上传前"):
        assert words in page.text
    assert page.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    course = clerk.get(f"/cases/{number}").text
    assert "查看了照片的拍摄时间和地点" in course
    assert REASON in course


def test_a_bare_photo_offers_nothing_and_says_why(placed: Quarter, clerk: Client) -> None:
    number = reported(placed, photos=[picture()])
    page = clerk.get(f"/cases/{number}").text
    assert "没有拍摄信息" in page
    assert offered(clerk, number) == ""
    photo = re.search(rf"/cases/{number}/photos/\d+", page)[0]
    assert "没有带拍摄时间和地点" in clerk.get(f"{photo}/capture").text


def test_nobody_else_is_offered_or_given_it(placed: Quarter, clerk: Client) -> None:
    number = reported(placed, photos=[taken_picture()])
    address = offered(clerk, number)
    county = browser_of(placed, Role.COUNTY_COORDINATOR, "瑶海区政府", "340102")
    assert offered(county, number) == ""
    assert county.post(address, {"reason": REASON}).status_code == 403
    foreign = browser_of(placed, Role.COMMUNITY_CLERK, "三里庵社区居委会", SANLIAN)
    assert foreign.post(address, {"reason": REASON}).status_code == 404
    assert Client().get(address).status_code == 302
    assert REASON not in clerk.get(f"/cases/{number}").text


def test_no_position_is_left_in_the_picture_or_in_an_event(placed: Quarter, settings) -> None:
    number = placed.report(kind="blocked_fire_lane", photos=[taken_picture()])
    look(placed, placed.community, number)
    page = placed.page(placed.community, number)
    assert page
    said = json.dumps([event.data for event in page.events])
    for place in ("117300000", "117.3", "31860000", "31.86"):
        assert place not in said
    (file,) = page.files.values()
    assert Path(settings.MEDIA, file.digest[:2], file.digest[2:]).exists()


def test_what_a_patrols_phone_noted_of_a_picture_is_read_as_a_cameras() -> None:
    noted = json.dumps({"taken": "2026-11-02T01:05:00+00:00", "lon": 117_283_000, "lat": 31_861_000})
    kept = evidence_of("", captured("", noted))
    assert read_capture(kept) == Capture(
        datetime(2026, 11, 2, 9, 5, tzinfo=SHANGHAI), zoned=True, lon=117_283_000, lat=31_861_000
    )
    carried = evidence(taken="2026:11:02 08:00:00")
    assert evidence_of(carried, captured(carried, noted)) == carried
    assert evidence_of("", captured("", "")) == ""
