"""A client of the specification that knows nothing of us: `georeport` as it is published, against a served city.

The client reads; it has no call for discovery and none to create, so these two go as the specification words them, with
the address and the key the client holds. Two faults of the client's own are held fast here: see the last test.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
import requests
from georeport import GeoReport

from hemei.kernel.clock import utc_now
from tests.journeys.conftest import DESK, City, Open
from tests.journeys.people import Person

pytestmark = pytest.mark.journey
CITY = "340100"


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """The city is served on this machine."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def secret(open_page: Open) -> str:
    """A key of the hotline, issued on the page of the security administration."""
    hotline = Person(open_page("/", viewport=DESK), "热线坐席").stands_in()
    page = Person(open_page("/", viewport=DESK), "安全管理员").page
    page.goto("/office/keys")
    page.fill("[name=name]", "未改动的客户端")
    page.fill("[name=body]", hotline)
    page.select_option("[name=role]", "hotline_clerk")
    page.check("[name=scopes][value=report]")
    page.get_by_role("button", name="发放").click()
    return page.locator("section.card p.num strong").first.inner_text()


@pytest.fixture
def estate_id(open_page: Open) -> str:
    """The token of an estate, as it stands in the address its board leads to."""
    found = open_page("/report?q=示范", script=False).locator("ul.rows a.title").first
    return str(found.get_attribute("href")).rsplit("/", 1)[-1]


def client_of(city: City, form: str, secret: str = "") -> GeoReport:
    root = f"{city.address}/open311/v2/"
    return GeoReport(root, jurisdiction=CITY, api_key=secret or None, output_format=form)


def created(client: GeoReport, **params: str) -> str:
    """Create as the specification has it, with the client's own address and key; returns the number."""
    form = client.output_format
    sent = {"api_key": client.api_key, "jurisdiction_id": client.jurisdiction, **params}
    answer = requests.post(f"{client.root_address}/requests.{form}", data=sent, timeout=60)
    assert answer.status_code == 201, answer.text
    if form == "json":
        return str(answer.json()[0]["service_request_id"])
    return answer.text.partition("<service_request_id>")[2].partition("<")[0]


def plain(row: dict[str, object]) -> dict[str, str]:
    """Values as XML can carry them: an empty element is None there."""
    return {name: "" if value is None else str(value) for name, value in row.items()}


def test_services_and_their_definitions_are_the_same_in_both_forms(city: City) -> None:
    told = requests.get(f"{city.address}/open311/v2/discovery.json", timeout=60).json()
    client = GeoReport(told["endpoints"][0]["url"])
    listed = client.get_service_list()
    assert len(listed) > 40
    assert {"service_code": "littering", "metadata": True, "type": "realtime"}.items() <= next(
        row for row in listed if row["service_code"] == "littering"
    ).items()
    in_xml = client_of(city, "xml")
    assert [{**plain(row), "metadata": "true"} for row in listed] == [
        plain(row) for row in in_xml.get_service_list()
    ]
    definition, same = client.get_service_definition("littering"), in_xml.get_service_definition("littering")
    assert (definition["service_code"], definition["attributes"][0]["code"]) == ("littering", "spot")
    assert (same["service_code"], same["attributes"]["attribute"]["code"]) == ("littering", "spot")
    with pytest.raises(requests.HTTPError, match="404"):
        client.get_service_definition("nosuch")
    with pytest.raises(requests.HTTPError, match="404"):
        GeoReport(client.root_address, jurisdiction="999999").get_service_list()


def test_what_was_created_is_read_and_filtered(city: City, secret: str, estate_id: str) -> None:
    client, in_xml = client_of(city, "json", secret), client_of(city, "xml", secret)
    first = created(client, service_code="littering", address_id=estate_id, description="垃圾没人收")
    second = created(in_xml, service_code="littering", address_id=estate_id, description="楼下垃圾堆着")
    third = created(client, service_code="dogs", address_id=estate_id, description="狗不牵绳")
    one = client.get_service_request(first)
    assert (one["service_request_id"], one["status"], one["address_id"]) == (first, "open", estate_id)
    assert plain(one) == plain(in_xml.get_service_request(first))

    yesterday, tomorrow = (f"{utc_now() + timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}" for days in (-1, 1))
    mine, both = {first, second, third}, {first, second}
    for asked, wanted in (
        ({"service_request_id": f"{first},{second}"}, both),
        ({"service_code": "littering"}, both),
        ({"service_code": "littering,dogs", "status": "open"}, mine),
        ({"start_date": yesterday, "end_date": tomorrow}, mine),
        ({"service_code": "littering", "status": "closed"}, set()),
        ({"start_date": tomorrow}, set()),
    ):
        rows = client.get_service_requests(**asked)
        assert {row["service_request_id"] for row in rows} & mine == wanted, asked
        if len(rows) > 1:
            assert [plain(row) for row in in_xml.get_service_requests(**asked)] == [
                plain(row) for row in rows
            ]
    with pytest.raises(requests.HTTPError, match="400"):
        client.get_service_requests(status="nosuch")
    with pytest.raises(requests.HTTPError, match="404"):
        client.get_service_request("nosuch")


def test_two_faults_of_the_client_when_it_reads_xml(city: City, secret: str, estate_id: str) -> None:
    """A list of one becomes a row, an empty one an error, whoever serves: it lacks `force_list` and `or {}`."""
    in_xml = client_of(city, "xml", secret)
    only = created(in_xml, service_code="littering", address_id=estate_id, description="垃圾没人收")
    alone = in_xml.get_service_requests(service_request_id=only)
    assert isinstance(alone, dict)
    assert alone["service_request_id"] == only
    with pytest.raises(TypeError, match="NoneType"):
        in_xml.get_service_requests(service_request_id="nosuch")
    in_json = client_of(city, "json")
    assert [row["service_request_id"] for row in in_json.get_service_requests(service_request_id=only)] == [
        only
    ]
    assert in_json.get_service_requests(service_request_id="nosuch") == []
