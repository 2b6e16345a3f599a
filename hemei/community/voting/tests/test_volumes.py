"""A case file holds every picture, in as many volumes as they need, one picture in memory at a time."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import pytest
from django.http import Http404

from hemei.community.voting import services
from hemei.community.voting.models import Assembly, Scan
from hemei.community.voting.pages import files, gate
from hemei.community.voting.queries import evidence
from hemei.community.voting.rules.packing import Elsewhere, packed, streamed, volumes_of
from hemei.community.voting.tests.papers import CLEAR, Desk
from hemei.community.voting.tests.test_assemblies import street
from hemei.community.voting.tests.test_files import AFTER, unpacked
from hemei.community.voting.tests.test_pages import call, text
from hemei.ground.people.tests.factories import NOW
from hemei.ground.records import queries as record
from hemei.kernel.decision import Refused


def names_in(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


def test_what_is_streamed_is_an_archive_and_comes_part_by_part() -> None:
    made = []

    def parts():
        for number in range(5):
            made.append(number)
            yield f"{number}.jpg", bytes([number]) * 5_000

    sent = streamed(parts())
    first = next(sent)
    assert made == [0]
    assert len(first) < 6_000
    found = names_in(first + b"".join(sent))
    assert {name: content[:1] for name, content in found.items()} == {
        f"{n}.jpg": bytes([n]) for n in range(5)
    }


def test_the_first_volume_lists_what_stands_elsewhere() -> None:
    found = names_in(packed([("a", b"x"), ("b", Elsewhere("00" * 32))]))
    assert set(found) == {"a", "SHA256SUMS"}
    assert found["SHA256SUMS"].decode().splitlines()[1] == f"{'00' * 32}  b"


def test_volumes_hold_parts_in_order_and_no_more_than_fits() -> None:
    sizes = [("a", 4), ("b", 5), ("c", 2), ("d", 30), ("e", 1)]
    assert volumes_of(sizes, 10) == [["a", "b"], ["c"], ["d"], ["e"]]
    assert volumes_of([], 10) == [[]]


@pytest.fixture
def found(quarter, settings, tmp_path, monkeypatch) -> Assembly:
    settings.MEDIA = tmp_path
    for module in (files, gate):
        monkeypatch.setattr(module, "utc_now", lambda: AFTER)
    desk = Desk(quarter)
    run = desk.print_all()
    batch = desk.open()
    desk.bring(batch, *(desk.filled(run, one, *CLEAR) for one in list(desk.drawn(run).values())[:3]))
    desk.confirm(batch, ready=3)
    roll = desk.roll
    return Assembly.objects.create(
        stream="voting.assembly:900", scope=roll.scope, estate_id=roll.estate_id, key="a900",
        estate_name="翡翠花园", kind="extraordinary", called_by="residents_committee", ground="reason",
        title="选聘物业", roll=roll, state="judged", called_at=NOW, noticed_on=NOW.date(), closes_at=roll.closes_at,
        closed_at=AFTER, judged_at=AFTER,
    )  # fmt: skip


def ask(quarter, found: Assembly, **more: str):
    return call(files.court, street(quarter), found.pk, post={"reason": "法院调取案卷"} | more)


def test_every_picture_is_in_a_volume_under_the_fingerprint_of_the_first(quarter, found, monkeypatch) -> None:
    monkeypatch.setattr(evidence, "MOST_PICTURES", 1)  # each has a volume of its own
    page = text(ask(quarter, found))
    assert "案卷共3卷" in page
    [told] = [
        event for event in record.history(stream=found.stream) if event.type == "voting.court_file_kept"
    ]
    file = str(told.data["file"])
    assert told.data["volumes"] == 3
    assert "案卷共3卷" in text(ask(quarter, found, file=file))
    first = unpacked(ask(quarter, found, file=file, volume="1"))
    whole = dict(first)
    for number in ("2", "3"):
        answer = ask(quarter, found, file=file, volume=number)
        whole |= names_in(b"".join(answer.streaming_content))
        assert f"court-{found.pk}-{number}.zip" in answer["Content-Disposition"]
    assert {f"paper/{scan.pk}.jpg" for scan in Scan.objects.all()} <= set(whole)
    for line in first["SHA256SUMS"].decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(whole[name]).hexdigest() == digest
    assert [len(one["parts"]) for one in json.loads(first["volumes.json"])["volumes"]] == [1, 1, 1]
    opened = [event for event in record.history(stream=found.stream) if event.type == "voting.file_opened"]
    assert len(opened) == 5
    for number in ("0", "4"):
        with pytest.raises(Http404):
            ask(quarter, found, file=file, volume=number)
    assert ask(quarter, found, file=file, volume="2", reason="").status_code == 422


def test_a_small_case_file_is_one_archive_as_before(quarter, found) -> None:
    case = unpacked(ask(quarter, found))
    assert len([name for name in case if name.endswith(".jpg")]) == 3
    assert "volumes.json" not in case
    assert (
        services.keep_court_file(
            actor=street(quarter), now=AFTER, assembly_id=found.pk, reason="法院再次调取"
        ).volumes
        == 1
    )


def test_no_case_file_is_made_before_the_count(quarter, found) -> None:
    """Whoever conducts or oversees would see how each unit voted while its owners still do."""
    Assembly.objects.filter(pk=found.pk).update(state="noticed", closed_at=None, judged_at=None)
    with pytest.raises(Http404):
        ask(quarter, found)
    with pytest.raises(Refused, match="还没有计票"):
        services.keep_court_file(
            actor=street(quarter), now=AFTER, assembly_id=found.pk, reason="法院调取案卷"
        )
