"""Tiers by kind of payment: each kind has tiers that rise to one without a ceiling, none laxer than may be."""

from __future__ import annotations

from typing import Any

import pytest

from hemei.community.purses.rules.agreeing import Tier, demands_of, may_agree
from hemei.community.purses.rules.putting import fits
from hemei.community.purses.rules.words import Paper
from hemei.community.purses.tests.test_words_of_owners import ASKED, RULES, USUAL

REST = Tier(name="其他", up_to_fen=0)
BOTH = Tier(name="两种", up_to_fen=100_000, kinds=("repair", "audit"))
REPAIR = Tier(name="维修", up_to_fen=0, kinds=("repair",), co_approvers=1)
AUDIT = Tier(name="审计", up_to_fen=0, kinds=("audit",), papers=())


def faults(*tiers: Tier, adopted: bool = True, **more: Any) -> list[tuple[str, str]]:
    found = may_agree(tiers, adopted=adopted, **{**ASKED, **more})
    return [(reason.field, reason.code) for reason in found.reasons]


@pytest.mark.parametrize(
    ("tiers", "told"),
    [
        ((BOTH, REPAIR, AUDIT, REST), []),
        ((BOTH, REPAIR, REST), [("up_to_0", "no_last")]),
        ((REPAIR, BOTH, AUDIT, REST), [("up_to_0", "order"), ("up_to_1", "no_last")]),
        ((REPAIR, AUDIT), [("kinds_1", "rest")]),
        ((Tier(name="小额", up_to_fen=100), Tier(name="中额", up_to_fen=100), REST), [("up_to_1", "order")]),
        ((Tier(name="", up_to_fen=0, approvers=0, co_approvers=10),),
         [("name_0", "name"), ("approvers_0", "approvers"), ("co_approvers_0", "approvers")]),
    ],
)  # fmt: skip
def test_what_does_not_hold_together_is_said_at_its_field(
    tiers: tuple[Tier, ...], told: list[tuple[str, str]]
) -> None:
    assert faults(*tiers) == told


@pytest.mark.parametrize(
    ("fen", "kind", "tier"),
    [
        (100_000, "audit", "两种"),
        (100_001, "audit", "审计"),
        (100_001, "repair", "维修"),
        (1, "running", "其他"),
    ],
)
def test_a_payment_falls_under_the_tiers_that_name_its_kind(fen: int, kind: str, tier: str) -> None:
    asked = RULES.kind_of(kind)
    assert asked is not None
    tiers = (BOTH, REPAIR, AUDIT, REST)
    found = demands_of(fen, asked, tiers=tiers, adopted=True, community=True, rules=RULES)
    assert (found.tier, found.community) == (tier, int(tier == "维修"))


def test_what_the_kind_waives_or_demands_itself_is_not_asked_of_its_tier() -> None:
    audit = Tier(name="审计", up_to_fen=0, kinds=("audit",), approvers=2, needs_resolution=True)
    papers = (Paper.INVOICE, Paper.CONTRACT)
    assert faults(*USUAL, audit, adopted=False) == [("papers_3", "weaker")]
    whole = Tier(
        name="审计", up_to_fen=0, kinds=("audit",), approvers=2, needs_resolution=True, papers=papers
    )
    assert faults(*USUAL, whole, adopted=False) == [], "nobody photographs an audit"
    meeting = Tier(name="经费", up_to_fen=0, kinds=("committee",), approvers=2)
    assert faults(*USUAL, meeting, adopted=False) == [], "such a payment needs a resolution by its kind"


def test_without_a_resolution_nobody_co_approves() -> None:
    assert faults(*USUAL, community=True, adopted=False) == [
        ("co_approvers_1", "not_adopted"), ("co_approvers_2", "not_adopted"),
    ]  # fmt: skip
    assert faults(REST, community=True)[:1] == []


def test_an_item_is_as_long_as_a_ballot_holds() -> None:
    assert fits("字" * 320, 320).allowed
    assert not fits("字" * 321, 320).allowed
