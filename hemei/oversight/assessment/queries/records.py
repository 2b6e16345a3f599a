"""Records that fill items: by the name in a standard (`filled_by`), what is counted for each subject in a period.

Each name is a relation of the chapter that keeps the records, and how its rows belong to a subject. So an item opens
down to the very records it was counted from. A name that no issue has laid records for stands in `WAITING`: it fills
nothing, the item leaves the denominator, and the page says so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from hemei.community.committees import queries as committees
from hemei.community.deliberation import queries as deliberation
from hemei.community.meetings import queries as meetings
from hemei.community.purses import queries as purses
from hemei.coordination.boards import queries as boards
from hemei.coordination.cases import queries as cases
from hemei.coordination.disclosure import queries as disclosure
from hemei.coordination.offices import queries as offices
from hemei.ground.people import queries as people
from hemei.ground.places.queries import STREET_KINDS
from hemei.kernel.decision import Reason
from hemei.kernel.figures import Link, Relation, Verdict
from hemei.leadership.duties import queries as duties
from hemei.leadership.party import queries as party
from hemei.leadership.volunteering import queries as volunteering
from hemei.oversight.assessment.rules.scoring import Share
from hemei.oversight.mediation import queries as mediation

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """The days an evaluation looks at, `until` excluded; how things stand is asked of its last day."""

    since: date
    until: date

    @property
    def last(self) -> date:
        """The last day of the period."""
        return self.until - _ONE_DAY


@dataclass(frozen=True, slots=True)
class Whose:
    """A subject as its records know it: `key` is what the answer is given under."""

    key: int
    subject_id: int
    path: str
    body_id: int | None
    estate_id: int | None


@dataclass(frozen=True, slots=True)
class Source:
    """The records behind a name: a relation of the period, and when a row `f` of it is a subject's, `s`.

    `figure` is the figure of the cockpit it equals. Of what happened (`at`), only what settled in the period counts.
    """

    relation: Callable[[Period], Relation]
    joins: str
    figure: str = ""
    happened: bool = False


_PLACE = "f.place >= s.low and f.place < s.high"
_BODY = "f.body = s.body"
_SUBJECT = "f.subject = s.subject"


def _staff(period: Period) -> Relation:
    staff = offices.structure_on(period.last).part_time_staff
    return offices.part_time_staff(staff.least, staff.most)


def _filing(period: Period) -> Relation:
    rules = people.committee_rules(period.last)
    return committees.filed_in_time(rules.filing.limit.amount if rules else 0)


def _fixed(relation: Relation) -> Callable[[Period], Relation]:
    return lambda _period: relation


SOURCES: dict[str, Source] = {
    "F3": Source(
        _fixed(deliberation.REGISTERED), "f.key = 'deliberation.community:' || s.subject", figure="F3"
    ),
    "F7": Source(lambda _: offices.dedicated_offices(STREET_KINDS), _PLACE, figure="F7"),
    "F8": Source(_staff, _PLACE, figure="F8"),
    "F13b": Source(_fixed(party.COVERED_COMPANIES), _BODY, figure="F13b"),
    "party.organisation": Source(
        _fixed(party.COVERED_ESTATES), "f.key = 'places.estate:' || s.estate", figure="F13"
    ),
    "duties.party_done": Source(_fixed(duties.PARTY_DONE), _BODY),
    "volunteering.served": Source(_fixed(volunteering.SERVED), _SUBJECT),
    "meetings.committee_lawful": Source(_fixed(meetings.COMMITTEE_LAWFUL), _BODY),
    "meetings.company_present": Source(
        _fixed(meetings.COMPANY_PRESENT), f"{_BODY} and coalesce(f.estate = s.estate, {_PLACE})"
    ),
    "committees.community_told": Source(_fixed(meetings.COMMUNITY_TOLD), _BODY),
    "committees.trained": Source(_fixed(committees.TRAINED), _BODY),
    "committees.reported": Source(_fixed(committees.REPORTED), _BODY),
    "committees.handed_over": Source(_fixed(committees.HANDED_OVER), _BODY),
    "committees.renewal_in_time": Source(_fixed(committees.RENEWED_IN_TIME), _PLACE),
    "committees.filed_in_time": Source(_filing, _PLACE),
    "deliberation.works": Source(
        lambda period: deliberation.working_mechanisms(period.last), _PLACE, figure="F3a"
    ),
    "deliberation.monthly": Source(_fixed(deliberation.MONTHLY), _SUBJECT),
    "deliberation.all_sides": Source(_fixed(deliberation.ALL_SIDES), _SUBJECT),
    "deliberation.done_in_time": Source(_fixed(deliberation.DONE_IN_TIME), _SUBJECT),
    "deliberation.satisfied": Source(_fixed(deliberation.SATISFIED), _SUBJECT),
    "deliberation.posted_in_time": Source(_fixed(deliberation.POSTED_IN_TIME), _SUBJECT),
    "cases.street_in_time": Source(_fixed(cases.ACCEPTED_AND_HANDLED), _PLACE, happened=True),
    "cases.company_in_time": Source(
        _fixed(cases.COMPANY_TASKS), f"{_BODY} and f.estate = s.estate", happened=True
    ),
    "cases.closed_truly": Source(
        _fixed(cases.CLOSED_TRULY), f"{_BODY} and f.estate = s.estate", happened=True
    ),
    "cases.street_closed_truly": Source(_fixed(cases.CLOSED_TRULY), _PLACE, happened=True),
    "cases.lasting": Source(
        lambda period: cases.lasting(period.last, companies=True),
        f"{_BODY} and f.estate = s.estate",
        happened=True,
    ),
    "cases.street_lasting": Source(lambda period: cases.lasting(period.last), _PLACE, happened=True),
    "purses.in_order": Source(_fixed(purses.ACCOUNTS_IN_ORDER), "f.estate = s.estate"),
    "purses.committee_allowed": Source(_fixed(purses.COMMITTEE_COST_ALLOWED), "f.estate = s.estate"),
    "F12": Source(lambda period: mediation.ended_disputes(period.last), _PLACE, figure="F12", happened=True),
    "disclosure.in_time": Source(
        _fixed(disclosure.IN_TIME),
        f"case when s.estate is null then {_PLACE} and not f.of_county else f.estate = s.estate and {_BODY} end",
    ),
    "disclosure.revenue_in_time": Source(_fixed(disclosure.REVENUE_IN_TIME), "f.estate = s.estate"),
    "F15": Source(_fixed(boards.CURRENT_BOARDS), _PLACE, figure="F15"),
    "petitions.in_time": Source(_fixed(mediation.PETITIONS_IN_TIME), _PLACE, happened=True),
}
WAITING: dict[str, str] = {}
OWN = frozenset({"assessment.service_quality", "assessment.survey"})
"""Filled from published rounds of this very engine (`results`), and from the owners' survey (`kit_surveys`)."""

_SUBJECTS = """
select * from unnest(%(keys)s::bigint[], %(subjects)s::bigint[], %(lows)s::text[], %(highs)s::text[],
                     %(bodies)s::bigint[], %(estates)s::bigint[])
  as given(key, subject, low, high, body, estate)
"""
_IN_PERIOD = """where (f.at at time zone 'Asia/Shanghai')::date >= %(since)s
  and (f.at at time zone 'Asia/Shanghai')::date < %(until)s"""
_COUNT = """
with s as ({subjects}), f as materialized (select * from ({sql}) f {when})
select s.key, count(*) filter (where f.verdict = 'yes'), count(*) filter (where f.verdict <> 'not_provable'), count(*)
from s join f on {joins} group by s.key
"""
_ROWS = """
with s as ({subjects})
select f.key, f.label, f.verdict, f.reason, f.said, f.arg
from (select * from ({sql}) f {when}) f join s on {joins}
where f.key collate "C" > %(after)s order by f.key collate "C" limit %(limit)s
"""


def shares(name: str, whose: Sequence[Whose], period: Period) -> dict[int, Share]:
    """Return what records say of each subject by its key; one statement. Who is absent cannot be proven.

    As in a figure, what cannot be proven of a subject's records stands in the denominator; where none of them can,
    nothing is said.
    """
    source = SOURCES.get(name)
    if source is None or not whose:
        return {}
    query, values = _statement(_COUNT, source, whose, period)
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return {key: Share(counted, of) for key, counted, provable, of in cursor.fetchall() if provable}


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record behind an item: whether it counts and why, and where it stands."""

    key: str
    label: str
    verdict: Verdict
    reason: Reason
    link: Link


def record_rows(
    name: str, whose: Whose, period: Period, *, after: str = "", limit: int = 50
) -> list[RecordRow]:
    """Return a page of the very records a subject's item was counted from, as the reader may see them."""
    source = SOURCES.get(name)
    if source is None:
        return []
    query, values = _statement(_ROWS, source, [whose], period)
    with connection.cursor() as cursor:
        cursor.execute(query, {**values, "after": after, "limit": limit})
        relation = source.relation(period)
        return [_row(relation, row) for row in cursor.fetchall()]


def _statement(
    form: str, source: Source, whose: Sequence[Whose], period: Period
) -> tuple[str, dict[str, Any]]:
    relation = source.relation(period)
    query = form.format(
        subjects=_SUBJECTS,
        sql=relation.sql.format(day="%(last)s::date"),
        when=_IN_PERIOD if source.happened else "",
        joins=source.joins,
    )
    return query, {
        **relation.values,
        "last": period.last,
        "since": period.since,
        "until": period.until,
        "keys": [one.key for one in whose],
        "subjects": [one.subject_id for one in whose],
        "lows": [one.path for one in whose],
        "highs": [one.path[:-1] + "/" for one in whose],
        "bodies": [one.body_id for one in whose],
        "estates": [one.estate_id for one in whose],
    }


def _row(relation: Relation, row: Sequence[Any]) -> RecordRow:
    key, label, verdict, reason, said, arg = row
    told: Mapping[str, Any] = json.loads(said) if isinstance(said, str) else dict(said or {})
    values = {name: "" if value is None else value for name, value in told.items()}
    link = Link(relation.page, (arg,)) if relation.page and arg else Link()
    return RecordRow(
        key, label, Verdict(verdict), Reason(relation.reasons[reason], values, code=reason), link
    )
