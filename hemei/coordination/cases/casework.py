"""How casework is done, as subjects of figures: every clock, every whistle, every question to a reporter.

A verdict is settled for good at the moment `at`: a clock is met when it is stopped and missed when it runs
out, whatever comes later. So a month that has passed never changes, and what is still open and late counts
as late from the moment it is late. A clock that was cancelled before it ran out measured nothing.
"""

from __future__ import annotations

from types import MappingProxyType

from hemei.coordination.cases.rules.words import ClockKind, Ending, Outcome, Settled, TaskEnd, TaskKind
from hemei.kernel.decision import mark
from hemei.kernel.figures import Relation

_PAGE, _APPS = "cases:case", ("cases",)
_DAY = "to_char({moment} at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI')"

# Left joins on unique columns: a count asks for none of the case's words, and the database skips the join.
_CLOCKS = f"""
select d.stream || '/' || d.key as key, c.number || ' ' || c.estate_name as label, d.scope as place,
       case when d.state = '{Settled.MET}' then 'yes' else 'no' end as verdict,
       case when d.state in ('{Settled.MET}', '{Settled.MISSED}') then d.state else 'late' end as reason,
       jsonb_build_object('due', {_DAY.format(moment="d.due_at")},
                          'done', {_DAY.format(moment="d.settled_at")}) as said,
       1::bigint as weight, c.number as arg, d.body_id as body, c.estate_id as estate,
       case when d.state = '{Settled.MET}' then d.settled_at else d.due_at end as at
from clocks_deadline d left join cases_case c on c.stream = d.stream
where d.kind = %(kind)s
  and (d.state in ('{Settled.MET}', '{Settled.MISSED}', 'running')
       or d.state = 'paused' and exists (
            select 1 from clocks_pause p
            where p.deadline_id = d.id and p.ended_at is null and p.started_at > d.due_at))
"""
_RUN_OUT = """
select scope from clocks_deadline
where kind = %(kind)s and state = 'running' and due_at > %(since)s and due_at <= %(moment)s
"""
_CLOCK_REASONS = MappingProxyType(
    {
        Settled.MET.value: mark("时限到{due}，{done}完成。"),
        Settled.MISSED.value: mark("时限到{due}，{done}才结束。"),
        "late": mark("时限到{due}，到现在没有完成。"),
    }
)

_WHISTLES = f"""
select t.stream || '/task-' || t.number as key, c.number || ' ' || c.estate_name as label, t.scope as place,
       case when t.ended = '{TaskEnd.RETURNED}' then 'yes' else 'no' end as verdict, t.ended as reason,
       jsonb_build_object('line', t.returned_by_line,
                          'done', {_DAY.format(moment="t.ended_at")}) as said,
       1::bigint as weight, c.number as arg, t.body_id as body, t.ended_at as at
from cases_task t left join cases_case c on c.id = t.case_id
where t.kind = '{TaskKind.WHISTLE}' and t.ended in ('{TaskEnd.RETURNED}', '{TaskEnd.RESULTED}')
"""

# How cases ended, each ending once: the one a case has, and those a re-visit opened again. Of such a one the clock of
# the reporter's word says how it ended, and the re-visit when, in which round and with which outcome. A round that was
# withdrawn against its reporter's will is none: nobody had worked on it to an end, and he had sent back no result.
_WORKED = """
{round} - (select count(*) from jsonb_array_elements(coalesce(c.snapshot -> 'unwanted', '[]')) unwanted
           where unwanted::text::integer < {round})
"""
ENDINGS = f"""(
select c.id, c.stream as key, c.number, c.estate_name, c.scope, c.home_body_id, c.estate_id, c.kind, c.spot_key,
       c.fact_on, c.outcome, c.ended, c.ended_at, ({_WORKED.format(round="(c.snapshot ->> 'round')::integer")}) as round
from cases_case c where c.ended is not null
union all
select c.id, c.stream || '/round-' || (v.said ->> 'round'), c.number, c.estate_name, c.scope, c.home_body_id,
       c.estate_id, c.kind, c.spot_key, c.fact_on,
       case when v.said -> 'outcome' = 'null' then null else coalesce(v.said ->> 'outcome', '{Outcome.SOLVED}') end,
       case d.state when '{Settled.MET}' then '{Ending.ACCEPTED}' when '{Settled.MISSED}' then '{Ending.SILENT}'
            else case when (c.snapshot ->> 'contact')::boolean then '{Ending.OWN}'
                      when (c.snapshot ->> 'left')::boolean then '{Ending.LEFT}' else '{Ending.ANONYMOUS}' end end,
       r.ended_at, ({_WORKED.format(round="(v.said ->> 'round')::integer")})
from cases_revisit r join cases_case c on c.id = r.case_id
  cross join lateral (select said from jsonb_array_elements(c.snapshot -> 'revisits') said
                      where (said ->> 'number')::integer = r.number) v
  left join clocks_deadline d on d.stream = c.stream and d.kind = '{ClockKind.ACCEPTANCE}' and d.settled_at = r.ended_at
where c.ended_at is distinct from r.ended_at)"""

# What was closed without a word of the reporter may well be solved, and nobody can prove it.
_FIRST_TIME = f"""
select c.key, c.number || ' ' || c.estate_name as label, c.scope as place,
       case when c.outcome <> '{Outcome.SOLVED}' or c.round > 1 then 'no'
            when c.ended = '{Ending.ACCEPTED}' then 'yes' else 'not_provable' end as verdict,
       case when c.round > 1 then 'again'
            when c.outcome <> '{Outcome.SOLVED}' then c.outcome else c.ended end as reason,
       jsonb_build_object('round', c.round, 'done', {_DAY.format(moment="c.ended_at")}) as said,
       1::bigint as weight, c.number as arg, c.home_body_id as body, c.ended_at as at
from {ENDINGS} c
where c.outcome in ('{Outcome.SOLVED}', '{Outcome.SOLVED_IN_PART}', '{Outcome.NOT_SOLVED}')
  and c.ended <> '{Ending.WITHDRAWN}'
"""

# Every question is asked once a round: whose answer ended the case was content, any other was sent back.
# A case that a re-visit opened again was ended by the answer all the same; its re-visit says when.
# Who withdraws the report before answering was not heard on the result.
_CONTENT = f"""(c.ended = '{Ending.ACCEPTED}' and c.ended_at = d.settled_at
            or d.state = '{Settled.MET}' and exists (
                 select 1 from cases_revisit r where r.case_id = c.id and r.ended_at = d.settled_at))"""
_ANSWERS = f"""
select d.stream || '/' || d.key as key, c.number || ' ' || c.estate_name as label, d.scope as place,
       case when {_CONTENT} then 'yes'
            when d.state = '{Settled.MISSED}' then 'not_provable' else 'no' end as verdict,
       case when {_CONTENT} then 'content'
            when d.state = '{Settled.MISSED}' then 'silent' else 'sent_back' end as reason,
       jsonb_build_object('done', {_DAY.format(moment="d.settled_at")}) as said,
       1::bigint as weight, c.number as arg, d.body_id as body, d.settled_at as at
from clocks_deadline d left join cases_case c on c.stream = d.stream
where d.kind = '{ClockKind.ACCEPTANCE}' and d.state in ('{Settled.MET}', '{Settled.MISSED}')
  and not coalesce(c.ended = '{Ending.WITHDRAWN}' and c.ended_at = d.settled_at, false)
"""


def clocks_in_time(kind: ClockKind) -> Relation:
    """Return the clocks of a kind with whether they were met; `body` is whose clock it was."""
    return _clocks(_CLOCKS, kind)


def _clocks(sql: str, kind: ClockKind) -> Relation:
    values = MappingProxyType({"kind": kind.value})
    return Relation(sql, _CLOCK_REASONS, _PAGE, values, _APPS, _RUN_OUT)


# The figures C1 and C3 together: what a place took in and what it finished.
ACCEPTED_AND_HANDLED = Relation(
    _CLOCKS.replace("d.kind = %(kind)s", f"d.kind in ('{ClockKind.ACCEPT}', '{ClockKind.HANDLING}')"),
    _CLOCK_REASONS,
    _PAGE,
    apps=_APPS,
)

_OF_COMPANIES = f"""
  and exists (select 1 from cases_task t where t.stream = d.stream and t.kind = '{TaskKind.COMPANY}'
              and d.key = 'handling:task-' || t.number)
"""
COMPANY_TASKS = _clocks(_CLOCKS + _OF_COMPANIES, ClockKind.HANDLING)
"""Of the clocks of C3 those of the companies called; `estate` is where it lay. What a company never did is missed."""
RETURNED_WHISTLES = Relation(
    _WHISTLES,
    MappingProxyType(
        {
            TaskEnd.RETURNED.value: mark("{done}退回派单。"),
            TaskEnd.RESULTED.value: mark("{done}反馈了结果。"),
        }
    ),
    _PAGE,
    apps=_APPS,
)
SOLVED_AT_ONCE = Relation(
    _FIRST_TIME,
    MappingProxyType(
        {
            Ending.ACCEPTED.value: mark("第一轮就解决，上报人{done}认可。"),
            Ending.SILENT.value: mark("办结为已解决，上报人没有回应。"),
            Ending.ANONYMOUS.value: mark("办结为已解决，匿名上报，无法回访。"),
            Ending.OWN.value: mark("办结为已解决，办理单位自己上报，没有人认可。"),
            Ending.LEFT.value: mark("办结为已解决，上报人已经退出，没有人认可。"),
            "again": mark("办了{round}轮。"),
            Outcome.SOLVED_IN_PART.value: mark("办结为部分解决。"),
            Outcome.NOT_SOLVED.value: mark("办结为未解决。"),
        }
    ),
    _PAGE,
    apps=_APPS,
)
CONTENT_REPORTERS = Relation(
    _ANSWERS,
    MappingProxyType(
        {
            "content": mark("上报人{done}表示认可。"),
            "silent": mark("问过上报人，到期没有回应。"),
            "sent_back": mark("上报人{done}不认可，退回重办。"),
        }
    ),
    _PAGE,
    apps=_APPS,
)
