"""The subjects of F9, F12 and F14, and what evaluations take from petitions: one definition for number, list and mark.

Disputes are read from the view `mediation_listed`, which shows to whoever is in charge of a place the number, kind,
size, level, days and ending of its disputes and nothing else. Each ends once: what follows an agreement does not
change the list.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from hemei.kernel.decision import mark
from hemei.kernel.figures import Relation
from hemei.oversight.mediation.facts import levels_on
from hemei.oversight.mediation.queries.petition_facts import counting_on
from hemei.oversight.mediation.rules.petition_standards import HIGHEST, DisputeCounting
from hemei.oversight.mediation.rules.petitions import PETITION_SOURCE_TEXTS, REPEAT_TEXTS
from hemei.oversight.mediation.rules.standards import MediationLevels
from hemei.oversight.mediation.rules.words import LEVEL_TEXTS, OUTCOME_TEXTS, SIZE_TEXTS, Level, Outcome, Size

_APPS = ("mediation",)
_BRACES = str.maketrans("", "", "{}")
_ZONE = "at time zone 'Asia/Shanghai'"
# A thing stands in its own month as counted, and a year later as what that month is compared with.
_YEARS = "(values ('yes', interval '0 years'), ('no', interval '1 year')) as y(verdict, later)"


def said_as(column: str, texts: Mapping[Any, str]) -> str:
    """Return SQL that says the words of a column's codes; a code without words says itself."""
    cases = " ".join(f"when {_text(code)} then {_text(words)}" for code, words in texts.items())
    return f"case {column} {cases} else {column} end" if cases else column


def _text(words: str) -> str:
    """Return a text as SQL: the sign of a bound value is doubled; braces, which would be filled in, are left out."""
    return "'" + words.replace("'", "''").replace("%", "%%").translate(_BRACES) + "'"


# --- petitions -----------------------------------------------------------------------------------
_RECEIVED = f"p.received_on::timestamp {_ZONE}"
_PETITIONS = f"""
select p.stream as key, p.number as label, p.scope as place, y.verdict as verdict,
       case when p.estate_id is null then 'in_community' else 'in_estate' end as reason,
       jsonb_build_object('day', p.received_on, 'source', {said_as("p.source", PETITION_SOURCE_TEXTS)},
                          'repeat', {said_as("p.repeat", REPEAT_TEXTS)}, 'persons', p.persons,
                          'estate', e.name) as said,
       1::bigint as weight, p.id::text as arg, null::bigint as body,
       (p.received_on + y.later)::timestamp {_ZONE} as at
from mediation_petition p cross join {_YEARS} left join places_estate e on e.id = p.estate_id
"""
_PETITION_REASONS = MappingProxyType(
    {
        "in_estate": mark("{day}{source}，{estate}，{persons}人，{repeat}。"),
        "in_community": mark("{day}{source}，{persons}人，{repeat}。"),
    }
)
_PETITIONS_TURN = f"""
select p.scope from mediation_petition p
where (p.received_on + interval '1 year')::timestamp {_ZONE} > %(since)s
  and (p.received_on + interval '1 year')::timestamp {_ZONE} <= %(moment)s
"""
PETITIONS = Relation(_PETITIONS, _PETITION_REASONS, "mediation:petition", apps=_APPS, by_time=_PETITIONS_TURN)
"""F9: every petition in its month, and a year later as what that month is compared with."""

# Settled when the first of the two days is missed, or when it is finished within both.
_IN_TIME = f"""
select s.key, s.label, s.place, s.verdict, s.reason, s.said, 1::bigint as weight, s.arg, null::bigint as body,
       s.settled::timestamp {_ZONE} as at
from (
  select p.stream as key, p.number as label, p.scope as place,
         case when p.told_on > p.tell_by or p.told_on is null and coalesce(p.ended_on, 'infinity') > p.tell_by
              or p.ended_on > p.finish_by or p.ended_on is null then 'no' else 'yes' end as verdict,
         case when p.told_on > p.tell_by or p.told_on is null and coalesce(p.ended_on, 'infinity') > p.tell_by
              then 'told_late' when p.ended_on > p.finish_by or p.ended_on is null then 'ended_late'
              else 'in_time' end as reason,
         jsonb_build_object('tell_by', p.tell_by, 'told', p.told_on, 'finish_by', p.finish_by,
                            'ended', p.ended_on) as said,
         p.id::text as arg,
         case when p.told_on > p.tell_by or p.told_on is null and coalesce(p.ended_on, 'infinity') > p.tell_by
              then p.tell_by + 1 when p.ended_on > p.finish_by or p.ended_on is null
              then p.finish_by + 1 else p.ended_on end as settled
  from mediation_petition p
) s
"""
PETITIONS_IN_TIME = Relation(
    _IN_TIME,
    MappingProxyType(
        {
            "in_time": mark("应于{finish_by}前办结，{ended}办结。"),
            "told_late": mark("应于{tell_by}前告知，没有按时告知。"),
            "ended_late": mark("应于{finish_by}前办结，没有按时办结。"),
        }
    ),
    "mediation:petition",
    apps=_APPS,
)
"""Whether petitions were told of and finished within the days of the regulation; for evaluations."""

# --- disputes ------------------------------------------------------------------------------------
# An estate is named only where it had enough disputes in the year the one of the list was filed in.
_ESTATE = f"""
left join (
  select estate_id, date_part('year', filed_at {_ZONE}) as year, count(*) as disputes
  from mediation_listed where estate_id is not null group by 1, 2
) h on h.estate_id = c.estate_id and h.year = date_part('year', c.filed_at {_ZONE})
  and h.disputes >= %(least)s
left join places_estate e on e.id = h.estate_id
"""
_ENDED = f"""
select 'mediation.dispute:' || c.id as key, c.number as label, c.place_path as place,
       case when c.outcome in ({{settled}}) and ({{stayed}}) then 'yes' else 'no' end as verdict,
       case when c.outcome not in ({{settled}}) then 'open' when not ({{stayed}}) then 'left' else 'stayed' end
         || case when e.name is null then '' else '_named' end as reason,
       jsonb_build_object('size', {said_as("c.size", SIZE_TEXTS)}, 'kind', {{kind}},
                          'level', {said_as("c.level", LEVEL_TEXTS)}, 'days', c.days,
                          'outcome', {said_as("c.outcome", OUTCOME_TEXTS)}, 'estate', e.name) as said,
       1::bigint as weight, null::text as arg, c.body_id as body, c.ended_at as at
from mediation_listed c {_ESTATE}
where c.ended_at is not null and c.outcome <> '{Outcome.DECLINED}'{{only}}
"""
_ENDED_REASONS = MappingProxyType(
    {
        "stayed": mark("{size}，{kind}，{level}调解，{days}天，{outcome}；没有超出本级。"),
        "left": mark("{size}，{kind}，{level}调解，{days}天，{outcome}；超出了本级。"),
        "open": mark("{size}，{kind}，{level}调解，{days}天，{outcome}；没有化解。"),
        "stayed_named": mark("{estate}：{size}，{kind}，{level}调解，{days}天，{outcome}；没有超出本级。"),
        "left_named": mark("{estate}：{size}，{kind}，{level}调解，{days}天，{outcome}；超出了本级。"),
        "open_named": mark("{estate}：{size}，{kind}，{level}调解，{days}天，{outcome}；没有化解。"),
    }
)
_FILED = f"""
select 'mediation.dispute:' || c.id as key, c.number as label, c.place_path as place, y.verdict as verdict,
       case when c.ended_at is null then 'running' else 'over' end
         || case when e.name is null then '' else '_named' end as reason,
       jsonb_build_object('filed', to_char(c.filed_at {_ZONE}, 'YYYY-MM-DD'),
                          'size', {said_as("c.size", SIZE_TEXTS)}, 'kind', {{kind}},
                          'level', {said_as("c.level", LEVEL_TEXTS)}, 'days', c.days,
                          'outcome', {said_as("c.outcome", OUTCOME_TEXTS)}, 'estate', e.name) as said,
       1::bigint as weight, null::text as arg, c.body_id as body,
       (c.filed_at {_ZONE} + y.later) {_ZONE} as at
from mediation_listed c cross join {_YEARS} {_ESTATE}
"""
_FILED_REASONS = MappingProxyType(
    {
        "over": mark("{filed}申请，{size}，{kind}，{level}调解，{days}天，{outcome}。"),
        "running": mark("{filed}申请，{size}，{kind}，{level}正在调解。"),
        "over_named": mark("{filed}申请，{estate}：{size}，{kind}，{level}调解，{days}天，{outcome}。"),
        "running_named": mark("{filed}申请，{estate}：{size}，{kind}，{level}正在调解。"),
    }
)
# The events of a dispute lie in no place, so its own moves say where the figures are to be counted anew.
_ENDED_TURN = """
select c.place_path from mediation_listed c where c.moved_at > %(since)s and c.moved_at <= %(moment)s
"""
_FILED_TURN = f"""
select c.place_path from mediation_listed c
where c.moved_at > %(since)s and c.moved_at <= %(moment)s
  or (c.filed_at {_ZONE} + interval '1 year') {_ZONE} > %(since)s
  and (c.filed_at {_ZONE} + interval '1 year') {_ZONE} <= %(moment)s
"""


def ended_disputes(day: date, size: Size | None = None) -> Relation:
    """F12: what was mediated and ended, with whether it was settled and stayed where its size belongs."""
    counting, levels = _documents(day)
    sql = _ENDED.replace("{settled}", ", ".join(_text(code) for code in counting.settled))
    sql = sql.replace("{stayed}", _stayed(levels)).replace("{kind}", _kind(levels))
    sql = sql.replace("{only}", f" and c.size = '{size}'" if size else "")
    return Relation(sql, _ENDED_REASONS, "", _least(counting), _APPS, _ENDED_TURN)


def filed_disputes(day: date) -> Relation:
    """F14: every dispute in the month it was filed, and a year later as what that month is compared with."""
    counting, levels = _documents(day)
    return Relation(
        _FILED.replace("{kind}", _kind(levels)), _FILED_REASONS, "", _least(counting), _APPS, _FILED_TURN
    )


def _documents(day: date) -> tuple[DisputeCounting, MediationLevels]:
    counting = counting_on(day)
    if counting is None:
        raise LookupError(f"no document says how disputes of {day} are counted")
    return counting, levels_on(day)


def _least(counting: DisputeCounting) -> Mapping[str, str | int]:
    return MappingProxyType({"least": counting.named.least})


def _kind(levels: MediationLevels) -> str:
    return said_as("c.kind", {one.code: one.name for one in levels.kind})


def _stayed(levels: MediationLevels) -> str:
    """Return SQL for whether a dispute ended no higher than its size is to go."""
    parts = []
    for rule in levels.size:
        highest = HIGHEST[rule.stays]
        within = ", ".join(f"'{level}'" for level in Level if level.rank <= highest.rank)
        parts.append(f"c.size = '{rule.code}' and c.level in ({within})")
    return " or ".join(parts)
