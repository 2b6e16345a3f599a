"""A backup brings everything back, and says so when it cannot."""

from __future__ import annotations

import io
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from hemei.ground.records import queries, services
from hemei.ground.records.photos import read_photo
from hemei.ground.records.verify import verify
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.project import archive

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CITY = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))


@pytest.fixture
def story(own_database: str, settings, tmp_path: Path) -> int:
    settings.MEDIA = tmp_path / "media"
    settings.PUBLISHED = tmp_path / "published"
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "PNG")
    picture.seek(0)
    with services.acting(CITY):
        sealed = services.seal(stream="t:1", scope="1.", field="text", text="电梯坏了")
        services.record_event(
            stream="t:1",
            type="records.said",
            actor=CITY,
            at=NOW,
            scope="1.",
            data={"text": sealed.commitment},
        )
        photo = read_photo(picture, name="a.png", most_bytes=10_000)
        services.add_photo(photo, stream="t:1", scope="1.", purpose="report", now=NOW)
    services.take_checkpoint(now=NOW)
    services.publish_checkpoints()
    return sealed.vault_id


def test_a_round_trip_brings_back_events_texts_files_and_checkpoints(
    story: int, settings, tmp_path: Path
) -> None:
    target = tmp_path / "city.tar"
    assert archive.write(target) > 0
    published = (settings.PUBLISHED / "checkpoints.jsonl").read_bytes()
    with services.acting(CITY):
        services.record_event(stream="t:9", type="records.said", actor=CITY, at=NOW, scope="1.")
    archive.read(target, replace=True)
    with services.acting(CITY):
        assert [row.type for row in queries.history(stream="t:1")] == ["records.said"]
        assert queries.history(stream="t:9") == []
        assert queries.open_sealed([story]) == {story: "电梯坏了"}
        (file,) = queries.files_of(["t:1"])
        assert queries.file_content(file)[:2] == b"\xff\xd8"
        services.record_event(stream="t:1", type="records.said", actor=CITY, at=NOW, scope="1.")
    assert (settings.PUBLISHED / "checkpoints.jsonl").read_bytes() == published
    assert verify(against=settings.PUBLISHED / "checkpoints.jsonl").whole


def test_a_database_that_holds_events_is_not_overwritten_unasked(story: int, tmp_path: Path) -> None:
    target = tmp_path / "city.tar"
    archive.write(target)
    with pytest.raises(archive.ArchiveError, match="--replace"):
        archive.read(target, replace=False)


def test_a_backup_of_another_key_is_refused_before_anything_is_lost(
    story: int, settings, tmp_path: Path
) -> None:
    target = tmp_path / "city.tar"
    archive.write(target)
    settings.VAULT_KEY = "another"
    with pytest.raises(archive.ArchiveError, match="another vault key"):
        archive.read(target, replace=True)
    settings.VAULT_KEY = "another"
    with services.acting(CITY):
        assert len(queries.history(stream="t:1")) == 1


@pytest.mark.parametrize("content", [b"no archive", b""])
def test_something_else_is_refused(own_database: str, tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "x.tar"
    source.write_bytes(content)
    with pytest.raises(archive.ArchiveError, match="not an archive"):
        archive.read(source, replace=True)


def test_a_damaged_dump_is_refused(story: int, tmp_path: Path) -> None:
    target, damaged = tmp_path / "city.tar", tmp_path / "damaged.tar"
    archive.write(target)
    with tarfile.open(target) as box, tarfile.open(damaged, "w") as out:
        for member in box.getmembers():
            content = box.extractfile(member)
            raw = content.read() if content else b""
            if member.name == "database.dump":
                raw = raw[:-1] + bytes([raw[-1] ^ 1])
            out.addfile(member, io.BytesIO(raw) if content else None)
    with pytest.raises(archive.ArchiveError, match="damaged"):
        archive.read(damaged, replace=True)
