"""An election from the application to the first meeting: what may be, from frozen facts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from hemei.community.committees.rules.election_standards import ElectionRules, Length
from hemei.community.committees.rules.election_words import ElectionKind, ElectionState, Side
from hemei.community.committees.rules.posting import posted_late
from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import SHANGHAI, WorkingTime, shanghai_day


def due_day(begun: date, limit: Limit, working: WorkingTime) -> date:
    """Return the last day of a limit; the first does not count (Civil Code art. 201, 203)."""
    return shanghai_day(working.due(datetime.combine(begun, time(12), tzinfo=SHANGHAI), limit).at)


def assembly_due(begun: date, limit: Limit, working: WorkingTime, last: date | None) -> date:
    """Return by when the assembly of a renewal is held: within the limit, and by the last day of a term that runs."""
    due = due_day(begun, limit, working)
    return last if last is not None and begun < last < due else due


@dataclass(frozen=True, slots=True)
class Delivered:
    """What of an estate is delivered on a day: area and units, and since when."""

    area_dm2: int
    total_area_dm2: int
    units: int
    total_units: int
    first_on: date | None


def may_hold_first(have: Delivered, today: date, rules: ElectionRules) -> Decision:
    """Whether the conditions of a first assembly are met: one row of the profile in force is enough."""
    reasons = []
    for row in rules.conditions:
        part, whole = {
            "delivered_area": (have.area_dm2, have.total_area_dm2),
            "delivered_owners": (have.units, have.total_units),
            "none": (1, 1),
        }[row.measure]
        long_enough = row.years == 0 or (
            have.first_on is not None and years_since(have.first_on, today) >= row.years
        )
        if whole > 0 and row.reached(part, whole) and long_enough:
            return Decision.yes(row.warrant.reference)
        reasons.append(
            Reason(
                mark("已交付{part}／共{whole}，没有达到{source}{clause}的条件（{sign}{share}，首户交付满{years}年）")
                if row.years else mark("已交付{part}／共{whole}，没有达到{source}{clause}的条件（{sign}{share}）"),
                {"part": metres(part), "whole": metres(whole), "source": row.warrant.source.title,
                 "clause": row.warrant.clause, "sign": ">" if row.more_than else "≥",
                 "share": f"{row.share.value.numerator}/{row.share.value.denominator}", "years": row.years},
                mark("交付日期没有登记的，请先在小区房屋登记中补齐"), code="condition",
            )
        )  # fmt: skip
    return Decision(False, tuple(reasons), tuple(row.warrant.reference for row in rules.conditions))


def years_since(since: date, today: date) -> int:
    """Return how many whole years have passed."""
    return today.year - since.year - ((today.month, today.day) < (since.month, since.day))


def metres(area_dm2: int) -> str:
    """Return whole square decimetres as square metres."""
    return f"{area_dm2 // 100}.{area_dm2 % 100:02}㎡"


def enough_applicants(owners: int, rules: ElectionRules) -> Decision:
    """Whether enough owners ask for the first assembly."""
    least = rules.application.least_owners
    if owners >= least:
        return Decision.yes(rules.application.warrant.reference)
    return Decision.no(
        Reason(
            mark("申请的业主{owners}人，至少要{least}人"),
            {"owners": owners, "least": least},
            code="applicants",
        )
    )


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a preparatory group to be: whose side, and whether he chairs."""

    side: Side
    chair: bool = False


def may_form_group(members: Sequence[Member], rules: ElectionRules) -> Decision:
    """Whether a group is made up as it must be; every fault is told at once (guidance rules art. 10)."""
    return Decision(
        not (reasons := tuple(_faults_of_group(members, rules))),
        reasons,
        (rules.group_rule.warrant.reference,),
    )


def _faults_of_group(members: Sequence[Member], rules: ElectionRules) -> Iterator[Reason]:
    rule, count = rules.group_rule, len(members)
    cited = {"source": rule.warrant.source.title, "clause": rule.warrant.clause}
    if count < rule.least or (rule.odd and count % 2 == 0):
        yield Reason(
            mark("筹备组应为单数、至少{least}人，这里是{count}人（{source}{clause}）") if rule.odd
            else mark("筹备组至少{least}人，这里是{count}人（{source}{clause}）"),
            {"least": rule.least, "count": count, **cited}, mark("请增减成员"), "members", "size",
        )  # fmt: skip
    owners = sum(member.side is Side.OWNER for member in members)
    share = rule.owners.value
    if owners * share.denominator < count * share.numerator:
        yield Reason(
            mark("业主代表{owners}人，不到筹备组{count}人的{share}（{source}{clause}）"),
            {"owners": owners, "count": count, "share": f"{share.numerator}/{share.denominator}", **cited},
            mark("请增加业主代表"), "members", "owners",
        )  # fmt: skip
    chairs = [member for member in members if member.chair]
    if len(chairs) != 1 or chairs[0].side is not Side.STREET:
        yield Reason(
            mark("组长应有一名，由街道办事处的代表担任（{source}{clause}）"), cited, mark("请选择组长"),
            "chair", "chair",
        )  # fmt: skip
    if not any(member.side is Side.RESIDENTS_COMMITTEE for member in members):
        yield Reason(
            mark("筹备组没有居民委员会的代表（{source}{clause}）"), cited, mark("请补上"),
            "members", "residents_committee",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """What an election is to fill."""

    kind: ElectionKind
    seats: int
    reserves: int
    years: int


def may_plan(
    plan: Plan,
    *,
    least: int,
    most: int,
    odd: bool,
    most_years: int,
    size_clause: str,
    term_clause: str,
    rules: ElectionRules,
) -> Decision:
    """Whether so many seats, reserves and years can be: size and length come from `committee-rules`."""
    reasons = []
    if not least <= plan.seats <= most or (odd and plan.seats % 2 == 0):
        parity = mark("单数") if odd else mark("不限单双")
        reasons.append(
            Reason(
                mark("业委会委员应为{least}至{most}人、{parity}，这里是{seats}人（{clause}）"),
                {"least": least, "most": most, "parity": parity, "seats": plan.seats, "clause": size_clause},
                mark("请改为允许的人数"), "seats", "size",
            )
        )  # fmt: skip
    if not 1 <= plan.years <= most_years:
        reasons.append(
            Reason(
                mark("一届任期不超过{most}年，这里是{years}年（{clause}）"),
                {"most": most_years, "years": plan.years, "clause": term_clause}, mark("请改短任期"),
                "years", "too_long",
            )
        )  # fmt: skip
    share = rules.reserves.most.value
    if plan.reserves * share.denominator > plan.seats * share.numerator or plan.reserves < 0:
        reasons.append(
            Reason(
                mark("候补委员{reserves}人，多于委员{seats}人"),
                {"reserves": plan.reserves, "seats": plan.seats}, mark("请减少候补名额"), "reserves", "reserves",
            )
        )  # fmt: skip
    return Decision(not reasons, tuple(reasons), (rules.reserves.warrant.reference,))


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is prepared when candidates are to be posted: work that is missing, candidates that wait or stand.

    `works_posted` is the day the last piece of a first assembly's preparation was posted.
    """

    kind: ElectionKind
    seats: int
    accepted: int
    unchecked: int
    undone: tuple[str, ...] = ()
    group_posted: bool = True
    open_objections: int = 0
    works_posted: date | None = None


def may_post_candidates(ready: Readiness, rules: ElectionRules) -> Decision:
    """Whether the list of candidates may be posted: all checked, more than there are seats."""
    reasons = []
    needed = ready.seats + rules.candidates.more_than_seats
    if not ready.group_posted:
        reasons.append(Reason(mark("筹备组名单还没有公告"), {}, mark("请先公告筹备组名单"), code="group"))
    if ready.unchecked:
        reasons.append(
            Reason(
                mark("还有{count}名候选人没有审查"),
                {"count": ready.unchecked},
                mark("请先审查"),
                code="unchecked",
            )
        )
    if ready.accepted < needed:
        reasons.append(
            Reason(
                mark("审查通过的候选人{count}名，应选{seats}名，至少要{needed}名（{reason}）"),
                {"count": ready.accepted, "seats": ready.seats, "needed": needed,
                 "reason": rules.candidates.warrant.reason}, mark("请继续征集候选人"), code="too_few",
            )
        )  # fmt: skip
    return Decision(not reasons, tuple(reasons), (rules.candidates.warrant.reference,))


@dataclass(frozen=True, slots=True)
class Called:
    """What is known when the assembly of an election is to be called; somebody may object until `objecting` is over."""

    posted_on: date | None
    opens_on: date
    ready: Readiness
    called_on: date
    objecting: date | None = None


def may_call(called: Called, rules: ElectionRules) -> Decision:
    """Whether the assembly may open on a day: everything posted in time, every objection heard and answered.

    The posting days lie wholly between the posting and the meeting (design, the strict reading), of the candidates and,
    before a first assembly, of all the group prepared. The notice fixes who stands, so that it waits until nobody can
    object any more (guidance rules, article 12).
    """
    reasons = []
    if called.posted_on is None:
        reasons.append(Reason(mark("候选人名单还没有公示"), {}, mark("请先公示"), code="not_posted"))
    reasons += posted_late(
        called.posted_on, called.opens_on, rules, code="posting",
        text=mark("候选人名单于{posted}公示，要公示满{days}日，表决最早{earliest}开始（{source}{clause}）"),
    )  # fmt: skip
    reasons += posted_late(
        called.ready.works_posted, called.opens_on, rules, code="work_posting",
        text=mark("筹备工作于{posted}公告完毕，要公告满{days}日，表决最早{earliest}开始（{source}{clause}）"),
    )  # fmt: skip
    if called.objecting is not None and called.called_on <= called.objecting:
        reasons.append(
            Reason(mark("异议期到{day}为止，期满以后才能召集"), {"day": called.objecting.isoformat()},
                   mark("公告固定候选人名单，请在异议期满的次日以后召集"), code="objecting")
        )  # fmt: skip
    if called.ready.open_objections:
        reasons.append(
            Reason(mark("还有{count}件异议没有答复"), {"count": called.ready.open_objections},
                   mark("请街道先答复"), code="objections")
        )  # fmt: skip
    if called.ready.undone:
        reasons.append(
            Reason(mark("筹备工作还有{count}项没有公告"), {"count": len(called.ready.undone)},
                   mark("请先登记公告日期"), code="work")
        )  # fmt: skip
    if called.ready.accepted <= called.ready.seats:
        reasons.append(
            Reason(mark("候选人不多于应选名额"), {}, mark("请补充候选人并重新公示"), code="too_few")
        )
    references = (rules.posting.warrant.reference, rules.objection.warrant.reference)
    return Decision(not reasons, tuple(reasons), references)


def objections_until(days: Iterable[date | None], length: Length, working: WorkingTime) -> date | None:
    """Return the last day somebody may object, to the posted list or to a refusal; None where nothing was posted."""
    return max((due_day(day, length.limit, working) for day in days if day is not None), default=None)


def may_object(about_since: date | None, today: date, length: Length, working: WorkingTime) -> Decision:
    """Whether an objection is in time: from the posting, or the refusal, so many days."""
    if about_since is None:
        return Decision.no(Reason(mark("还没有公示，不能提出异议"), code="not_posted"))
    last = due_day(about_since, length.limit, working)
    if today <= last:
        return Decision.yes(length.warrant.reference)
    return Decision.no(
        Reason(mark("异议期到{day}为止"), {"day": last.isoformat()}, mark("可以向街道反映"), code="too_late")
    )


_MOVES: dict[str, frozenset[ElectionState]] = {
    "apply": frozenset({ElectionState.APPLIED}),
    "form_group": frozenset({ElectionState.APPLIED, ElectionState.PREPARING}),
    "work": frozenset({ElectionState.PREPARING, ElectionState.POSTED}),
    "stand": frozenset({ElectionState.PREPARING}),
    "check": frozenset({ElectionState.PREPARING, ElectionState.POSTED}),
    "post": frozenset({ElectionState.PREPARING}),
    "order": frozenset({ElectionState.PREPARING, ElectionState.POSTED}),
    "call": frozenset({ElectionState.POSTED}),
    "file": frozenset({ElectionState.ELECTED}),
    "receive": frozenset({ElectionState.ELECTED}),
    "constitute": frozenset({ElectionState.ELECTED, ElectionState.FILED}),
    "resolve": frozenset({ElectionState.ANNULLED}),
    "stop": frozenset({ElectionState.APPLIED, ElectionState.PREPARING, ElectionState.POSTED}),
}


def may_move(state: ElectionState, move: str) -> Decision:
    """Whether an election in this state can take this step."""
    if state in _MOVES[move]:
        return Decision.yes()
    return Decision.no(
        Reason(mark("选举现在的阶段不能办这一步"), {}, mark("请刷新页面查看现在的阶段"), code="state")
    )


@dataclass(frozen=True, slots=True)
class Held:
    """The first meeting as it was held: the day, the seats that were there, whether it chose, whether it is signed."""

    held_on: date
    present: tuple[int, ...]
    adopted: bool
    signed: bool


def may_constitute(
    held: Held, *, elected_on: date, today: date, members: Collection[int], chair: int, vices: Sequence[int],
    rules: ElectionRules,
) -> Decision:  # fmt: skip
    """Whether the first meeting chose its officers: it decided so, more than half there, all members, one chair."""
    reasons = [*_faults_of_meeting(held)]
    if not elected_on <= held.held_on <= today:
        reasons.append(
            Reason(mark("首次会议的日期应在选举产生以后、不晚于今天"), {}, mark("请核对日期"), "", "bad_day")
        )
    count = len(set(held.present) & set(members))
    if 2 * count <= len(members):
        reasons.append(
            Reason(mark("到会{count}人，不到全体委员{all}人的过半数"),
                   {"count": count, "all": len(members)}, mark("请核对到会委员"),
                   "", "quorum")
        )  # fmt: skip
    officers = [chair, *vices]
    if any(one not in members for one in officers) or len(set(officers)) != len(officers):
        reasons.append(
            Reason(mark("主任、副主任应当是不同的委员"), {}, mark("请重新选择"), "chair", "officers")
        )
    if len(vices) > rules.officers.most_vice_chairs:
        reasons.append(
            Reason(
                mark("副主任最多{most}名"),
                {"most": rules.officers.most_vice_chairs},
                mark("请减少"),
                "vices",
                "vices",
            )
        )
    return Decision(
        not reasons, tuple(reasons), (rules.officers.warrant.reference, rules.first_meeting.warrant.reference)
    )


def _faults_of_meeting(held: Held) -> Iterator[Reason]:
    if not held.adopted:
        yield Reason(mark("推选没有通过"), {}, mark("请再召集一次会议"), "", "rejected")
    if not held.signed:
        yield Reason(mark("会议记录还没有签齐"), {}, mark("请到会委员在会议记录上签字"), "", "unsigned")


def party_short(party: int, count: int, rules: ElectionRules) -> bool:
    """Whether Party members miss the target; it warns and never bars (Civil Code art. 278)."""
    share = rules.party.target.value
    return party * share.denominator < count * share.numerator
