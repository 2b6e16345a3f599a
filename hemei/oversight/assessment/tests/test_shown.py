"""Photos of a published visit: all to the project's company, those of lost items to its owners, and their end."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from hemei.ground.people.models import Account, Ownership
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places.models import PropertyUnit
from hemei.ground.privacy import services as privacy
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.oversight.assessment import services
from hemei.oversight.assessment.models import Entry, VisitMark, VisitPhoto
from hemei.oversight.assessment.tests.kit_town import CITY, DAY, START, Kit, kit, photo  # noqa: F401 - the fixture
from hemei.oversight.assessment.tests.test_rules_kit import ITEMS

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
LATER = START + 32 * DAY


def published(kit: Kit) -> tuple[int, Entry]:  # noqa: F811
    """Hand in a visit with a photo of an item that lost points and one of an item that did not; publish it."""
    round_id, _ = kit.planned()
    visit, actor = kit.visits()[0]
    marked = {one.item: one.value for one in kit.draft().items}
    lost, full = (
        next(item.code for item in ITEMS if (marked[item.code] < 1) is short) for short in (True, False)
    )
    shots = [
        services.VisitPhotoDraft(code, shot.upload, shot.name, shot.noted)
        for code, shot in zip(
            (lost, full), kit.shots(photo(1, START + timedelta(minutes=5)), photo(2, START + timedelta(minutes=9))),
            strict=True,
        )
    ]  # fmt: skip
    kit.ends(visit, actor, kit.draft(photos=tuple(shots)))
    for act, at in (
        (services.settle_round, START + 2 * DAY),
        (services.post_round, START + 2 * DAY),
        (services.publish_round, LATER),
    ):
        more = {"with_gaps": True} if act is services.settle_round else {}
        kit.do(kit.buyer, act, at, round_id=round_id, **more)
    return visit.pk, visit.entry


def browser(kit: Kit, name: str, body: str = "") -> Client:  # noqa: F811
    """Sign somebody in: with an office of a company, or as the owner he is."""
    kit.town.person(name, CITY, "" if body else f"138{len(kit.accounts):08}")
    if body:
        kit.town.appoint(name, body, Role.COMPANY_MANAGER)
    kit.accounts[name] = kit.town.account(
        name, CITY, **({"username": name} if body else {"phone": f"138{len(kit.accounts):08}"})
    )
    Account.objects.filter(pk=kit.accounts[name]).update(sample=1)
    return kit.browser(name)


def owning(kit: Kit, name: str, estate: int) -> Client:  # noqa: F811
    found = browser(kit, name)
    with records.acting(SYSTEM):
        unit = PropertyUnit.objects.filter(estate_id=estate).order_by("id")[0]
        person = kit.town.persons[name]
        Ownership.objects.create(
            unit=unit, person_id=person, valid_from=date(2025, 1, 1), scope=unit.scope,
            stream=f"people.person:{person}",
        )  # fmt: skip
    return found


def test_a_company_sees_all_photos_an_owner_those_of_lost_items_nobody_else_any(kit: Kit) -> None:  # noqa: F811
    _visit, entry = published(kit)
    own, other = ("大地物业公司", "远山物业公司")
    if kit.town.bodies[own] != entry.body_id:
        own, other = other, own
    with records.acting(SYSTEM):
        elsewhere = Entry.objects.exclude(estate_id=entry.estate_id).order_by("id")[0].estate_id
    page = f"/evaluations/scores/{entry.pk}"
    readers = {
        "本企业": (browser(kit, "本企业", own), 2),
        "他企业": (browser(kit, "他企业", other), 0),
        "业主": (owning(kit, "业主", entry.estate_id or 0), 1),
        "别处业主": (owning(kit, "别处业主", elsewhere or 0), 0),
    }
    shown = {
        name: re.findall(rf"{page}/photos/\d+(?=\")", client.get(page).text)
        for name, (client, _) in readers.items()
    }
    assert {name: len(found) for name, found in shown.items()} == {
        name: most for name, (_, most) in readers.items()
    }
    for name, (client, _) in readers.items():
        for address in shown["本企业"]:
            wanted = 200 if address in shown[name] else 404
            assert client.get(f"{address}?small").status_code == wanted, (name, address)


def test_photos_go_three_years_after_publication_their_time_and_place_after_one(kit: Kit) -> None:  # noqa: F811
    visit, entry = published(kit)
    erased = privacy.erase_expired(actor=SYSTEM, now=LATER + 300 * DAY)
    assert not {"visit", "visit_capture"} & set(erased)
    erased = privacy.erase_expired(actor=SYSTEM, now=LATER + 400 * DAY)
    assert erased["visit_capture"] == 4  # the sealed evidence of two photos, and their rows
    assert "visit" not in erased
    with records.acting(SYSTEM):
        assert set(VisitPhoto.objects.values_list("taken_at", "metres")) == {(None, None)}
    client = browser(
        kit, "本企业", "大地物业公司" if kit.town.bodies["大地物业公司"] == entry.body_id else "远山物业公司"
    )
    page = f"/evaluations/scores/{entry.pk}"
    assert client.get(page).text.count("?small") == 2
    assert privacy.erase_expired(actor=SYSTEM, now=LATER + 1200 * DAY)["visit"] == 2
    assert "?small" not in client.get(page).text
    with records.acting(SYSTEM):
        assert VisitMark.objects.filter(visit_id=visit).count() == len(ITEMS)
        assert all(VisitPhoto.objects.values_list("likeness", flat=True))
    assert "visit" not in privacy.erase_expired(actor=SYSTEM, now=LATER + 1300 * DAY)
