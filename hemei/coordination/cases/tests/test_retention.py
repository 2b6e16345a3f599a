"""When the time of keeping is over, the texts and pictures of a case go, and the chain stays whole."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hemei.coordination.cases.models import Case
from hemei.coordination.cases.tests.conftest import NOW, SYSTEM, Quarter, picture
from hemei.ground.privacy import services as privacy
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.models import File, Sealed
from hemei.ground.records.services.files import path_of

YEAR = timedelta(days=366)


def withdrawn(quarter: Quarter) -> str:
    number = quarter.report(kind="blocked_fire_lane", photos=[picture()], phone="13800138000")
    with records.acting(quarter.resident):
        from hemei.coordination.cases import services

        quarter.act(quarter.resident, number, services.acts.Withdraw())
    return number


def kept(number: str) -> set[str]:
    stream = Case.objects.get(number=number).stream
    fields = set(Sealed.objects.filter(stream=stream, erased_at=None).values_list("field", flat=True))
    return fields | {"file" for _ in record.files_of([stream])}


def test_phone_goes_after_one_year_and_the_rest_after_three(
    quarter: Quarter, django_capture_on_commit_callbacks
) -> None:
    number = withdrawn(quarter)
    still_open = quarter.report(kind="blocked_fire_lane", phone="13800138000", text="另一件")
    with records.acting(SYSTEM):
        assert kept(number) == {"text", "phone", "file"}
        digest = File.objects.get(stream=Case.objects.get(number=number).stream).digest
    assert privacy.erase_expired(actor=SYSTEM, now=NOW + YEAR - timedelta(days=10)) == {}
    assert privacy.erase_expired(actor=SYSTEM, now=NOW + YEAR + timedelta(days=10)) == {"contact": 1}
    with records.acting(SYSTEM):
        assert kept(number) == {"text", "file"}
    assert path_of(digest).exists()
    with django_capture_on_commit_callbacks(execute=True):
        done = privacy.erase_expired(actor=SYSTEM, now=NOW + 3 * YEAR + timedelta(days=10))
    assert done == {"report": 2}
    assert not path_of(digest).exists()
    with records.acting(SYSTEM):
        assert kept(number) == set()
        assert kept(still_open) >= {"text", "phone"}
    quarter.sound(number)
    page = quarter.page(quarter.community, number)
    assert page is not None
    assert page.text_of(page.events[0]) is None


@pytest.mark.parametrize("batch", [1, 2])
def test_it_goes_in_batches_and_again_without_harm(quarter: Quarter, batch: int) -> None:
    for _ in range(3):
        withdrawn(quarter)
    late = NOW + 3 * YEAR + timedelta(days=10)
    done = privacy.erase_expired(actor=SYSTEM, now=late, batch=batch)
    assert (done["report"], done["contact"]) == (6, 3)
    assert privacy.erase_expired(actor=SYSTEM, now=late, batch=batch) == {}
    with records.acting(SYSTEM):
        events = record.history(stream="privacy.retention:contact")
    assert [event.data["subjects"] for event in events] == ([1, 1, 1] if batch == 1 else [2, 1])
