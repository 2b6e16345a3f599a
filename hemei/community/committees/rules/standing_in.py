"""The property management committee: whether it is made up as the profile of the place says, and how long it lasts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from hemei.community.committees.rules.life_standards import StandInRules
from hemei.community.committees.rules.life_words import STAND_IN_SIDE_NAMES, StandInSide
from hemei.kernel.decision import Decision, Reason, mark

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class StandInDraft:
    """A stand-in body: its members by side, the chair first, and the days it was posted and formed."""

    members: Sequence[tuple[StandInSide, str]]
    formed_on: date
    posted_on: date | None = None


def may_form(
    draft: StandInDraft, rules: StandInRules, today: date, *, committee: bool, running: bool
) -> Decision:
    """Whether a stand-in body may be formed: there is no committee that can act, and it is made up by the profile."""
    reasons = tuple(_faults(draft, rules, today, committee=committee, running=running))
    return Decision(not reasons, reasons, (rules.warrant.reference,))


def may_act_for(*, runs: bool, opened: bool) -> Decision:
    """Whether a member may be given an office in the body: it stands in today, and he has none yet."""
    if opened:
        return Decision.no(Reason(mark("这位委员已经开通账号。"), {}, "", "", "opened"))
    if not runs:
        return Decision.no(
            Reason(mark("物业管理委员会已经届满或者终止，不能开通账号。"), {}, "", "", "not_running")
        )
    return Decision.yes()


def _faults(
    draft: StandInDraft, rules: StandInRules, today: date, *, committee: bool, running: bool
) -> Iterator[Reason]:
    if committee:
        yield Reason(mark("小区有能正常工作的业委会，不能组建物业管理委员会。"), {}, "", "", "committee")
    if running:
        yield Reason(mark("小区已有物业管理委员会。"), {}, mark("请先登记终止。"), "", "running")
    count = len(draft.members)
    if not rules.least <= count <= rules.most or (rules.odd and count % 2 == 0):
        yield Reason(
            mark("委员应为{least}人以上单数、不超过{most}人，这里是{count}人。"),
            {"least": rules.least, "most": rules.most, "count": count}, "", "members", "size",
        )  # fmt: skip
    owners, share = sum(side is StandInSide.OWNER for side, _ in draft.members), rules.owners.value
    if owners * share.denominator < count * share.numerator:
        yield Reason(mark("业主代表不到一半。"), {}, mark("请增加业主代表。"), "members", "owners")
    if rules.chair != "any" and draft.members and draft.members[0][0] != rules.chair:
        side = STAND_IN_SIDE_NAMES[StandInSide(rules.chair)]
        yield Reason(
            mark("主任应由{side}担任。"), {"side": side}, mark("请把主任写在第一行。"), "members", "chair"
        )
    if draft.formed_on > today:
        yield Reason(mark("组建的日期在将来。"), {}, "", "formed_on", "day")
    posted = (draft.formed_on - draft.posted_on).days if draft.posted_on else 0
    if posted < rules.post_days:
        yield Reason(mark("组建前应公示名单{days}日。"), {"days": rules.post_days}, "", "posted_on", "posted")
