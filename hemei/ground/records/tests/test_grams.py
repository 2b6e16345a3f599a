"""Words of texts as tokens: what goes in, what never does, and that they go when the text goes."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from hemei.ground.records import queries, services
from hemei.ground.records.grams import plain, runs, tokens
from hemei.ground.records.models import Gram
from hemei.kernel.actor import EVERYWHERE, Actor, PlaceRange, Role

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CITY = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
STREET = Actor(role=Role.STREET_CLERK, places=(PlaceRange("1.7."),))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("电话13800138000，电梯异响", ("电话", "电梯异响")),
        ("１３８００１３８０００", ()),
        ("皖A12345的车堵门", ("的车堵门",)),
        ("身份证11010519491231002X丢了", ("身份证", "丢了")),
        ("微信号wang_88.x找我", ("微信号", "找我")),
        ("邮箱abc@example.com", ("邮箱",)),
        ("电话是幺三八零零幺三八零零零，找他", ("电话是", "找他")),
        ("三号楼二单元", ("三号楼二单元",)),
        ("3号楼 ETC杆坏", ("号楼", "etc杆坏")),
        ("漏 水", ()),
    ],
)
def test_numbers_are_no_words(text: str, expected: tuple[str, ...]) -> None:
    assert runs(text) == expected


@given(st.text(alphabet="电梯异响abc 0123456789１２", max_size=30))
def test_no_digit_is_left_and_what_is_searched_for_is_found(text: str) -> None:
    said = plain(text)
    assert not any(sign.isdigit() for sign in said)
    assert all(word in said for word in runs(text))
    for word in runs(text):
        assert set(tokens(word)) <= set(tokens(text))


def test_tokens_tell_neither_order_nor_number_and_have_the_key() -> None:
    assert tokens("电梯电梯") == sorted(set(tokens("电梯")) | set(tokens("梯电")))
    assert all(0 <= token < 2**31 for token in tokens("电梯异响"))


def sealed(text: str, scope: str = "1.7.3.", stream: str = "t:1") -> int:
    row = services.prepare_seal(stream=stream, scope=scope, field="text", text=text, searched=True)
    return services.write_seals([row])[0].vault_id


def found(actor: Actor, words: str) -> list[str]:
    with services.acting(actor):
        return [said.stream for said in queries.texts_saying(words, limit=9)]


@pytest.mark.django_db
class TestWords:
    def test_a_text_is_found_by_words_in_it_within_the_place_only(self) -> None:
        with services.acting(CITY):
            sealed("三楼电梯异响，电话13800138000")
            sealed("电梯门口异响", scope="1.8.", stream="t:2")
        assert found(CITY, "电梯") == ["t:2", "t:1"]
        assert found(CITY, "电梯异响") == ["t:1"]
        assert found(CITY, "异响 电梯") == ["t:2", "t:1"]
        assert found(STREET, "电梯") == ["t:1"]
        assert found(CITY, "13800138000") == []
        assert found(CITY, "梯") == []
        assert found(Actor(role=Role.STREET_CLERK), "电梯") == []

    def test_the_passage_shows_no_number(self) -> None:
        with services.acting(CITY):
            sealed("我是13800138000，三楼的电梯一到晚上就异响，物业说没有钱修，请你们来看看吧，急急急")
            (said,) = queries.texts_saying("电梯", limit=9)
        assert said.passage == "我是＊，三楼的电梯一到晚上就异响，物业说没有钱…"

    def test_former_places_see_what_was_theirs(self) -> None:
        with services.acting(CITY):
            sealed("电梯异响")
        heir = Actor(role=Role.STREET_CLERK, places=(PlaceRange("1.9."), PlaceRange("1.7.")))
        assert found(heir, "电梯") == ["t:1"]

    def test_a_body_finds_what_it_was_called_to(self) -> None:
        with services.acting(CITY):
            sealed("电梯异响")
            services.grant_access(stream="t:1", bodies=(5,))
        assert found(Actor(role=Role.DEPARTMENT_CLERK, body_id=5), "电梯") == ["t:1"]
        assert found(Actor(role=Role.DEPARTMENT_CLERK, body_id=6), "电梯") == []

    @pytest.mark.parametrize("how", ["texts", "person", "sealed", "statement", "deleted"])
    def test_words_go_with_the_text_whoever_erases_it(self, how: str) -> None:
        with services.acting(CITY):
            row = services.prepare_seal(
                stream="t:1", scope="1.7.", field="text", text="电梯异响", person_id=4, searched=True
            )
            (kept,) = services.write_seals([row])
            assert Gram.objects.count() == 1
            if how == "texts":
                services.erase_texts(streams=["t:1"], now=NOW)
            elif how == "person":
                services.erase_person(person_id=4, now=NOW)
            elif how == "sealed":
                services.erase_sealed(vault_ids=[kept.vault_id], now=NOW)
            else:
                with connection.cursor() as cursor:
                    statement = (
                        "update records_sealed set ciphertext = null where id = %s"
                        if how == "statement"
                        else "delete from records_sealed where id = %s"
                    )
                    cursor.execute("reset role" if how == "deleted" else "select 1")
                    cursor.execute(statement, [kept.vault_id])
            assert Gram.objects.count() == 0

    def test_made_up_tokens_find_nothing_because_the_text_is_read(self) -> None:
        with services.acting(CITY):
            number = sealed("下水道堵塞")
            Gram.objects.filter(pk=number).update(tokens=tokens("电梯异响"))
        assert found(CITY, "电梯异响") == []

    def test_texts_of_before_are_taken_in_by_batches_that_may_be_killed(self) -> None:
        searched = services.Searched("t:", ("text",))
        with services.acting(CITY):
            ids = [
                services.seal(stream=f"t:{number}", scope="1.7.", field="text", text="电梯异响").vault_id
                for number in range(5)
            ]
            services.seal(stream="u:1", scope="1.7.", field="text", text="电梯异响")
            services.erase_sealed(vault_ids=ids[:1], now=NOW)
            first = services.index_words(searched=searched, limit=2)
            assert (first.last, first.count) == (ids[2], 2)
            with suppress(ZeroDivisionError), transaction.atomic():
                _ = services.index_words(searched=searched).count / 0
            assert services.index_words(searched=searched).count == 2
            assert services.index_words(searched=searched).count == 0
            assert Gram.objects.count() == 4
        assert found(STREET, "电梯") == ["t:4", "t:3", "t:2", "t:1"]

    def test_a_changed_key_finds_all_before_and_after_the_rotation(self, settings: Any) -> None:
        with services.acting(CITY):
            sealed("电梯异响")
        settings.VAULT_KEYS_BEFORE, settings.VAULT_KEY = (
            [settings.VAULT_KEY],
            "another key of thirty-two bytes",
        )
        with services.acting(CITY):
            sealed("电梯困人", stream="t:2")
        assert found(CITY, "电梯") == ["t:2", "t:1"]
        words = next(locked for locked in services.everything_locked() if locked.name == "words of texts")
        assert services.waiting_for_rotation()[words.name] == 1
        assert services.rotate(words).changed == 1
        assert services.waiting_for_rotation()[words.name] == 0
        settings.VAULT_KEYS_BEFORE = []
        with services.acting(CITY):
            assert len(set(Gram.objects.values_list("mark", flat=True))) == 1
            assert Gram.objects.filter(tokens__contains=tokens("电梯")).count() == 2

    def test_whole_texts_of_before_are_found_exactly_afterwards(self) -> None:
        searched = services.Searched("t:", ("name",))
        with services.acting(CITY):
            services.seal(stream="t:1", scope="1.7.", field="name", text="周全")
            assert queries.sealed_streams(field="name", text="周全") == []
            assert services.index_whole(searched=searched).count == 1
            assert [stream for stream, _ in queries.sealed_streams(field="name", text="周全")] == ["t:1"]
            assert services.index_whole(searched=searched).count == 0
