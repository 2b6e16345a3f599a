"""The doors of third-party assessment: who may in, what a phone keeps, what a form says, what a list costs."""

from __future__ import annotations

import io
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.clock import utc_now
from hemei.oversight.assessment.models import Visit
from hemei.oversight.assessment.tests.kit_town import (
    Kit,
    photo,
)
from hemei.oversight.assessment.tests.test_rules_kit import ITEMS

BUYER_PAGES = (
    "evaluations/contracts",
    "evaluations/contracts/new",
    "evaluations/{round}/sample",
    "evaluations/{round}/visits",
)
OWN_PAGES = ("visits", "surveys", "visits/{visit}")


@pytest.fixture
def places(kit: Kit) -> dict[str, int]:
    round_id, _ = kit.planned()
    visit, actor = next(pair for pair in kit.visits() if pair[1].person_id == kit.town.persons["评估员1"])
    return {"round": round_id, "visit": visit.pk, "entry": visit.entry_id, "person": actor.person_id or 0}


def test_the_buyer_and_the_assessor_have_doors_of_their_own(kit: Kit, places: dict[str, int]) -> None:
    buyer, own = kit.browser("买方"), kit.browser("评估员1")
    for page in BUYER_PAGES:
        assert buyer.get(f"/{page.format(**places)}").status_code == 200, page
        assert own.get(f"/{page.format(**places)}").status_code == 403, page
        assert Client().get(f"/{page.format(**places)}").status_code == 302, page
    for page in OWN_PAGES:
        assert own.get(f"/{page.format(**places)}").status_code == 200, page
        assert buyer.get(f"/{page.format(**places)}").status_code == 403, page
    assert kit.browser("评估员2").get(f"/visits/{places['visit']}").status_code == 404
    assert buyer.get(f"/evaluations/visits/{places['visit']}").status_code == 200


def lines_of(answer: Any) -> list[Any]:
    """Return the lines of a spreadsheet that was answered."""
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return list(book.active.values)


def form_of(client: Client, visit: int) -> dict[str, object]:
    """Return the fields of a visit that was filled in on a phone."""
    start = utc_now() - timedelta(minutes=50)
    values: dict[str, object] = {
        "submission_key": str(uuid.uuid4()), "started_at": start.isoformat(),
        "ended_at": (start + timedelta(minutes=45)).isoformat(),
    }  # fmt: skip
    for number, item in enumerate(ITEMS):
        values[f"mark-{item.code}"] = "1" if item.veto or number % 2 else "1/2"
        values[f"note-{item.code}"] = "看过现场"
        values[f"seconds-{item.code}"] = "60"
    shot = io.BytesIO(photo(1, start + timedelta(minutes=3)))
    shot.name = "现场.jpg"
    values[f"photo-{ITEMS[0].code}"] = [shot]
    return values


@pytest.mark.parametrize("year", [0, 1])
def test_a_phone_hands_a_visit_in(kit: Kit, places: dict[str, int], year: int) -> None:
    """A photo of last year comes back with the form; all else stands."""
    client, visit = kit.browser("评估员1"), places["visit"]
    page = client.get(f"/visits/{visit}")
    assert page["X-Hemei-Keep"] == "1"
    values = form_of(client, visit)
    if year:
        shot = io.BytesIO(photo(1, utc_now(), year=1))
        shot.name = "去年.jpg"
        values[f"photo-{ITEMS[0].code}"] = [shot]
        values[f"noted-{ITEMS[1].code}"] = '{"现场.jpg|7": {"lon": 117283000}}'
    answer = client.post(f"/visits/{visit}", values)
    if year:
        assert answer.status_code == 422
        words = answer.content.decode()
        assert "去年.jpg" in words
        assert f'name="noted-{ITEMS[1].code}" value="{{&#34;现场.jpg|7&#34;' in words
        assert re.search(r'value="1/2"[^>]*checked', words)
        return
    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert (
        client.post(
            f"/visits/{visit}", form_of(client, visit) | {"submission_key": values["submission_key"]}
        ).status_code
        == 302
    )
    again = client.get(f"/visits/{visit}")
    assert "X-Hemei-Keep" not in again
    assert "已经提交" in again.content.decode()
    buyer = kit.browser("买方")
    shown = buyer.get(f"/evaluations/visits/{visit}").content.decode()
    assert "看过现场" in shown
    address = re.search(r"/evaluations/visits/\d+/photos/\d+", shown)
    assert address is not None
    assert buyer.get(address[0] + "?small")["Content-Type"] == "image/jpeg"
    assert client.get(address[0]).status_code == 403


def test_the_sample_is_fixed_drawn_and_planned_on_its_page(kit: Kit) -> None:
    round_id, client = kit.open(), kit.browser("买方")
    sample = f"/evaluations/{round_id}/sample"
    assert (
        client.post(f"{sample}/fix", {"contract": kit.contract, "by": ["county"], "size": "99"}).status_code
        == 422
    )
    assert (
        client.post(f"{sample}/fix", {"contract": kit.contract, "by": ["county"], "size": "4"}).status_code
        == 302
    )
    assert client.post(f"{sample}/draw", {"seed": "1"}).status_code == 422
    assert client.post(f"{sample}/draw", {"seed": "双色球 '03' 08 14"}).status_code == 302
    words = client.get(f"{sample}?drawn=1").content.decode()
    assert "sha256sum" in words
    assert "&#39;\\&#39;&#39;03" in words  # the shell reads the seed as it was thrown
    assert client.get(f"{sample}.txt").content.decode().count("\n") == 8
    rows = lines_of(client.get(f"{sample}.xlsx"))
    assert len(rows) == 9
    assert client.post(f"{sample}/plan", {"assessors": [str(n) for n in kit.assessors]}).status_code == 302
    with records.acting(SYSTEM):
        assert Visit.objects.filter(entry__round_id=round_id).count() == 5
    assert client.post(f"{sample}/nothing").status_code == 404
    assert len(lines_of(client.get(f"/evaluations/{round_id}/visits.xlsx"))) == 6


def test_a_contract_is_recorded_on_its_page_and_refused_with_what_was_typed(kit: Kit) -> None:
    client = kit.browser("买方")
    values = {
        "supplier": kit.town.bodies["评估公司"], "number": "HF-2026-02", "task": "业主满意度调查", "price": "12.345",
        "signed_on": "2026-09-01", "valid_from": "2026-10-01", "valid_until": "2027-10-01",
    }  # fmt: skip
    refused = client.post("/evaluations/contracts/new", values)
    assert refused.status_code == 422
    assert "12.345" in refused.content.decode()
    done = client.post("/evaluations/contracts/new", values | {"price": "860000.5"})
    assert "860,000.50" in client.get(done["Location"]).content.decode()
    assert len(lines_of(client.get("/evaluations/contracts.xlsx"))) == 3


def test_a_unit_is_asked_on_the_phone(kit: Kit, places: dict[str, int]) -> None:
    client = kit.browser("评估员1")
    for mine in ("/visits", "/surveys"):
        assert f"{mine}.xlsx" in client.get(mine).text
        assert len(lines_of(client.get(f"{mine}.xlsx"))) > 1
    address = re.search(r"/surveys/\d+", client.get("/surveys").content.decode())
    assert address is not None
    unit = re.search(r'name="unit" value="(\d+)"', client.get(address[0]).content.decode())
    assert unit is not None
    assert client.post(f"{address[0]}/ask", {"unit": unit[1], "channel": "phone"}).status_code == 422
    assert (
        client.post(f"{address[0]}/ask", {"unit": unit[1], "channel": "door", "value": "4"}).status_code
        == 302
    )
    assert "已回答1户" in client.get(address[0]).content.decode()
    assert client.post(f"{address[0]}/ask", {"close": "1"}).status_code == 302
    assert kit.browser("评估员2").get(address[0]).status_code == 404


def test_lists_cost_the_same_however_long_they_are(kit: Kit, places: dict[str, int]) -> None:
    client, own = kit.browser("买方"), kit.browser("评估员1")
    for who, page, most in (
        (client, f"/evaluations/{places['round']}/visits", 26),
        (client, f"/evaluations/{places['round']}/sample", 24),
        (client, "/evaluations/contracts", 14),
        (own, "/visits", 14),
        (own, "/surveys", 14),
    ):
        who.get(page)
        with CaptureQueriesContext(connection) as counted:
            assert who.get(page).status_code == 200
        assert len(counted) <= most, (page, len(counted))
