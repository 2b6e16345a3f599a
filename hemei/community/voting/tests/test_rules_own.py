"""What an estate's own rules of procedure may say, within which bounds, and how a standard reads with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from types import SimpleNamespace

import pytest

from hemei.community.voting.rules.count import judge, measure
from hemei.community.voting.rules.explain import reasons_of
from hemei.community.voting.rules.own_parameters import BY_KEY, PARAMETERS, Value
from hemei.community.voting.rules.own_rules import (
    GATES,
    MOST_ARTICLE,
    NONE,
    Laws,
    Own,
    RulesState,
    Said,
    bare,
    counted_by,
    effective,
    may_say,
    may_settle,
    overlaid,
    own_of,
    reason_for,
    since_of,
)
from hemei.community.voting.rules.procedure_standard import AssemblyProcedure
from hemei.community.voting.rules.standards import PaperBallots, VoteCounting, VoteTrust
from hemei.community.voting.rules.trust import look_up, receipt_of
from hemei.community.voting.rules.voter_proof import VoterProof
from hemei.community.voting.tests.factories import (
    TODAY,
    ballots,
    counting,
    matter,
    published,
    sealed,
    shipped,
    unit,
)
from hemei.community.voting.verify import differences, leaves_of, root_of
from hemei.kernel.limits import Limit
from hemei.kernel.standards import Share

DRAWN = date(2026, 11, 27)
"""The first day on which a standard says how soon paper is drawn."""
LAWS = Laws(
    {
        "vote-counting": shipped().find("vote-counting", VoteCounting, on=TODAY),
        "vote-trust": shipped().find("vote-trust", VoteTrust, on=TODAY),
        "voter-proof": shipped().find("voter-proof", VoterProof, on=TODAY),
        "assembly-procedure": shipped().find("assembly-procedure", AssemblyProcedure, on=TODAY),
        "paper-ballots": shipped().find("paper-ballots", PaperBallots, on=DRAWN),
    },
    {"arrears": SimpleNamespace(code="arrears", name="没有拖欠", name_en="")},
    matter("rules_of_procedure").clause,
)


def own(**says: Value) -> Own:
    return Own(1, TODAY, {key: Said(value, "第八条") for key, value in says.items()})


def wrong(key: str, value: Value, article: str = "第八条", laws: Laws = LAWS) -> list[str]:
    return [one.code for one in may_say({key: Said(value, article)}, laws).reasons]


# --- what may be said --------------------------------------------------------------------------------
@pytest.mark.parametrize("one", PARAMETERS, ids=lambda one: one.key)
def test_every_parameter_is_an_item_that_law_leaves_to_the_owners_or_bounds(one) -> None:
    warrant = LAWS.item(one).warrant
    assert one.bounded == (warrant.basis == "law")
    assert one.bounded or warrant.owner == "业主大会（议事规则）"
    assert one.kept(getattr(LAWS.item(one), one.part)) in (one.words or range(1, one.most + 1))
    for value in one.words or (min(16, one.most), one.most):
        assert wrong(one.key, value) == []
        assert overlaid(LAWS.standards[one.standard], one.standard, own(**{one.key: value})) is not None


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("double_ballots", "both", "value"),
        ("proxy_units", 0, "value"),
        ("proxy_units", 367, "value"),
        ("proxy_units", "3", "value"),
        ("objection_days", 0, "value"),
        ("call_back_chance", 100, "value"),
        ("register_days", 1_827, "value"),
        ("notice_days", 14, "laxer"),
        ("take_part", "1/2", "fixed"),
        ("agree", "1/2", "fixed"),
        ("silent_owners", "majority", "fixed"),
        ("colour", "red", "unknown"),
        (GATES, [], "gates"),
        (GATES, ["arrears", "left_handed"], "gates"),
    ],
)
def test_what_is_none_of_the_owners_to_say_is_refused(key: str, value: Value, code: str) -> None:
    assert wrong(key, value) == [code]


def test_a_number_that_law_bounds_stands_from_its_bound_on() -> None:
    assert [wrong("notice_days", days) for days in (14, 15, 16)] == [["laxer"], [], []]
    [reason] = may_say({"notice_days": Said(14, "第五条")}, LAWS).reasons
    assert reason.values["clause"] == "物业管理条例第十四条"
    [reason] = may_say({"agree": Said("1/3", "第五条")}, LAWS).reasons
    assert "第二百七十八条" in str(reason.values["clause"])


def test_a_voter_is_tried_on_no_more_days_than_the_calls_take() -> None:
    def both(tries: int, days: int) -> list[str]:
        says = {"call_tries": Said(tries, "第八条"), "call_back_days": Said(days, "第九条")}
        return [one.code for one in may_say(says, LAWS).reasons]

    assert both(5, 5) == []
    assert both(5, 4) == ["too_many_tries"]
    assert wrong("call_back_days", 2) == ["too_many_tries"]  # the standard tries on three days


def test_what_the_standards_of_the_day_do_not_say_yet_is_none_of_the_owners() -> None:
    early = shipped().find("paper-ballots", PaperBallots, on=DRAWN - timedelta(days=1))
    laws = replace(LAWS, standards={**LAWS.standards, "paper-ballots": early})
    assert wrong("draw_days", 3, laws=laws) == ["unknown"]
    assert effective(own(draw_days=3), laws).says == {}
    assert overlaid(early, "paper-ballots", own(draw_days=3)) == early
    assert "draw_days" not in {one.key for one in laws.asked}


def test_the_code_of_a_letter_is_guarded_whatever_rules_say() -> None:
    assert wrong("most_wrong", 50) == ["unknown"]


def test_each_parameter_names_its_article() -> None:
    assert wrong("double_ballots", "first", " ") == ["article"]
    assert wrong("double_ballots", "first", "第" * (MOST_ARTICLE + 1)) == ["article"]
    assert wrong(GATES, ["arrears"], "") == ["article"]
    assert wrong(GATES, ["arrears"], "第十二条") == []


def test_what_a_later_document_rests_on_law_is_the_owners_no_more() -> None:
    item = LAWS.standards["vote-counting"].double_ballots
    fixed = replace(item, warrant=replace(item.warrant, basis="law"))
    known = {
        **LAWS.standards,
        "vote-counting": replace(LAWS.standards["vote-counting"], double_ballots=fixed),
    }
    laws = replace(LAWS, standards=known)
    assert wrong("double_ballots", "first", laws=laws) == ["fixed"]
    assert wrong("double_ballots", "last", laws=laws) == []  # what law says may be written down
    before = own(double_ballots="first", mixed_choice="most_area", gates=["arrears"])
    assert set(effective(before, laws).says) == {"mixed_choice", GATES}
    assert effective(before, LAWS) == before


def test_rules_are_not_in_force_before_they_are_decided() -> None:
    assert since_of(TODAY, TODAY).allowed
    assert not since_of(TODAY - timedelta(days=1), TODAY).allowed


def test_who_entered_them_does_not_confirm_them() -> None:
    assert may_settle(RulesState.ENTERED, entered_by=1, by=2).allowed
    for by in (1, None):
        assert may_settle(RulesState.ENTERED, entered_by=1, by=by).reasons[0].code == "two_hands"
    assert may_settle(RulesState.CONFIRMED, entered_by=1, by=2).reasons[0].code == "settled"


# --- how a standard reads with them -------------------------------------------------------------------
def test_each_parameter_changes_its_item_and_no_other() -> None:
    for key, value, held in [
        ("double_ballots", "first", "first"),
        ("spoiled_ballots", "yes", True),
        ("parking_spaces", "no", False),
        ("choices_by_unit", "yes", True),
        ("proxy_units", 5, 5),
        ("too_many_marks", "sheet", "sheet"),
        ("notice_days", 20, 20),
        ("objection_days", 10, Limit(10, "days")),
        ("notice_reading", "lenient", "lenient"),
        ("call_back_chance", 99, Share(Fraction(99, 100))),
        ("tally_least", 8, 8),
        ("call_back_days", 20, Limit(20, "days")),
        ("draw_days", 3, Limit(3, "days")),
        ("call_tries", 5, 5),
        ("code_days", 15, 15),
    ]:
        one = BY_KEY[key]
        before = LAWS.standards[one.standard]
        after = overlaid(before, one.standard, own(**{key: value}))
        assert getattr(getattr(after, one.item), one.part) == held
        assert replace(after, **{one.item: getattr(before, one.item)}) == before
        assert getattr(after, one.item).warrant == getattr(before, one.item).warrant


def test_two_parameters_of_one_item_both_hold() -> None:
    trust = overlaid(LAWS.standards["vote-trust"], "vote-trust", own(call_back_chance=90, call_back_least=20))
    assert (trust.call_back.detection.value, trust.call_back.least) == (Fraction(9, 10), 20)
    proof = overlaid(LAWS.standards["voter-proof"], "voter-proof", own(code_days=15, letter_days=100))
    assert (proof.letter.code_days, proof.letter.valid_days) == (15, 100)


def test_a_roll_keeps_them_whole_and_nothing_where_there_are_none() -> None:
    said = own(double_ballots="first", gates=["arrears"])
    assert own_of(said.as_kept()) == said
    assert NONE.as_kept() == {}
    assert own_of({}) == own_of(None) == NONE
    assert NONE.told() == {}
    assert said.told()["says"]["double_ballots"] == ["first", "第八条"]


def test_words_are_said_with_the_article_and_without() -> None:
    reason = reason_for("proxy_units", Said(5, "第九条"))
    assert reason.text.format(**reason.values) == "一名代理人最多代理5个专有部分（本小区议事规则第九条）"
    assert bare(reason.text.format(count=5, article="")) == "一名代理人最多代理5个专有部分"
    assert [one.code for one in counted_by(own(objection_days=9, spoiled_ballots="yes"))] == [
        "own.spoiled_ballots"
    ]


ROLL = [unit("a1", 100, "A"), unit("a2", 50, "A"), unit("b", 100, "B"), unit("c", 100, "C")]


def result(said: Own) -> tuple[bool, list[str]]:
    law = overlaid(counting(), "vote-counting", said)
    cast = ballots({"a1": "for", "a2": "against", "b": "for"})
    found = measure(ROLL, cast, law, keep="last")
    outcome = judge(matter("hire_company"), total=found.total, part=found.part, agree=found.agree)
    return outcome.passed, [one.code for one in reasons_of(matter("hire_company"), law, found, outcome, said)]


def test_a_count_goes_by_them_and_says_so() -> None:
    passed, told = result(NONE)
    assert (passed, "design" in told, "own.mixed_choice" in told) == (False, True, False)
    passed, told = result(own(mixed_choice="most_area"))
    assert (passed, "design" in told, "own.mixed_choice" in told) == (True, False, True)


def test_the_public_file_names_them_and_its_root_covers_them() -> None:
    cast = sealed(ballots({"a1": "for", "b": "for", "c": "against"}))
    _full, plain = published(ROLL, cast)
    full, public = published(ROLL, cast, own=own(double_ballots="last"))
    assert "own_rules" not in plain
    assert public["own_rules"] == {"since": TODAY.isoformat(), "says": {"double_ballots": ["last", "第八条"]}}
    assert list(differences(full, public)) == []
    forged = {**public, "own_rules": {**public["own_rules"], "since": date(2020, 1, 1).isoformat()}}
    assert root_of(leaves_of(forged, forged["ballots"])) != public["root"]
    assert "the list of ballots" in next(iter(differences(full, forged)))
    assert look_up(receipt_of("v1", cast[0]), public) == "counted"
