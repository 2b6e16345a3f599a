"""Who may vote for a unit, and why not."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hemei.community.voting.rules.striking import Desk
from hemei.community.voting.rules.voter_proof import VoterProof
from hemei.kernel.decision import Decision, Reason, mark


class BindingKind(StrEnum):
    """How it was shown who votes for a unit; the value is stored."""

    REGISTER = "register"
    LETTER = "letter"
    DESK = "desk"


KIND_NAMES = {
    BindingKind.REGISTER: mark("不动产登记查询结果核对"),
    BindingKind.LETTER: mark("送到门上的确认函"),
    BindingKind.DESK: mark("当面核对身份证件"),
}


class Capacity(StrEnum):
    """In whose right somebody votes; the value is stored."""

    OWNER = "owner"
    CHOSEN = "chosen"
    GUARDIAN = "guardian"
    DELEGATE = "delegate"


CAPACITY_NAMES = {
    Capacity.OWNER: mark("业主本人"),
    Capacity.CHOSEN: mark("共有人推选的一人"),
    Capacity.GUARDIAN: mark("业主的监护人"),
    Capacity.DELEGATE: mark("单位授权的代表"),
}
FOR_ANOTHER = frozenset({Capacity.GUARDIAN, Capacity.DELEGATE})
"""Who votes so is nobody on the register: a paper shows what entitles him."""
BY_PROXY = "proxy"
CAST_AS = ("", *(one.value for one in Capacity), BY_PROXY)
"""As what somebody cast a sheet; of sheets from before November 2026 that was not kept in a column."""
CAST_AS_NAMES: dict[str, str] = {
    **{one.value: words for one, words in CAPACITY_NAMES.items()},
    BY_PROXY: mark("书面委托的受托人"),
    "": mark("没有记明"),
}
DOCUMENTS = {
    "identity_card": mark("居民身份证"),
    "household_book": mark("户口簿"),
    "passport": mark("护照"),
    "residence_permit": mark("港澳台居民居住证"),
    "business_licence": mark("营业执照和授权书"),
}

VISIT_TIMES = {
    "any": mark("什么时候都可以"),
    "morning": mark("上午"),
    "afternoon": mark("下午"),
    "evening": mark("晚上"),
}
"""When an owner who asks for a visit is at home."""


@dataclass(frozen=True, slots=True)
class Binding:
    """Who votes for a unit. `owner_id` is in whose right, nobody's for a unit of the developer."""

    kind: BindingKind
    capacity: Capacity
    owner_id: int | None
    valid_from: date
    expires_on: date
    objected: bool = False


def expires(kind: BindingKind, since: date, proof: VoterProof) -> date:
    """Return the first day on which a binding of this kind no longer holds."""
    days = {
        BindingKind.REGISTER: proof.register.valid_days,
        BindingKind.LETTER: proof.letter.valid_days,
        BindingKind.DESK: proof.desk.valid_days,
    }
    return since + timedelta(days=days[kind])


def code_until(issued: date, proof: VoterProof) -> date:
    """Return the first day on which the code of a letter is no longer accepted."""
    return issued + timedelta(days=proof.letter.code_days)


def extract_is_fresh(issued: date, today: date, proof: VoterProof) -> Decision:
    """Whether an extract of the register is young enough to be checked."""
    if issued > today:
        return _no(mark("查询结果的日期在将来"), mark("请核对日期"), "extract", "future")
    if today - issued > timedelta(days=proof.register.extract_days):
        return _no(
            mark("查询结果出具已超过{days}日"), mark("请另取一份新的"), "extract", "old_extract",
            days=proof.register.extract_days,
        )  # fmt: skip
    return Decision.yes(proof.register.warrant.reference)


def may_be_bound(capacity: Capacity, owner_id: int | None, owners: Collection[int]) -> Decision:
    """Whether somebody may be bound in this capacity for a unit with these owners; without any it is the developer's.

    One of several owners votes only where they chose him (guidance rules art. 25).
    """
    if not owners:
        if capacity is Capacity.DELEGATE and owner_id is None:
            return Decision.yes()
        return _no(mark("这一专有部分未售或者未交付，由建设单位授权的代表投票"), "", "capacity", "developers")
    if owner_id not in owners:
        return _no(
            mark("表决人不是这一专有部分的业主，也不代表其中一人"), mark("请选择业主"), "owner", "not_owner"
        )
    if capacity is Capacity.OWNER and len(owners) > 1:
        return _no(
            mark("这一专有部分有{count}名共有人"), mark("请由共有人推选一人"), "capacity", "co_owners",
            count=len(owners),
        )  # fmt: skip
    return Decision.yes()


def holds_today(binding: Binding, owners: Collection[int]) -> bool:
    """Whether a binding still holds beside those who vote for the unit today; it lapses at once with a transfer.

    `voter-proof` says so of what was compared with the register; what was proven otherwise is no stronger. Without
    owners the unit is the developer's.
    """
    return may_be_bound(binding.capacity, binding.owner_id, owners).allowed


def capacity_of(owners: Collection[int]) -> Capacity:
    """Return as what somebody signs for a unit where nothing else is said; without owners it is the developer's."""
    if not owners:
        return Capacity.DELEGATE
    return Capacity.OWNER if len(owners) == 1 else Capacity.CHOSEN


def may_sign(
    capacity: Capacity, owners: Collection[int], binding: Binding | None, *, evidence: str
) -> Decision:
    """Whether a paper signed in this capacity counts for a unit with these owners; who is not the sole owner shows why.

    The same as at the desk: one of several owners signs where the others chose him (guidance rules art. 25), a
    guardian or delegate where he is bound. An objection to him is settled later, of the paper too.
    """
    may = may_be_bound(capacity, next(iter(owners), None), owners)
    if not may.allowed or capacity is Capacity.OWNER:
        return may
    if capacity in FOR_ANOTHER:
        holds = binding is not None and binding.capacity is capacity and holds_today(binding, owners)
        return may if holds else _not_bound()
    if evidence.strip():
        return may
    return _no(
        mark("请写明推选的材料存放在哪里"), mark("整批票的写一次，不同的逐张写"), "evidence", "evidence"
    )  # fmt: skip


def waits_for_binding(signed_as: str, owners: Collection[int], binding: Binding | None) -> Capacity | None:
    """Return as what a paper was signed that waits until whoever signed it is bound; None where it need not.

    Where nobody said so, the developer's is its delegate's.
    """
    capacity = Capacity(signed_as) if signed_as else capacity_of(owners)
    if capacity not in FOR_ANOTHER or may_sign(capacity, owners, binding, evidence="").allowed:
        return None
    return capacity


def may_vote_by(binding: Binding | None, owners: Collection[int], day: date, proof: VoterProof) -> Decision:
    """Whether a binding lets its person vote for a unit whose owners stand so on the roll."""
    if binding is None:
        return _no(
            mark("还没有核实由您为这一专有部分投票"),
            mark("请凭确认函上的代码确认，或者到社区窗口当面办理"), "", "no_binding",
        )  # fmt: skip
    if not binding.valid_from <= day < binding.expires_on:
        return _no(
            mark("表决人身份核实到{day}为止"), mark("请重新核实"), "", "expired", day=binding.expires_on.isoformat()
        )  # fmt: skip
    if binding.objected and proof.objection.suspends:
        return _no(mark("有人对由您投票提出异议，正在核实"), mark("请联系社区居委会"), "", "objected")
    return may_be_bound(binding.capacity, binding.owner_id, owners)


def may_vote_here(
    capacity: Capacity,
    owner_id: int | None,
    owners: Collection[int],
    binding: Binding | None,
    proof: VoterProof,
    *,
    evidence: str,
) -> Decision:
    """Whether somebody votes at the desk or at his door in this capacity, beside the binding that stands, if any.

    What stops a binding stops him here too; one of several owners whom the others chose is followed by another
    only where that choice was entered (guidance rules art. 25), and shows what entitles him. A guardian or delegate
    votes where he is bound: only there are the scan of his paper, the limit, the second clerk and the notice.
    """
    may = may_be_bound(capacity, owner_id, owners)
    if not may.allowed:
        return may
    if binding is not None:
        same = (binding.capacity, binding.owner_id) == (capacity, owner_id)
        if same and binding.objected and proof.objection.suspends:
            return _no(mark("有人对由他投票提出异议，正在核实"), mark("请先核实异议"), "owner", "objected")
        if capacity is Capacity.CHOSEN and binding.capacity is Capacity.CHOSEN and not same:
            return _no(
                mark("共有人推选的是另一人"), mark("改推选的，请先登记新的表决人"), "owner", "another_chosen"
            )
    if capacity in FOR_ANOTHER:
        bound_so = binding is not None and (binding.capacity, binding.owner_id) == (capacity, owner_id)
        return Decision.yes() if bound_so else _not_bound()
    if capacity is Capacity.CHOSEN and not evidence.strip():
        return _no(mark("请写明推选的材料存放在哪里"), mark("写材料和存放处"), "evidence", "evidence")
    return Decision.yes()


def _not_bound() -> Decision:
    return _no(
        mark("这一户没有登记这样的监护人或者单位代表"),
        mark("请先在表决窗口这一户“登记表决人”，上传扫描件；等另一人确认的，确认以后再投"),
        "capacity", "not_bound",
    )  # fmt: skip


def may_be_replaced(expires_on: date | None, today: date, *, holds: bool = True) -> Decision:
    """Whether somebody may prove by himself that he votes for a unit whose binding, if any, expires then.

    One that does not hold any more, because the unit was sold or delivered, stands in nobody's way.
    """
    if expires_on is None or expires_on <= today or not holds:
        return Decision.yes()
    return _no(
        mark("这一专有部分已有核实过的表决人"),
        mark("要更换的，请到社区窗口办理或者提出异议"),
        "unit",
        "bound",
    )


def none_objected(*, objected: bool) -> Decision:
    """Whether the binding that stands may give way: an objection to it is settled first, never bound away."""
    if not objected:
        return Decision.yes()
    return _no(
        mark("对现在的表决人有异议，还没有核实"), mark("请先核实异议，再登记表决人"), "unit", "objected"
    )


def needs_second(owners_held: int, proof: VoterProof) -> bool:
    """Whether it takes a second clerk to bind somebody for one more owner, who represents so many already."""
    return owners_held >= proof.acting.most_owners


def may_confirm_voter(
    by: Collection[int], *, entered_by: int, person_id: int, left_to: Desk = Desk.COMMUNITY, at: Desk = Desk.COMMUNITY,
    late: bool = False,
) -> Decision:  # fmt: skip
    """Whether somebody, by all his records, is the second to look at a guardian's, delegate's or proxy's paper.

    `at` the street or the county where it is `left_to` them, because nobody else works below, or it was `late`.
    """
    here = _SECONDS if at in {left_to, *_ABOVE} else _LATE if late else _ABOVE
    remedy = here[left_to]
    if not by or {entered_by, person_id} & set(by):
        return _no(mark("登记的人和表决人自己不能确认这项登记"), remedy, "", "two_hands")
    if at is not left_to and at is not Desk.COMMUNITY:
        return _no(mark("这项登记不由这一级确认"), remedy, "", "elsewhere")
    return Decision.yes()


_SECONDS: dict[Desk, str] = {
    Desk.COMMUNITY: mark("请由居民委员会另一名工作人员对照扫描件确认"),
    Desk.STREET: mark("请由街道另一名工作人员对照扫描件确认"),
    Desk.COUNTY: mark("请由区县另一名工作人员对照扫描件确认"),
}
"""Who is the second; said to the street and the county also where the residents' committee was only late."""
_LATE: dict[Desk, str] = {
    Desk.STREET: mark("请由另一名工作人员对照扫描件确认；已经逾期，街道也可以确认"),
    Desk.COUNTY: mark("请由另一名工作人员对照扫描件确认；已经逾期，区县也可以确认"),
}
_ABOVE: dict[Desk, str] = {
    Desk.STREET: mark("居民委员会没有别的人员，请由街道对照扫描件确认"),
    Desk.COUNTY: mark("居民委员会和街道没有别的人员，请由区县对照扫描件确认"),
}


def may_say_who_signed(
    by: Collection[int], *, hands: Collection[int], left_to: Desk = Desk.COMMUNITY, at: Desk = Desk.COMMUNITY
) -> Decision:  # fmt: skip
    """Whether somebody, by all his records, may say who signed a paper whose proxy was refused.

    No party to that: nobody of the `hands` that entered, hold or refused a proxy that came with it. `at` the street or
    the county where it is `left_to` them.
    """
    if not by or set(hands) & set(by):
        return _no(
            mark("登记委托书的人、代理人和没有确认委托书的人不能核实这张票是谁签的名"), _SIGNED[left_to], "own",
            "two_hands",
        )  # fmt: skip
    if at is not left_to and at is not Desk.COMMUNITY:
        return _no(mark("这张票是谁签的名不由这一级核实"), _SIGNED[left_to], "own", "elsewhere")
    return Decision.yes()


_SIGNED: dict[Desk, str] = {
    Desk.COMMUNITY: mark("请由另一名工作人员对照纸质票核实"),
    Desk.STREET: mark("居民委员会没有别的人员，请由街道对照纸质票核实"),
    Desk.COUNTY: mark("居民委员会和街道没有别的人员，请由区县对照纸质票核实"),
}


def may_withdraw_voter(by: int | None, *, entered_by: int) -> Decision:
    """Whether somebody may take back who waits for a second clerk: who entered him; others refuse him."""
    if by is not None and by == entered_by:
        return Decision.yes()
    return _no(
        mark("只有登记的人可以撤回这项登记"),
        mark("材料不符的，请对照扫描件写明原因，不予确认"),
        "",
        "not_own",
    )


def may_be_proxy(units_held: int, proof: VoterProof) -> Decision:
    """Whether somebody who is proxy for so many units of a roll may be it for one more."""
    if not proof.proxy.allowed:
        return _no(mark("本次表决不接受委托"), "", "holder", "no_proxy")
    if units_held >= proof.proxy_limit.most_units:
        return _no(
            mark("同一代理人在一次表决中最多代理{most}个专有部分"), mark("请另行委托他人"), "holder", "too_many",
            most=proof.proxy_limit.most_units,
        )  # fmt: skip
    return Decision.yes(proof.proxy.warrant.reference, proof.proxy_limit.warrant.reference)


def enough_visitors(visitors: Iterable[int], proof: VoterProof) -> Decision:
    """Whether enough different persons brought a ballot from a doorstep."""
    if len(set(visitors)) >= proof.doorstep.visitors:
        return Decision.yes(proof.doorstep.warrant.reference)
    return _no(
        mark("上门收集选票须有{count}名不同的人同行"), mark("请选择另一名同行的人"), "visitor", "visitors",
        count=proof.doorstep.visitors,
    )  # fmt: skip


def may_witness(*, named: bool, answered: bool) -> Decision:
    """Whether somebody may say of a visit that he was there: the second person it names, who answers once."""
    if not named:
        return _no(mark("只有同行的人自己可以确认"), mark("请他用自己的账号登录后确认"), "", "not_witness")
    if answered:
        return _no(mark("这次上门已经答复过"), "", "", "answered")
    return Decision.yes()


def _no(text: str, remedy: str, field: str, code: str, **values: str | int) -> Decision:
    return Decision.no(Reason(text, values, remedy, field, code))
