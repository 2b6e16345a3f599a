"""No published tally tells how somebody voted, and together they are still the whole vote."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hemei.community.voting.rules.roll import CHOICES, DEVELOPER
from hemei.community.voting.rules.tallies import pooled, table_of, withheld_of
from hemei.community.voting.tests.factories import ballots, counting, published, sealed, trust, unit
from hemei.community.voting.tests.test_rules_trust import found

BAR = trust().public_tallies


def estate(words: str, owner: str = ""):
    """Read `1 fffaa; 2 ff-n`: of each building how its units voted, a hyphen for not at all; each its own owner."""
    roll, choices = [], {}
    letters = {choice[0] if choice != "abstain" else "n": choice for choice in CHOICES} | {"a": "against"}
    for building, marks in (one.split(" ") for one in words.split("; ")):
        for number, mark in enumerate(marks):
            code = f"{building}-{number}"
            roll.append(unit(code, 80 + number, owner or code, building=building))
            if mark != "-":
                choices[code] = letters[mark]
    return roll, choices


def files(words: str, owner: str = ""):
    roll, choices = estate(words, owner)
    return published(roll, sealed(ballots(choices)))


def groups(words: str) -> list[list[str]]:
    return [group["buildings"] for group in files(words)[1]["groups"]]


def test_a_building_where_all_agree_stands_with_another_and_the_sums_still_add_up() -> None:
    full, public = files("1 ffffff; 2 fffaan; 3 fffaaa")
    assert public["groups"] == [
        {"buildings": ["1", "2"], "all": [12, 99_000], "for": 9, "against": 2, "abstain": 1},
        {"buildings": ["3"], "all": [6, 49_500], "for": 3, "against": 3, "abstain": 0},
    ]
    assert found(full, public) == []
    counted = sum(row[3] for row in public["ballots"])
    assert counted == sum(group[choice] for group in public["groups"] for choice in CHOICES)


def test_one_who_chose_otherwise_among_all_others_is_not_told() -> None:
    assert groups("1 fffffa; 2 fffaa; 3 fffaa") == [["1", "2"], ["3"]]
    assert groups("1 ffffaa; 2 fffaa; 3 fffaa") == [["1"], ["2"], ["3"]]


def test_a_building_of_few_or_of_one_head_stands_with_another() -> None:
    assert groups("1 fa; 2 fffaa; 3 fffffaaaaa") == [["1", "2"], ["3"]]
    roll, choices = estate("1 fffaa; 2 fffaan")
    towers = [unit(f"9-{n}", 90, DEVELOPER, building="9") for n in range(9)]
    choices |= dict.fromkeys((one.code for one in towers), "against")
    _, public = published([*roll, *towers], sealed(ballots(choices)))
    assert [group["buildings"] for group in public["groups"]] == [["1", "9"], ["2"]]


def test_where_even_the_whole_gives_choices_away_the_file_says_so_and_tells_none() -> None:
    for words, why in (("1 fffff; 2 ffffffa", "agreeing"), ("1 fa; 2 fa", "few"), ("1 --; 2 --", "few")):
        full, public = files(words)
        [group] = public["groups"]
        assert (group["buildings"], group["withheld"]) == (["1", "2"], why)
        assert set(group) == {"buildings", "withheld", "all"}
        assert found(full, public) == []


def test_a_tally_cannot_be_changed_taken_away_or_added() -> None:
    full, public = files("1 fffaa; 2 fffaa")
    one, other = public["groups"]
    for changed in (
        [one],
        [one | {"for": 4, "against": 1}, other],
        [one | {"note": "x"}, other],
        [one | {"buildings": ["1", "2"]}],
        [one, {key: value for key, value in other.items() if key != "for"}],
    ):
        assert "the tallies of the buildings do not agree" in found(full, public | {"groups": changed})


def test_after_a_strike_the_groups_hold_for_the_count_before_too() -> None:
    roll, choices = estate("1 ffffaa; 2 fffaa; 3 ffaaa")
    cast = sealed(ballots(choices))
    struck = [
        replace(one, struck="document", ballot=replace(one.ballot, valid=False))
        if one.ballot.unit == "1-5"
        else one
        for one in cast
    ]
    full, public = published(roll, struck)
    assert [group["buildings"] for group in public["groups"]] == [["1", "2"], ["3"]]
    assert found(full, public) == []
    # One of the first count stands together still, though it could be told alone after the strike.
    roll, choices = estate("1 ffffa; 2 fffaa; 3 ffaaa")
    extra = {**choices, "1-4": "against"}
    before, after = (table_of(roll, count, counting()) for count in (choices, extra | {"1-3": "abstain"}))
    assert pooled([after], BAR).groups == (("1",), ("2",), ("3",))
    assert pooled([before, after], BAR).groups == (("1", "2"), ("3",))


VOTES = st.lists(
    st.lists(st.sampled_from(["for", "for", "for", "against", "abstain", None]), max_size=12),
    min_size=1,
    max_size=7,
)


@given(VOTES, st.integers(1, 4))
def test_no_group_can_be_read_and_every_building_stands_once(buildings, owners) -> None:
    roll, choices = [], {}
    for place, marks in enumerate(buildings):
        for number, choice in enumerate(marks or [None]):
            code = f"{place}-{number}"
            owner = f"many {number % owners}" if number % 3 == 0 else code
            roll.append(unit(code, 90, owner, building=str(place)))
            if choice:
                choices[code] = choice
    table = table_of(roll, choices, counting())
    made = pooled([table], BAR)
    assert sorted(name for group in made.groups for name in group) == sorted(table)
    if made.withheld:
        assert len(made.groups) == 1
        return
    for group in made.groups:
        whole = {one: frozenset().union(*(table[name][one] for name in group)) for one in CHOICES}
        assert withheld_of(whole, BAR) is None
