"""Which ballots may be struck after a vote was closed, and which of a unit's ballots stands then."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from hemei.community.voting.rules.procedure_standard import StrikeGround
from hemei.community.voting.rules.standards import Keep
from hemei.community.voting.rules.voter_proof import Objection
from hemei.kernel.decision import Decision, Reason, mark


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose hand did an act, as the event keeps it; `also` are the other records of the same human, once looked up."""

    person: int | None
    account: int | None
    also: frozenset[int] = frozenset()

    def is_of(self, other: Hand) -> bool:
        """Whether both are one human; an account stands for its person where no person is kept."""
        if self.person is not None and other.person is not None:
            return not (self.also | {self.person}).isdisjoint(other.also | {other.person})
        return self.account is not None and self.account == other.account


def hand_of(actor: Mapping[str, Any]) -> Hand:
    """Return whose hand an event names."""
    return Hand(actor.get("person"), actor.get("account"))


@dataclass(frozen=True, slots=True)
class Upheld:
    """An objection that was found right: who entered it, who settled it, and of which units of the roll it speaks."""

    raised_by: Hand
    settled_by: Hand
    units: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What stands in the record for striking a ballot of `unit_id`; `cites` is what the decision names.

    `fallen` is the objection by which the binding fell that the ballot rests on, or the corrections since of whose its
    unit is, `objection` the one to the result that is cited, where they were upheld; `raised` are the numbers of all
    objections to the result. `denied_to` is who wrote down in a call-back that its voter denied it, `right_denied_to`
    that its owner denied another's right.
    """

    unit_id: int
    striker: Hand
    denied_to: Hand | None = None
    right_denied_to: Hand | None = None
    fallen: tuple[Upheld, ...] = ()
    objection: Upheld | None = None
    raised: frozenset[int] = frozenset()
    orders: frozenset[int] = frozenset()
    cites: int | None = None
    document: str = ""


def may_strike(ground: StrikeGround | None, proof: Proof) -> Decision:
    """Whether a ballot may be struck on this ground. Nobody strikes by his own lights once a result can be known."""
    if ground is None:
        return Decision.no(Reason(mark("请选择剔除的理由"), field="ground", code="ground"))
    code = {
        "denied_call": _lacks_denial(proof.denied_to, proof, "denied_call"),
        "denied_right": _lacks_denial(proof.right_denied_to, proof, "denied_right"),
        "fallen_binding": _lacks_upheld(proof.fallen, proof, "fallen_binding"),
        "objection": _lacks_objection(proof),
        "order": "" if proof.cites in proof.orders else "order",
        "document": "" if proof.document.strip() else "document",
    }[ground.needs]
    reference = ground.warrant.reference
    if not code:
        return Decision.yes(reference)
    text, field = _LACKS[code]
    return Decision.no(Reason(text, field=field, code=code), references=(reference,))


def _lacks_denial(caller: Hand | None, proof: Proof, missing: str) -> str:
    """Return what a denial lacks: it stands in the record, and another strikes than who wrote it down."""
    if caller is None:
        return missing
    return "own_call" if caller.is_of(proof.striker) else ""


def _lacks_objection(proof: Proof) -> str:
    if proof.cites not in proof.raised:
        return "objection"
    if proof.objection is not None and proof.unit_id not in proof.objection.units:
        return "another_unit"
    return _lacks_upheld([proof.objection] if proof.objection else [], proof, "not_upheld")


def _lacks_upheld(found: Sequence[Upheld], proof: Proof, missing: str) -> str:
    """Return what objections lack: upheld, by another than who entered each, and struck by another than settled it."""
    if not found:
        return missing
    settled = [(one.settled_by, one.raised_by) for one in found]
    return "one_hand" if any(by.is_of(raised) or by.is_of(proof.striker) for by, raised in settled) else ""


def may_uphold(raised_by: Hand, settled_by: Hand, ground: StrikeGround | None) -> Decision:
    """Whether who settles an objection to the result may find it right: not who entered it himself."""
    if not settled_by.is_of(raised_by):
        return Decision.yes()
    references = (ground.warrant.reference,) if ground else ()
    text, remedy = mark("登记这项异议的人不能自己认定它成立"), mark("请由另一名工作人员核实答复")
    return Decision.no(Reason(text, {}, remedy, "upheld", "one_hand"), references=references)


class Desk(StrEnum):
    """Where objections are settled, from below."""

    COMMUNITY = "community"
    STREET = "street"
    COUNTY = "county"


def desk_for(
    hands: Collection[Hand | None],
    *,
    community: Collection[int],
    street: Collection[int] = (),
    handed_on: bool = False,
) -> Desk:
    """Return who settles what waits: the first of whose staff somebody had none of these hands in it.

    The county where there is nobody else. What was `handed_on` because the residents' committee was late stays above.
    """
    for desk, staff in ((Desk.COMMUNITY, () if handed_on else community), (Desk.STREET, street)):
        if not settled_by_none(staff, hands):
            return desk
    return Desk.COUNTY


def may_settle(
    settles: Hand, rule: Objection, *, raised_by: Hand, bound_by: Hand | None = None, entered_by: Hand | None = None,
    behind: Collection[Hand] = (), left_to: Desk = Desk.COMMUNITY, at: Desk = Desk.COMMUNITY, late: bool = False,
) -> Decision:  # fmt: skip
    """Whether somebody `at` a desk may settle an objection to who votes, or to what came in for a unit.

    Not who entered the objection, entered or confirmed the binding, nor a hand `behind` one of the sheets that are
    sorted by it; at the street or the county only what is `left_to` them, because the residents' committee was `late`
    or had a hand in it.
    """
    reference = rule.warrant.reference
    if at is not left_to and at is not Desk.COMMUNITY:
        return Decision.no(_ELSEWHERE[left_to], references=(reference,))
    remedy = (_ANOTHER if at is left_to else _LATE if late else _ABOVE)[left_to]
    for others, text in (
        ([raised_by], mark("登记这项异议的人不能自己核实它")),
        ([bound_by, entered_by], mark("登记这个表决人的人不能自己核实对他的异议")),
        (
            behind,
            mark(
                "表决人自己，录入这张票、确认这批票、一起上门、取走打印确认函、经手随票交来的委托书和核实是谁签名的人，不能核实这项异议"
            ),
        ),
    ):
        if any(other is not None and settles.is_of(other) for other in others):
            return Decision.no(Reason(text, {}, remedy, "upheld", "one_hand"), references=(reference,))
    return Decision.yes(reference)


def settled_by_none(staff: Iterable[int], hands: Iterable[Hand | None]) -> bool:
    """Whether nobody of a staff may settle an objection, since all had one of these hands in it."""
    barred = [hand for hand in hands if hand is not None]
    return all(any(Hand(person, None).is_of(hand) for hand in barred) for person in staff)


_ANOTHER: dict[Desk, str] = {
    Desk.COMMUNITY: mark("请由另一名工作人员核实"),
    Desk.STREET: mark("请由街道另一名工作人员核实"),
    Desk.COUNTY: mark("请由区县另一名工作人员核实"),
}
_LATE: dict[Desk, str] = {
    Desk.STREET: mark("请由另一名工作人员核实；已经逾期，街道也可以核实"),
    Desk.COUNTY: mark("请由另一名工作人员核实；已经逾期，区县也可以核实"),
}
_ABOVE: dict[Desk, str] = {
    Desk.STREET: mark("居民委员会的人员都经手过，请由街道核实"),
    Desk.COUNTY: mark("居民委员会和街道的人员都经手过，请由区县核实"),
}
# Said to the street and the county, also where it came up only because the residents' committee was late.
_ELSEWHERE: dict[Desk, Reason] = {
    Desk.COMMUNITY: Reason(
        mark("这项异议由居民委员会核实，那里还有没有经手的人员"),
        remedy=mark("请由居民委员会核实；转到您这里的，会出现在“我的工作”里"),
        field="upheld",
        code="committees",
    ),
    Desk.STREET: Reason(
        mark("这项异议由街道核实，那里还有没有经手的人员"),
        remedy=mark("街道的人员都经手过的，才由区县核实"),
        field="upheld",
        code="street",
    ),
    Desk.COUNTY: Reason(
        mark("街道的人员都经手过这项异议"),
        remedy=mark("请由区县核实"),
        field="upheld",
        code="above",
    ),
}


_LACKS = {
    "denied_call": (mark("回访记录里没有业主否认这张票"), "ground"),
    "own_call": (mark("记下业主否认的人不能自己剔除这张票，请由另一名工作人员剔除"), "ground"),
    "denied_right": (mark("回访记录里没有业主否认这张票凭的委托、监护或者授权"), "ground"),
    "fallen_binding": (mark("这张票凭的表决人登记没有因异议取消"), "ground"),
    "objection": (mark("请写明核实成立的是第几项异议"), "cites"),
    "not_upheld": (mark("这项异议还没有核实，或者核实后不成立"), "cites"),
    "another_unit": (mark("核实成立的这项异议说的不是这一专有部分"), "cites"),
    "one_hand": (mark("登记异议、核实异议和剔除选票：核实的人不能也是登记的人或者剔除的人"), "cites"),
    "order": (mark("请写明执行的是第几号责令"), "cites"),
    "document": (mark("请写明文书的编号"), "document"),
}


@dataclass(frozen=True, slots=True)
class Cast:
    """A valid ballot of a unit that was not struck."""

    id: int
    received_at: datetime


def standing_of(cast: Iterable[Cast], keep: Keep) -> int | None:
    """Return which of a unit's remaining ballots stands; at the same instant the one entered later is the later."""
    order = sorted(cast, key=lambda one: (one.received_at, one.id))
    if not order:
        return None
    return order[-1 if keep == "last" else 0].id


Owners = frozenset[int | None]
"""Whose a unit is by its entry on the roll; None is the developer."""


def owners_by(owner_ids: Iterable[int], *, delivered: bool) -> Owners:
    """Return whose a unit is: not delivered, or without an owner, the developer's, whoever was written down."""
    owners = frozenset(owner_ids)
    return owners if owners and delivered else frozenset({None})


Former = Literal["own_ballot", "no_owner"]


def changed_since(
    received_at: datetime, changes: Sequence[tuple[datetime, Owners]], today: Owners
) -> Sequence[int]:
    """Return by place which changes of a unit's owners took a ballot's entry away; none where it is theirs again.

    `changes` as in `former_of`. All that were made since it came did it together, whoever made the newest.
    """
    since = [place for place, (changed, _) in enumerate(changes) if received_at < changed]
    return since if since and changes[since[0]][1] != today else []


def former_of(
    cast: Sequence[Cast], changes: Sequence[tuple[datetime, Owners]], today: Owners
) -> Mapping[int, Former]:
    """Return which of a unit's ballots give way because its owners were put right, and why.

    `changes` says when they were, the earliest first, and whose the unit was until then. A ballot is an owner's where
    somebody of the entry under which it came in is an owner today. It gives way where an owner's ballot came in after
    a change that lay between the two: as often as the owners changed, those that are left came in under one entry,
    and of them the first or the last counts as the rules of procedure say. What is no owner's gives way anyhow.
    """

    def entry(at: datetime) -> int:
        return sum(changed <= at for changed, _ in changes)

    held = [*(owners for _, owners in changes), today]
    entries = {one.id: entry(one.received_at) for one in cast}
    owned = {number: bool(held[place] & today) for number, place in entries.items()}
    newest = max((place for number, place in entries.items() if owned[number]), default=0)
    return {
        number: "own_ballot" if place < newest else "no_owner"
        for number, place in entries.items()
        if place < newest or not owned[number]
    }
