"""What is learnt from texts, what is not, and that it judges the same from its exported data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hemei.coordination.cases.queries.kinds import WRITTEN as FILE
from hemei.coordination.cases.rules.kinds.fitting import Example, fit
from hemei.coordination.cases.rules.kinds.grams import grams_of, plain
from hemei.coordination.cases.rules.kinds.measuring import Hits, measure, read_measured, read_written
from hemei.coordination.cases.rules.kinds.model import Gram, Model, read_model
from hemei.coordination.cases.rules.kinds.showing import Taught, suggested
from hemei.coordination.cases.rules.standards.suggesting import GramFloor, Held
from hemei.coordination.cases.tests.test_suggest import WRITTEN, listed, suggesting

FLOOR = GramFloor(5, 3, None)  # type: ignore[arg-type]
NAME, PHONE = "欧阳靖", "13955512345"


def cases() -> list[Example]:
    """Twelve cases each of two kinds at four places; one resident of one place writes his name and number in eight."""
    told = [("lift_fault", "电梯又罢工喽爬楼累"), ("dogs", "大黑旺财乱窜吓人")]
    many = [Example(n, str(n // 2 % 4), *told[n % 2]) for n in range(24)]
    own = [Example(100 + n, "1", "dogs", f"我是{NAME}电话{PHONE}旺财又来") for n in range(8)]
    return many + own


@pytest.fixture(scope="module")
def model() -> Model:
    return fit(cases(), listed(), FLOOR)


def test_fragments_hold_no_digit_no_space_no_sign() -> None:
    assert plain("３号楼 电-梯,坏了!!139 ①") == "号楼电梯坏了"
    assert grams_of("电梯坏") == {"电", "梯", "坏", "电梯", "梯坏", "电梯坏"}
    assert grams_of("12 345。") == frozenset()


def test_names_and_numbers_of_a_person_are_not_learnt(model: Model) -> None:
    grams = set(model.as_data()["grams"])
    assert {"罢工", "旺财"} <= grams
    assert not {
        gram for gram in grams if any(gram in grams_of(word) for word in ("欧阳靖", "我是欧阳"))
    } - grams_of("".join(words for row in listed().problem for words in row.words))
    assert "欧阳" not in grams
    assert not [gram for gram in grams if any(letter.isdigit() for letter in gram)]


def test_what_was_learnt_is_found_and_says_why(model: Model) -> None:
    first, *others = model.ranked("这破电梯罢工之 天天爬楼累得要死", 3)
    assert first.kind == "lift_fault"
    assert "罢工" in "".join(first.words)
    assert len(others) == 2
    assert first.probability > others[0].probability > others[1].probability > 0
    assert model.ranked("，。 123", 3) == ()


def test_the_exported_data_judges_alike_and_a_broken_one_is_refused(model: Model) -> None:
    data = json.loads(json.dumps(model.as_data()))
    again = read_model(data)
    for _, text in WRITTEN[::10]:
        told = [(one.kind, one.words) for one in model.ranked(text, 3)]
        assert told == [(one.kind, one.words) for one in again.ranked(text, 3)]
    for broken in (
        {**data, "grams": {"电梯": [1000, "00"]}},
        {**data, "grams": {"电梯又坏": data["grams"]["电梯"]}},
        {**data, "start": data["start"][1:]},
    ):
        with pytest.raises(ValueError, match=r"fragment|starting"):
            read_model(broken)


def test_a_weight_is_a_signed_byte() -> None:
    assert [Gram(1000, bytes([127, 128, 255, 0])).weight(place) for place in range(4)] == [127, -128, -1, 0]


def test_the_list_alone_teaches_every_kind_better_than_its_words_match() -> None:
    """No case yet; the sentences are nobody's, written by hand and never learnt."""
    held = read_written(FILE.read_text("utf-8"), listed())
    measured = measure(fit([], listed(), FLOOR), (), held, listed(), suggesting())
    assert len(held) >= 300
    assert len({one.kind for one in held}) == len(listed().problem)
    assert measured.model.three > 2 * measured.words.three
    assert measured.model.first > 150
    assert measured.model.three > 200
    assert read_measured(json.loads(json.dumps(measured.as_data()))) == measured


def test_what_is_measured_is_what_is_shown() -> None:
    """A kind too unlikely to be shown is no hit, however it ranks; where none is shown the list's words speak."""
    kinds = tuple(row.code for row in listed().problem)
    unsure = Model(kinds, (0.0,) * len(kinds), 1.0, {"狗": Gram(1000, bytes(len(kinds)))})
    first = unsure.ranked("狗", 3)[0].kind
    held = [Example(1, "", first, "狗"), Example(2, "", "dogs", "遛狗不牵绳")]
    measured = measure(unsure, (), held, listed(), suggesting())
    assert measured.model == measured.words == Hits(1, 1)
    taught = Taught(unsure, {"dogs": 19})
    assert suggested("狗", listed(), suggesting(), taught) == ()
    (found,) = suggested("遛狗不牵绳", listed(), suggesting(), taught)
    assert (found.problem.code, found.few) == ("dogs", True)
    (found,) = suggested("遛狗不牵绳", listed(), suggesting(), Taught(unsure, {"dogs": 20}))
    assert not found.few


def test_what_else_a_sentence_tells_of_is_asked_apart() -> None:
    text = FILE.read_text("utf-8")
    more = read_written(text, listed(), further=True)
    assert len(more) >= 28
    assert {one.text for one in more} <= {one.text for one in read_written(text, listed())}
    told = read_written("dogs+sewer+gas_leak\t狗叫，下水道也堵了\n", listed(), further=True)
    assert [one.kind for one in told] == ["sewer", "gas_leak"]
    measured = measure(fit([], listed(), FLOOR), (), more, listed(), suggesting())
    assert measured.model.three > measured.model.first
    assert measured.model.three > len(more) // 5


def test_the_sentences_are_in_no_other_test_and_in_no_demonstration() -> None:
    asked = {one.text for one in read_written(FILE.read_text("utf-8"), listed())}
    assert not asked & {text for _, text in WRITTEN}
    words = (Path(__file__).parents[3] / "project" / "demonstration" / "words" / "kinds.toml").read_text(
        "utf-8"
    )
    assert not [text for text in asked if text in words]


def test_the_commonest_kinds_are_the_plainest_way() -> None:
    taught = ["dogs"] * 3 + ["sewer"] * 2 + ["littering", "throwing"]
    held = [Example(1, "", "dogs", "x"), Example(2, "", "littering", "x"), Example(3, "", "gas_leak", "x")]
    found = measure(Model(("dogs",), (0.0,), 1.0, {}), taught, held, listed(), suggesting())
    assert (found.commonest.first, found.commonest.three) == (1, 2)
    assert (found.kinds["dogs"].learnt, found.kinds["dogs"].asked, found.kinds["sewer"].asked) == (3, 1, 0)


def test_the_same_cases_are_held_back_each_time() -> None:
    held = Held(one_in=5, least=100, warrant=None)  # type: ignore[arg-type]
    assert [number for number in range(1, 12) if held.holds(number)] == [5, 10]


@pytest.mark.parametrize("line", ["nonsense\t养鸡", "dogs 没有制表符", "dogs+nonsense\t养狗", "dogs\t"])
def test_a_line_without_a_kind_of_the_list_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="line 2"):
        read_written(f"# 备注\n{line}\n", listed())
