"""What may stand on a sheet: one unit, the items of the agenda, one choice each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from hemei.community.voting.rules.roll import Choice
from hemei.community.voting.rules.standards import Doubles
from hemei.community.voting.rules.voter_proof import VoterProof
from hemei.kernel.decision import Decision, Reason, mark

Channel = Literal["phone", "paper", "desk", "doorstep"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)
CHANNEL_NAMES: dict[Channel, str] = {
    "phone": mark("手机"),
    "paper": mark("纸质选票"),
    "desk": mark("窗口"),
    "doorstep": mark("上门"),
}
Basis = Literal["register", "letter", "desk", "doorstep", "paper", "proxy"]
BASES: tuple[Basis, ...] = get_args(Basis)
"""What shows that the right person voted: a binding's kind by phone, else what was seen when the ballot came."""
BASIS_NAMES: dict[Basis, str] = {
    "register": mark("不动产登记查询结果核对"),
    "letter": mark("送到门上的确认函"),
    "desk": mark("当面核对身份证件"),
    "doorstep": mark("上门两人见证"),
    "paper": mark("业主签名的纸质选票"),
    "proxy": mark("书面委托"),
}


NOT_CONFIRMED = "not_confirmed"
"""Why a ballot from a door is struck at the end: the second person has not said that he was there."""


FORMER_ENTRY = "former_entry"
"""Why a ballot is struck with the count: its unit's owners were put right, and they cast a ballot themselves."""


PROXY_LIMIT = "proxy_limit"
"""Why a ballot is struck with the count: its proxy voted for more units than he may, under two records of him."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the agenda. Those of one `group` compete for `seats`; an item of no group stands alone."""

    vote_id: int
    number: int
    group: str = ""
    seats: int = 0


def fits_agenda(items: Sequence[Item], marked: Iterable[int]) -> Decision:
    """Whether everything on a sheet was put to the vote; nothing outside the agenda can be voted."""
    if set(marked) <= {item.vote_id for item in items}:
        return Decision.yes()
    return Decision.no(Reason(mark("这一事项不在公告的议程里"), field="vote", code="not_on_the_agenda"))


def is_complete(items: Sequence[Item], choices: Mapping[int, Choice]) -> Decision:
    """Whether every item has a choice. Who abstains says so; silence never counts."""
    missing = [str(item.number) for item in items if item.vote_id not in choices]
    if not missing:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("还有事项没有选择：第{numbers}项"), {"numbers": "、".join(missing)},
            mark("不同意也不反对的，请选择弃权"), "choices", "incomplete",
        )
    )  # fmt: skip


def overfull(items: Sequence[Item], choices: Mapping[int, Choice]) -> frozenset[str]:
    """Return the groups in which a sheet agrees to more candidates than there are seats."""
    agreed = Counter(item.group for item in items if item.group and choices.get(item.vote_id) == "for")
    seats = {item.group: item.seats for item in items}
    return frozenset(group for group, count in agreed.items() if count > seats[group])


def no_more_than_seats(items: Sequence[Item], choices: Mapping[int, Choice]) -> Decision:
    """Whether a sheet agrees to no more candidates than there are seats."""
    full = overfull(items, choices)
    if not full:
        return Decision.yes()
    seats = next(item.seats for item in items if item.group in full)
    return Decision.no(
        Reason(
            mark("同意的候选人超过了应选的{seats}人"), {"seats": seats}, mark("请减少同意的人数"), "choices", "overfull"
        )
    )  # fmt: skip


def spoiled_by_marks(
    items: Sequence[Item], choices: Mapping[int, Choice], proof: VoterProof
) -> frozenset[int]:
    """Return the items of a sheet that too many marks spoil, where it cannot be given back."""
    full = overfull(items, choices)
    if not full:
        return frozenset()
    whole = proof.too_many_marks.spoils == "sheet"
    return frozenset(item.vote_id for item in items if whole or item.group in full)


def takes_its_place(
    received_at: datetime, held_at: datetime, rule: Doubles, owners_since: datetime | None = None
) -> Decision | bool:
    """Whether a valid ballot displaces the one that stands. At the same instant the one entered later is the later.

    Where the owners were put right at `owners_since`, theirs displaces what came before by any rule, and never the
    other way round.
    """
    if owners_since is not None and (received_at < owners_since) != (held_at < owners_since):
        return held_at < owners_since
    if rule == "refuse":
        return Decision.no(
            Reason(mark("这一专有部分已有一张有效选票"), {}, mark("请先查明哪一张有效"), "unit", "double")
        )
    return (received_at >= held_at) == (rule == "last")


MOST_NAMED = 20


def named(reasons: Sequence[tuple[int, Reason]]) -> Decision:
    """Refuse a batch, naming the first faulty sheets by their place."""
    told = [
        Reason(
            mark("第{place}张选票：{why}"), {"place": place, "why": reason.text.format(**reason.values)},
            reason.remedy, reason.field, reason.code,
        )
        for place, reason in reasons[:MOST_NAMED]
    ]  # fmt: skip
    if len(reasons) > MOST_NAMED:
        told.append(Reason(mark("另有{count}处不能录入"), {"count": len(reasons) - MOST_NAMED}))
    return Decision.no(*told)
