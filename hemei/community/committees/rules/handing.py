"""Handing over: which things, by when, and that both sides sign for what was handed over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from hemei.community.committees.rules.life_words import Side, Unsigned
from hemei.kernel.decision import Decision, Reason, gives_reason, mark
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import SHANGHAI, WorkingTime, shanghai_day

LONGEST_ITEM = 80


@dataclass(frozen=True, slots=True)
class Item:
    """A thing on the list: handed over, or said not to be there."""

    handed: bool
    absent: bool


def due_on(begun_on: date, limit: Limit, working: WorkingTime) -> date:
    """Return the last day; the day itself does not count (Civil Code art. 201, 203)."""
    return shanghai_day(working.due(datetime.combine(begun_on, time(12), tzinfo=SHANGHAI), limit).at)


def may_sign(items: Iterable[Item], side: Side, *, giver_signed: bool, signed: bool) -> Decision:
    """Whether a side may sign: once, the giver first, and only when every thing on the list was dealt with."""
    if signed:
        return Decision.no(Reason(mark("这一方已经签收。"), {}, "", "side", "signed"))
    if any(not (item.handed or item.absent) for item in items):
        return Decision.no(
            Reason(
                mark("清单上还有没有移交的。"),
                {},
                mark("逐项登记已移交或者没有这一项，再签收。"),
                "side",
                "open_items",
            )
        )
    if side is Side.RECEIVER and not giver_signed:
        return Decision.no(
            Reason(mark("移交方还没有签字。"), {}, mark("请移交方先签字。"), "side", "giver_first")
        )
    return Decision.yes()


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs for a side: a member in the platform himself, or a person on a paper whose scan is handed in."""

    person: int | None
    himself: bool
    scanned: bool = False


def may_sign_for(side: Side, signer: Signer, *, giver: int | None) -> Decision:
    """Whether this person may sign for a side; `giver` is the member who left, or the chair of the old committee.

    Nobody gives to himself: who left signs, on paper where he is no member any more; another one receives.
    """
    if side is Side.GIVER and signer.himself and signer.person != giver:
        return Decision.no(
            Reason(
                mark("移交方须由离任的委员签字，整届移交的由上一届主任签字。"), {},
                mark("已经不任职的，请他在纸质移交清单上签字，由社区或者街道凭扫描件登记。"), "", "not_giver",
            )
        )  # fmt: skip
    if side is Side.RECEIVER and signer.person is not None and signer.person == giver:
        return Decision.no(
            Reason(
                mark("移交方和接收方不能是同一个人。"), {}, mark("请另一位委员接收并签字。"), "seat", "same_person"
            )
        )  # fmt: skip
    if not signer.himself and not signer.scanned:
        return Decision.no(
            Reason(mark("请上传签了字的移交清单。"), {}, mark("拍照或者扫描成PDF。"), "scan", "scan")
        )
    return Decision.yes()


@dataclass(frozen=True, slots=True)
class Note:
    """Why the giver does not sign: witnessed by name, or a decision of the street under the number of its document."""

    why: Unsigned | None
    reason: str
    witnesses: tuple[str, ...] = ()
    document: str = ""
    scanned: bool = False


LEAST_REASON = 10


def may_end_unsigned(note: Note, *, giver_signed: bool, late: bool, street: bool, least: int) -> Decision:
    """Whether a handover may end without the giver's signature; nobody is said to refuse before his day has passed.

    Two witnesses see that he does not sign, or the street decides so; a dead man is waited for by nobody.
    """
    reasons = []
    if giver_signed:
        reasons.append(Reason(mark("移交方已经签字，请另一位委员接收。"), {}, "", "", "giver_signed"))
    if note.why is None:
        reasons.append(Reason(mark("请选择移交方为什么没有签字。"), {}, "", "why", "why"))
    elif note.why is not Unsigned.DIED and not late:
        reasons.append(
            Reason(
                mark("移交的期限还没有过。"), {}, mark("请先督促移交，过了期限再登记。"), "why", "not_late"
            )
        )
    reasons.extend(gives_reason(mark("没有写明经过。"), note.reason, least=LEAST_REASON).reasons)
    if note.document and not street:
        reasons.append(
            Reason(
                mark("书面决定由街道登记。"), {}, mark("社区凭两名见证人的证明登记。"), "document", "street"
            )
        )
    elif not note.document and len(set(note.witnesses)) < least:
        reasons.append(
            Reason(
                mark("须有{least}名见证人，不能是同一个人。"), {"least": least},
                mark("社区和街道各一名，在移交清单上写明情况并签字。"), "witness1", "witnesses",
            )
        )  # fmt: skip
    if not note.scanned:
        reasons.append(Reason(mark("请上传见证人签了字的清单，或者书面决定。"), {}, "", "scan", "scan"))
    return Decision(not reasons, tuple(reasons))
