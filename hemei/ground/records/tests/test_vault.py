"""The vault, photos and the outbox."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection
from PIL import Image

from hemei.ground.records import queries, services
from hemei.ground.records.photos import read_photo
from hemei.ground.records.services import outbox
from hemei.ground.records.services.vault import encrypt
from hemei.kernel.actor import EVERYWHERE, Actor, PlaceRange, Role
from hemei.kernel.decision import Refused

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CITY = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
STREET = Actor(role=Role.STREET_CLERK, places=(PlaceRange("1.7."),))


@pytest.mark.django_db
class TestVault:
    def test_a_sealed_text_opens_within_scope_only(self) -> None:
        with services.acting(CITY):
            sealed = services.seal(stream="t:1", scope="1.2.", field="text", text="三楼漏水")
            assert queries.open_sealed([sealed.vault_id]) == {sealed.vault_id: "三楼漏水"}
        with services.acting(STREET):
            assert queries.open_sealed([sealed.vault_id]) == {}

    def test_nothing_readable_lies_in_the_table(self) -> None:
        with services.acting(CITY):
            services.seal(stream="t:1", scope="1.2.", field="phone", text="10000000001", indexed=True)
            with connection.cursor() as cursor:
                cursor.execute(
                    "select ciphertext, commitment, blind_index from records_sealed where stream = 't:1'"
                )
                assert b"10000000001" not in b"".join(
                    value.encode() if isinstance(value, str) else bytes(value) for value in cursor.fetchone()
                )

    def test_an_indexed_field_is_found_exactly(self) -> None:
        with services.acting(CITY):
            services.seal(stream="t:1", scope="1.2.", field="phone", text="1000 0000 001", indexed=True)
            assert [stream for stream, _ in queries.sealed_streams(field="phone", text="10000000001")] == [
                "t:1"
            ]
            assert queries.sealed_streams(field="phone", text="1000000000") == []
            assert queries.sealed_streams(field="name", text="10000000001") == []

    def test_an_erased_person_is_forgotten_and_the_commitment_stays(self) -> None:
        with services.acting(CITY):
            sealed = services.seal(stream="t:1", scope="1.2.", field="name", text="甲", person_id=9)
            other = services.seal(stream="t:1", scope="1.2.", field="name", text="乙", person_id=8)
            assert services.erase_person(person_id=9, now=NOW) == 1
            assert queries.open_sealed([sealed.vault_id, other.vault_id]) == {
                sealed.vault_id: None,
                other.vault_id: "乙",
            }

    def test_a_value_moved_to_another_field_does_not_open(self) -> None:
        with pytest.raises(InvalidTag):
            queries.decrypt(encrypt("甲", "name"), "phone")

    def test_a_nul_character_is_refused_with_what_to_do(self) -> None:
        with services.acting(CITY), pytest.raises(Refused) as refusal:
            services.seal(stream="t:1", scope="1.2.", field="text", text="a\x00b")
        (reason,) = refusal.value.decision.reasons
        assert reason.code == "nul"
        assert reason.remedy


def picture(
    kind: str = "JPEG", *, exif: Image.Exif | None = None, size: tuple[int, int] = (64, 48)
) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, kind, **({"exif": exif} if exif else {}))
    out.seek(0)
    return out


class TestPhotos:
    def test_time_and_place_go_to_evidence_and_leave_the_picture(self) -> None:
        exif = Image.Exif()
        exif[0x0132] = "2026:03:02 09:00:00"
        exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 49.0, 12.0), 3: "E", 4: (117.0, 13.0, 30.0)})
        photo = read_photo(picture(exif=exif), name="a.jpg", most_bytes=1_000_000)
        assert json.loads(photo.evidence) == {
            "taken": "2026:03:02 09:00:00",
            "latitude": 31_820_000,
            "longitude": 117_225_000,
        }
        with Image.open(io.BytesIO(photo.content)) as clean:
            assert not clean.getexif()

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_each_usual_kind_is_drawn_anew_as_jpeg(self, kind: str) -> None:
        assert read_photo(picture(kind), name="a", most_bytes=1_000_000).content[:2] == b"\xff\xd8"

    def test_a_large_photo_is_made_smaller(self) -> None:
        photo = read_photo(picture(size=(3200, 2400)), name="a", most_bytes=10_000_000)
        assert (photo.width, photo.height) == (1600, 1200)

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"<html>not a photo</html>", "photo_unreadable"),
            (b"", "photo_unreadable"),
            (picture().read()[:300], "photo_unreadable"),
            (b"GIF89a" + b"\x00" * 50, "photo_unreadable"),
            (b"x" * 2_000, "photo_too_large"),
        ],
    )
    def test_a_lying_broken_or_oversized_file_is_refused(self, content: bytes, code: str) -> None:
        with pytest.raises(Refused) as refusal:
            read_photo(io.BytesIO(content), name="a.jpg", most_bytes=1_000)
        (reason,) = refusal.value.decision.reasons
        assert (reason.code, reason.field) == (code, "photos")
        assert "a.jpg" in reason.text.format(**reason.values)

    def test_a_decompression_bomb_is_refused_unopened(self) -> None:
        bomb = io.BytesIO()
        Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
        bomb.seek(0)
        with pytest.raises(Refused) as refusal:
            read_photo(bomb, name="a.png", most_bytes=1_000_000)
        assert refusal.value.decision.reasons[0].code == "photo_bomb"

    def test_the_same_bytes_are_stored_once_and_encrypted(self, settings, tmp_path) -> None:
        settings.MEDIA = tmp_path
        first, second = services.store_bytes(b"same"), services.store_bytes(b"same")
        assert first == second
        (stored,) = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert b"same" not in stored.read_bytes()


@pytest.mark.django_db
class TestOutbox:
    def say(self, word: str) -> int:
        return services.record_event(
            stream="t:1", type=f"records.{word}", actor=CITY, at=NOW, scope="1.2.", data={"word": word}
        )

    def test_what_every_app_does_on_an_event_is_collected(self) -> None:
        assert "people.body_dissolved" in outbox.reactions()

    def test_every_event_reaches_its_reaction_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        heard: list[int] = []
        monkeypatch.setattr(
            outbox,
            "reactions",
            lambda: {"records.said": (lambda *, event, actor, now: heard.append(event["id"]),)},
        )
        with services.acting(CITY):
            wanted = [self.say("said"), self.say("unheard"), self.say("said")]
        assert services.deliver_pending(now=NOW) == 3
        assert services.deliver_pending(now=NOW) == 0
        assert heard == [wanted[0], wanted[2]]

    def test_a_failing_reaction_is_tried_later_and_holds_nobody_up(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        heard: list[str] = []

        def react(*, event, actor, now) -> None:
            heard.append(event["payload"]["data"]["word"])
            if heard == ["broken"]:
                raise RuntimeError

        monkeypatch.setattr(
            outbox, "reactions", lambda: {"records.broken": (react,), "records.fine": (react,)}
        )
        with services.acting(CITY):
            self.say("broken")
            self.say("fine")
        services.deliver_pending(now=NOW)
        assert heard == ["broken", "fine"]
        assert services.deliver_pending(now=NOW) == 0
        services.deliver_pending(now=NOW + timedelta(minutes=1))
        assert heard == ["broken", "fine", "broken"]
        assert services.deliver_pending(now=NOW + timedelta(hours=1)) == 0

    def test_a_reaction_at_once_hears_of_a_batch_together_and_event_by_event_where_that_fails(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        heard: list[list[str]] = []

        @services.at_once
        def react(*, events, actor, now) -> None:
            words = [event["payload"]["data"]["word"] for event in events]
            heard.append(words)
            if "broken" in words:
                raise RuntimeError

        kinds = [f"records.{word}" for word in ("said", "broken")]
        monkeypatch.setattr(outbox, "reactions", lambda: dict.fromkeys(kinds, (react,)))
        with services.acting(CITY):
            for word in ("said", "unheard", "said"):
                self.say(word)
        assert services.deliver_pending(now=NOW) == 3
        assert heard == [["said", "said"]]
        heard.clear()
        with services.acting(CITY):
            wanted = [self.say(word) for word in ("said", "broken", "said")]
        assert services.deliver_pending(now=NOW) == 3
        assert heard == [["said", "broken", "said"], ["said"], ["broken"], ["said"]]
        assert caplog.records
        with services.acting(CITY), connection.cursor() as cursor:
            cursor.execute("select event_id, attempts, not_before > %s from records_pending", [NOW])
            assert cursor.fetchall() == [(wanted[1], 1, True)]
        assert services.deliver_pending(now=NOW) == 0
