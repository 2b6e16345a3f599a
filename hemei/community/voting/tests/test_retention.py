"""Pictures of paper ballots go three years after the result was published; what was read from them stays."""

from __future__ import annotations

from datetime import timedelta

from hemei.community.voting.models import Assembly, Scan
from hemei.community.voting.tests.papers import CLEAR, LATER, Desk
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.privacy import services as privacy
from hemei.ground.records import services as records
from hemei.ground.records.models import File

YEARS = timedelta(days=3 * 366 + 14)


def _files(batch: int) -> int:
    with records.acting(SYSTEM):
        return File.objects.filter(stream=f"voting.scan_batch:{batch}", erased_at=None).count()


def test_pictures_go_after_the_time_to_go_to_court_and_readings_stay(quarter, settings, tmp_path) -> None:
    settings.MEDIA = tmp_path
    desk = Desk(quarter)
    run = desk.print_all()
    canvas = next(iter(desk.drawn(run).values()))
    batch = desk.open()
    desk.bring(batch, desk.filled(run, canvas, *CLEAR))
    desk.confirm(batch, ready=1)
    kept = _files(batch)
    assert kept >= 1
    after = LATER + YEARS
    assert "ballot" not in privacy.erase_expired(actor=SYSTEM, now=after)  # no result is published yet
    with records.acting(SYSTEM):
        roll = desk.roll
        assembly = Assembly.objects.create(
            stream="voting.assembly:900", scope=roll.scope, estate_id=roll.estate_id, key="a900",
            estate_name="翡翠花园", kind="extraordinary", called_by="residents_committee", ground="reason",
            title="选聘物业", roll=roll, state="published", called_at=NOW, noticed_on=NOW.date(),
            closes_at=roll.closes_at, published_at=LATER,
        )  # fmt: skip
    early = LATER + timedelta(days=3 * 365 - 10)
    assert "ballot" not in privacy.erase_expired(actor=SYSTEM, now=early)
    assert privacy.erase_expired(actor=SYSTEM, now=after)["ballot"] == kept
    assert _files(batch) == 0
    with records.acting(SYSTEM):
        assert Scan.objects.get().rows
        assert assembly.roll_id == roll.pk
    assert "ballot" not in privacy.erase_expired(actor=SYSTEM, now=after)
