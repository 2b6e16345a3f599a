"""The published root covers all that the result depends on: no other file passes under it, old files still do."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from hemei.community.voting import verify
from hemei.community.voting.rules.roll import Unit
from hemei.community.voting.tests.factories import published, sealed
from hemei.community.voting.tests.test_rules_trust import found, small_vote


def anew(roll, cast, code="change_common_parts", **more):
    return published(roll, cast, code, **more)


def lower_bar(full, public):
    """The bar of three quarters becomes that of a half, and the result is what then comes out."""
    public["rules"]["agree"] = [">", 1, 2]
    return full, public


def renamed(full, public):
    return full, public | {"matter": "hire_company"}


def retitled(full, public):
    return full, public | {"item": {"number": 1, "title": "解聘物业"}}


def other_clause(full, public):
    return full, public | {"clause": "第一条"}


HONEST = {"lower_bar": lower_bar, "renamed": renamed, "retitled": retitled, "other_clause": other_clause}


def consistent(full, public):
    """Whatever was changed, roll commitment, result and tallies are made to fit, as who has the salt can."""
    roll, rules = full["roll"]["units"], public["rules"]
    choices = {
        unit: one["choice"] for unit, one in verify.standing(full["ballots"], rules["doubles"]).items()
    }
    listed = [list(unit.values()) for unit in roll]
    return full, public | {
        "roll": verify.digest(full["roll"]["salt"], "roll", public["roll_of"], listed),
        "result": verify.recount(roll, choices, rules),
        "groups": [verify.group_of(roll, choices, group, public["format"]) for group in public["groups"]],
    }


def doubled(unit: Unit) -> Unit:
    return replace(unit, area_dm2=unit.area_dm2 * 2)


def merged(unit: Unit) -> Unit:
    return replace(unit, owners=frozenset("a"))


@pytest.mark.parametrize("change", HONEST)
def test_rules_and_names_cannot_be_changed_under_the_published_root(change) -> None:
    roll, cast, *_ = small_vote()
    full, public = anew(roll, cast)
    assert found(full, public) == []
    forged = consistent(*HONEST[change](*json.loads(json.dumps([full, public]))))
    assert forged[1]["root"] == public["root"]
    assert found(*forged)


@pytest.mark.parametrize("change", [doubled, merged])
def test_a_roll_made_anew_does_not_pass_under_the_published_root(change) -> None:
    roll, cast, *_ = small_vote()
    _, public = anew(roll, cast)
    forged_full, forged = anew([change(unit) if unit.building == "1" else unit for unit in roll], cast)
    assert (
        found(forged_full, forged) == []
    )  # consistent in itself, but its root is not the one that was published
    assert forged["root"] != public["root"]
    assert forged["roll"] != public["roll"]  # and its roll is not that of the notice
    assert found(forged_full, forged | {"root": public["root"]})


def test_a_file_cannot_pass_for_an_older_one() -> None:
    roll, cast, *_ = small_vote()
    full, public = anew(roll, cast)
    older = {key: value for key, value in public.items() if key not in {"format", "item", "roll_of"}}
    older["roll"] = anew(roll, cast, format=1)[1]["roll"]
    assert any("root covers" in line for line in found(full, older))


@pytest.mark.parametrize("keep", ["last", "first"])
def test_a_file_of_the_first_format_still_verifies_and_says_what_its_root_covers(
    tmp_path, capsys, keep
) -> None:
    roll, cast, *_ = small_vote()
    full, public = published(roll, cast, "rebuild", keep, format=1)
    assert {"format", "item", "roll_of"} & set(public) == set()
    assert public["root"] == verify.root_of(public["ballots"])
    for name, file in (("full", full), ("public", public)):
        (tmp_path / name).write_text(json.dumps(file), encoding="utf-8")
    assert verify.main([str(tmp_path / "full"), str(tmp_path / "public")]) == 0
    assert "the ballots only" in capsys.readouterr().out


def test_a_file_of_the_second_format_still_verifies_with_the_tallies_of_its_day() -> None:
    roll, cast, *_ = small_vote()
    full, public = published(roll, cast, format=2)
    assert public["format"] == 2
    assert public["groups"][0]["for"] == [3, 28_000]
    assert found(full, public) == []
    assert found(full, public | {"format": 3})


def test_a_vote_without_ballots_has_a_root_over_its_rules() -> None:
    roll, *_ = small_vote()
    full, public = published(roll, sealed([]))
    assert found(full, public) == []
    assert found(full, public | {"matter": "rebuild"})
