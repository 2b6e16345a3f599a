"""What a body must do now around owners' votes: the clocks that run for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hemei.community.voting.rules.acts import Act, roles_for
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import mark

TODO_TEXTS = {
    "judge": mark("请计票"),
    "post": mark("请公告结果"),
    "answer": mark("请答复异议"),
    "strike": mark("异议成立，请剔除选票"),
    "recount": mark("选票或者人数有变，请重新计票"),
    "chase": mark("异议成立后逾期没有剔除或者重新计票，请责令改正"),
    "take": mark("组织者逾期没有计票或者公告，请代为办理"),
    "press": mark("表决截止后逾期没有计票或者公告，请责令改正"),
    "draw": mark("请抽票回访"),
    "calls": mark("请完成选票回访"),
    "denied": mark("回访中被业主否认的选票，请剔除"),
    "urge": mark("选票回访逾期，请督促"),
    "stand": mark("居民委员会的人员都经手过的票，请代为回访"),
    "correct": mark("请按责令改正"),
    "decide": mark("请核实责令的改正"),
    "check": mark("请核对附议签名表"),
    "vet": mark("附议签名表逾期没有核对，请核对"),
    "second": mark("请确认监护人、单位代表"),
    "vouch": mark("居民委员会没有确认监护人、单位代表，请确认"),
    "settle": mark("请核实对表决人的异议"),
    "hear": mark("居民委员会没有核实对表决人的异议，请核实"),
    "call": mark("请召集会议"),
    "order": mark("请责令召集"),
    "ordered": mark("请按责令召集"),
    "instead": mark("请代为召集"),
    "spur": mark("逾期没有责令召集、代为召集或者核对附议签名表，请督促"),
}
_KINDS = [f"voting_{key}" for key in TODO_TEXTS]
_INBOX = """
select d.id, d.key, d.due_at, d.provisional, a.id as assembly_id, p.id as proposal_id,
       coalesce(a.title, p.title, concat(h.name, n.name, u.room)) as title, coalesce(a.estate_name, e.name) as estate,
       a.roll_id
from clocks_deadline d
left join voting_assembly a on a.stream = d.stream
left join voting_proposal p on p.stream = d.stream
left join lateral (
  select unit_id from voting_voterbinding where stream = d.stream
  union all select unit_id from voting_awaitedbinding where stream = d.stream limit 1
) v on true
left join places_propertyunit u on u.id = v.unit_id
left join places_building h on h.id = u.building_id
left join places_entrance n on n.id = u.entrance_id
left join places_estate e on e.id = coalesce(p.estate_id, u.estate_id)
where d.body_id = %(body)s and d.state in ('running', 'paused') and d.kind = any(%(kinds)s)
  and (a.id is not null or p.id is not null or u.id is not null)
  and (%(after_at)s::timestamptz is null or (d.due_at, d.id) > (%(after_at)s::timestamptz, %(after_id)s::bigint))
order by d.due_at, d.id limit %(limit)s
"""


@dataclass(frozen=True, slots=True)
class VoteTodo:
    """One thing to do: a clock of mine on an assembly, on a proposal, or on what waits around the voter of a home."""

    deadline_id: int
    key: str
    due_at: datetime
    provisional: bool
    assembly_id: int | None
    proposal_id: int | None
    title: str
    estate: str
    roll_id: int | None

    @property
    def of_voter(self) -> str:
        """On which page what waits around a voter is settled, where it is that."""
        return {
            "second": "awaited_voters",
            "vouch": "awaited_voters",
            "settle": "contested",
            "hear": "contested",
        }.get(self.key, "")

    @property
    def calls_back(self) -> bool:
        """Whether it is done on the pages of the call-back."""
        return self.key in {"draw", "calls", "stand"} and self.roll_id is not None


def inbox(
    *, actor: Actor, after: tuple[datetime, int] | None = None, limit: int = 50
) -> records.Lines[VoteTodo]:
    """Return what the actor's body must do now around votes, the next to run out first; one statement."""
    if actor.body_id is None or actor.role not in roles_for(Act.SEE) | {Role.COMMITTEE_MEMBER}:
        return records.Lines()
    values: dict[str, Any] = {
        "body": actor.body_id,
        "kinds": _KINDS,
        "after_at": after[0] if after else None,
        "after_id": after[1] if after else 0,
        "limit": limit,
    }
    return records.lines(_INBOX, values, _todo)


def _todo(number: int, key: str, due: str, *rest: Any) -> VoteTodo:
    return VoteTodo(number, key.partition(":")[0], datetime.fromisoformat(due), *rest)
