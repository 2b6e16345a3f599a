"""Seats of a term: who may take one, when it may end, and what is counted of those who hold one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from hemei.ground.people.rules.committee_words import PartyBasis, PartyMember, Post, SeatEnd
from hemei.ground.people.rules.terms import Period
from hemei.kernel.decision import Decision, Reason, mark

MOST_RESERVES = 11


@dataclass(frozen=True, slots=True)
class Held:
    """A seat that is held, without an end to the end of the term; `party` is what was said, if opened."""

    number: int
    post: Post
    person: int
    since: date
    until: date | None = None
    party: PartyMember | None = None

    @property
    def reserve(self) -> bool:
        """Whether the holder waits in reserve."""
        return self.post is Post.RESERVE

    def meets(self, since: date, until: date | None) -> bool:
        """Whether two periods share a day."""
        return (until is None or self.since < until) and (self.until is None or since < self.until)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many seats are held from a day on, by how many Party members, and of how many holders nobody said."""

    since: date
    seats: int
    party: int
    unsaid: int


@dataclass(frozen=True, slots=True)
class SeatDraft:
    """A seat to be taken: by whom, as what, from when on, and until when if it is over."""

    post: Post
    person: int
    since: date
    until: date | None = None


def may_take_seat(draft: SeatDraft, term: Period, seats: int, held: Sequence[Held], today: date) -> Decision:
    """Whether a person may take a seat of a term beside those who hold one."""
    reasons = [*_faults_of_seat(draft, term, today)]
    beside = [one for one in held if one.meets(draft.since, draft.until)]
    if any(one.person == draft.person for one in beside):
        reasons.append(
            Reason(
                mark("这位业主在这一届已有席位，时间重叠。"),
                {},
                mark("改任请用“改任”。"),
                "person",
                "person_twice",
            )
        )
    if draft.post is Post.CHAIR and any(one.post is Post.CHAIR for one in beside):
        reasons.append(
            Reason(mark("同一时间已有主任。"), {}, mark("请先登记原主任离任或改任。"), "post", "chair_taken")
        )
    if not reasons and free_number(draft, seats, held) is None:
        most = MOST_RESERVES if draft.post is Post.RESERVE else seats
        remedy = mark("请先登记离任，或核对应选人数。")
        reasons.append(Reason(mark("这一届的{seats}个席位都有人。"), {"seats": most}, remedy, "post", "full"))
    return Decision(not reasons, tuple(reasons))


def _faults_of_seat(draft: SeatDraft, term: Period, today: date) -> Iterator[Reason]:
    latest = max(today, term.valid_from)
    if draft.since > latest or draft.since < term.valid_from or (term.end and draft.since >= term.end):
        yield Reason(
            mark("任职起始日须在任期内（{since} 至 {until}）、且不晚于今天。"),
            {"since": term.valid_from.isoformat(), "until": term.end.isoformat() if term.end else "-"},
            mark("请核对日期。"), "since", "outside_term",
        )  # fmt: skip
    if draft.until is not None and (draft.until <= draft.since or (term.end and draft.until > term.end)):
        yield Reason(
            mark("离任日须在任职起始日之后、且在任期内。"), {}, mark("任满的请留空。"), "until", "bad_day"
        )


def free_number(draft: SeatDraft, seats: int, held: Sequence[Held]) -> int | None:
    """Return the lowest seat nobody holds during the period; members and reserves are numbered apart."""
    reserve = draft.post is Post.RESERVE
    taken = {one.number for one in held if one.reserve is reserve and one.meets(draft.since, draft.until)}
    most = MOST_RESERVES if reserve else seats
    return next((number for number in range(1, most + 1) if number not in taken), None)


def may_leave(since: date, until: date | None, day: date, today: date, *, resigned: bool = False) -> Decision:
    """Whether a seat may end on a day, itself excluded.

    Who `resigned` a seat that has not begun leaves it on its first day: he never held it.
    """
    if until is not None and until <= day:
        return Decision.no(Reason(mark("这个席位已经登记离任。"), {}, "", "day", "ended"))
    if since < day <= today or (resigned and day == since > today):
        return Decision.yes()
    return Decision.no(
        Reason(mark("日期须在{since}之后、且不晚于今天。"), {"since": since.isoformat()},
               mark("请填写不再任职的第一天。"), "day", "bad_day")
    )  # fmt: skip


def may_begin_with(before: Post, post: Post, *, since: date, today: date, taken: bool) -> Decision:
    """Whether a member's seat begins with another post: it has not begun before today, and there is one chair."""
    if before is post or Post.RESERVE in {before, post}:
        return Decision.no(Reason(mark("只有委员可以改任另一个职务。"), {}, "", "post", "unchanged"))
    if since < today:
        return Decision.no(
            Reason(
                mark("这个席位已经在{since}开始。"),
                {"since": since.isoformat()},
                mark("请用“改任”。"),
                "day",
                "begun",
            )
        )
    if taken and post is Post.CHAIR:
        return Decision.no(
            Reason(mark("同一时间已有主任。"), {}, mark("请先登记原主任离任或改任。"), "post", "chair_taken")
        )
    return Decision.yes()


def may_open_office(post: Post, since: date, end: date | None, today: date, *, opens: bool) -> Decision:
    """Whether a seat lets its holder act in the platform: a member's, while it runs, once."""
    if opens:
        return Decision.no(Reason(mark("这位委员已经开通账号。"), {}, "", "", "opened"))
    if post is Post.RESERVE:
        return Decision.no(
            Reason(
                mark("候补委员还不是委员，不能开通账号。"), {}, mark("递补为委员以后再开通。"), "", "reserve"
            )
        )
    if since <= today and (end is None or today < end):
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("这个席位今天不在任期内，不能开通账号。"), {}, mark("请核对任职起止。"), "", "not_running"
        )
    )


def last_end(held: Iterable[tuple[str, date | None]], end: date | None) -> date | None:
    """Return when the office of somebody's seats ends: with the last of a member, a reserve's does not count.

    Where only a reserve's is left, it ends when that began, and the caller has ended the member's seat then.
    """
    ends = [until or end for post, until in held if post != Post.RESERVE]
    return None if None in ends else max((day for day in ends if day is not None), default=end)


def may_end_by(reason: SeatEnd, warrant: str, *, typed: bool = False) -> Decision:
    """Whether a seat may end so: nothing but a decision of the owners recalls a member (guidance rules, article 44).

    Nobody's single hand ends another's seat: what is `typed` is entered where a second person and the member are asked.

    Nor does a seat end with a vote that was annulled but by the record of the annulment.
    """
    if typed and reason in {SeatEnd.RESIGNED, SeatEnd.AUTOMATIC}:
        return Decision.no(
            Reason(
                mark("替委员登记离任，须有文书、第二人核对，并书面告知本人。"), {},
                mark("请在“业委会履职”里登记离任。"), "reason", "needs_two",
            )
        )  # fmt: skip
    if reason not in {SeatEnd.RECALLED, SeatEnd.ANNULLED} or warrant:
        return Decision.yes()
    if reason is SeatEnd.ANNULLED:
        return Decision.no(
            Reason(
                mark("选举结果被撤销的，在那次选举里办理。"),
                {},
                mark("请打开业委会选举。"),
                "reason",
                "needs_annulment",
            )
        )
    return Decision.no(
        Reason(
            mark("罢免委员须由业主大会表决（业主大会和业主委员会指导规则第四十四条）。"), {},
            mark("请在“业委会履职”里提出罢免，表决通过后席位自动终止。"), "reason", "needs_vote",
        )
    )  # fmt: skip


def may_type_seat(elected_by: str) -> Decision:
    """Whether a holder of a seat may be typed in: not into a term that was elected here (Civil Code art. 278)."""
    if not elected_by:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("这一届在平台上选举产生，委员不能直接登记：更换委员由业主大会决定（民法典第二百七十八条）。"), {},
            mark("有候补委员的，在业委会履职里递补；没有的，在业委会选举里启动补选。"), "post", "elected_here",
        )
    )  # fmt: skip


def may_say_party(party: PartyMember | None, basis: PartyBasis | None) -> Decision:
    """Whether Party membership may be recorded: only on the person's own consent or his organisation's word."""
    if (party is None) == (basis is None):
        return Decision.yes()
    if party is None:
        return Decision.no(
            Reason(mark("选了依据，没有选是否党员。"), {}, mark("请补选，或都留空。"), "party", "party")
        )
    return Decision.no(
        Reason(mark("政治面貌属于敏感个人信息，没有依据不能登记（个人信息保护法第二十八条、第二十九条）。"), {},
               mark("请选择依据；本人没有同意的请留空。"), "basis", "no_basis")
    )  # fmt: skip


def tallies(held: Iterable[Held], end: date | None) -> tuple[Tally, ...]:
    """Return how many members' seats are held from each day of change on, and by how many Party members.

    Counted once when a seat changes, so that a figure of any day is read without opening what anybody said.
    """
    members = [one for one in held if not one.reserve]
    days = {one.since for one in members} | {one.until for one in members if one.until is not None}
    found = []
    for day in sorted(day for day in days if end is None or day < end):
        there = [one for one in members if one.since <= day and (one.until is None or day < one.until)]
        party = sum(one.party is PartyMember.YES for one in there)
        found.append(Tally(day, len(there), party, sum(one.party is None for one in there)))
    return tuple(found)
