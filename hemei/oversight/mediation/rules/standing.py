"""Who may mediate: what keeps a mediator from a dispute, and how a committee is made up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.periods import months_after
from hemei.oversight.mediation.rules.standards import MediationRules
from hemei.oversight.mediation.rules.words import TIE_TEXTS, Tie

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Bond:
    """What ties a mediator to a party; `until` is the day he left an employer, excluded, None where he is there."""

    tie: Tie
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """A mediator as his appointment stands."""

    valid_from: date
    valid_until: date | None
    qualified_until: date | None
    same_body: bool


def may_mediate(office: Office, bonds: Iterable[Bond], *, on: date, rules: MediationRules) -> Decision:
    """Whether a mediator may be assigned: in office in this body, qualified, and tied to no party."""
    if not office.same_body:
        return _no(mark("这位调解员不在本调处机构"), "body")
    if not (office.valid_from <= on and (office.valid_until is None or on < office.valid_until)):
        return _no(mark("这位调解员的任期不含今天"), "period")
    if office.qualified_until is not None and on >= office.qualified_until:
        return _no(mark("这位调解员的资格已经到期"), "qualification")
    return untied(bonds, on=on, rules=rules)


def untied(bonds: Iterable[Bond], *, on: date, rules: MediationRules) -> Decision:
    """Whether none of these bonds keeps a mediator from a dispute; one of an employer fades."""
    for bond in bonds:
        if bond.tie is Tie.EMPLOYER and bond.until is not None:
            free = months_after(bond.until, rules.recusal.months)
            if on >= free:
                continue
        return Decision.no(
            Reason(TIE_TEXTS[bond.tie], {}, mark("应当回避，请另选一名"), "mediators", bond.tie.value),
            references=(rules.recusal.warrant.reference,),
        )
    return Decision.yes(rules.recusal.warrant.reference)


def may_make_up(
    *, members: int, women: int, elected_on: date, until: date, rules: MediationRules
) -> Decision:
    """Whether a people's mediation committee may be made up so: its number, its women, its term."""
    law, reasons = rules.committee, []
    if not law.least <= members <= law.most:
        values: dict[str, str | int] = {"least": law.least, "most": law.most, "members": members}
        reasons.append(
            Reason(
                mark("人民调解委员会要有{least}至{most}人，现在是{members}人"), values, "", "members", "size"
            )
        )
    if women < law.women_least:
        reasons.append(
            Reason(mark("人民调解委员会要有妇女成员"), {}, mark("请至少列入一名"), "members", "women")
        )
    if until <= elected_on or until > months_after(elected_on, law.years * _MONTHS):
        reasons.append(
            Reason(mark("每届任期{years}年"), {"years": law.years}, mark("请核对起止日期"), "until", "term")
        )
    reference = law.warrant.reference
    return Decision.no(*reasons, references=(reference,)) if reasons else Decision.yes(reference)


def _no(text: str, code: str) -> Decision:
    return Decision.no(Reason(text, {}, mark("请另选一名"), "mediators", code))
