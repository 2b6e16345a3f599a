"""Readers of companies with who leads them: the list with its filters, one company, its posts through time.

Leaders stand behind the wall of the city: who may not see them finds every post empty, so the pages ask
`may_about_leaders` before they show an answer drawn from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from hemei.ground.companies.models import Company, Leader
from hemei.ground.companies.rules.leaders import LeaderAct, Post, Shoulder, may_about_leaders
from hemei.ground.people import queries as people
from hemei.ground.places.queries import name_wanted
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class LeaderRow:
    """A person's time in a post; the name is masked as the standard says."""

    id: int
    company_id: int
    post: Post
    name: str
    valid_from: date
    valid_until: date | None

    def runs_on(self, day: date) -> bool:
        """Whether the post is held on a day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True, slots=True)
class ListedCompany:
    """A company of the register on a day; `projects` are those the reader sees, None like `shoulder` if not his."""

    id: int
    name: str
    uscc: str
    body_id: int
    stream: str
    valid_from: date
    projects: int | None
    shoulder: Shoulder | None


@dataclass(frozen=True, slots=True)
class CompanyFilter:
    """What the list of companies is asked for; every wish may be left out."""

    text: str = ""
    shoulder: str = ""
    company_id: int = 0


_HELD = """select l.person_id, p.name_id from companies_leader l left join people_person p on p.id = l.person_id
  where l.company_id = c.id and l.post = '{post}' and l.voided_at is null
    and l.valid_from <= %(day)s and (l.valid_until is null or l.valid_until > %(day)s)"""
_LIST = f"""
select g.id, g.name, g.uscc, g.body_id, g.stream, g.valid_from, g.projects, g.shoulder
from (
  select c.id, c.name, c.pinyin, c.initials, c.uscc, c.body_id, c.stream, c.valid_from,
         (select count(*) from companies_project p where p.company_id = c.id and p.valid_from <= %(day)s
            and (p.valid_until is null or p.valid_until > %(day)s)) as projects,
         case when r.person_id is null or s.person_id is null then 'unknown'
              when r.person_id = s.person_id then 'one'
              when exists (select 1 from records_sealed a join records_sealed b on b.blind_index = a.blind_index
                           where a.id = r.name_id and b.id = s.name_id) then 'doubtful'
              else 'apart' end as shoulder
  from companies_company c
  left join lateral ({_HELD.format(post=Post.LEGAL_REPRESENTATIVE.value)}) r on true
  left join lateral ({_HELD.format(post=Post.PARTY_SECRETARY.value)}) s on true
  where c.valid_from <= %(day)s and (c.valid_until is null or c.valid_until > %(day)s)
) g
where (%(text)s = '' or strpos(g.name, %(text)s) > 0 or strpos(g.pinyin, %(wanted)s::text) > 0
       or strpos(g.initials, %(wanted)s::text) > 0 or g.uscc = upper(%(text)s))
  and (%(shoulder)s = '' or g.shoulder = %(shoulder)s) and %(company)s in (0, g.id)
  and (%(after)s = 0 or (g.body_id <> %(own)s, g.pinyin, g.id)
       > (select a.body_id <> %(own)s, a.pinyin, a.id from companies_company a where a.id = %(after)s))
order by g.body_id <> %(own)s, g.pinyin, g.id limit %(limit)s
"""


def listed_companies(
    *, actor: Actor, on: date, wanted: CompanyFilter | None = None, after: int = 0, limit: int = 50
) -> list[ListedCompany]:
    """Return companies of the register on a day by pinyin, those after an id; one statement. The register is public.

    A company's own people find it first; of the others they are told what is public. Whether representative and
    secretary are one person is told, and asked for, by those alone who may see leaders.
    """
    asked = wanted or CompanyFilter()
    sees = sees_leaders(actor) and bool(actor.places)
    values: dict[str, Any] = {
        "day": on,
        "text": asked.text,
        "wanted": name_wanted(asked.text) or None,
        "shoulder": asked.shoulder if sees else "",
        "company": asked.company_id,
        "own": 0 if actor.places else actor.body_id or 0,
        "after": after,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LIST, values)
        return [_listed(row, actor) for row in cursor.fetchall()]


def listed_company(company_id: int, *, actor: Actor, on: date) -> ListedCompany | None:
    """Return a company as it stood on a day."""
    wanted = CompanyFilter(company_id=company_id)
    return next(iter(listed_companies(actor=actor, on=on, wanted=wanted, limit=1)), None)


def leaders_of(company_id: int, *, actor: Actor, on: date, now: datetime) -> list[LeaderRow]:
    """Return who had been entered at the head of a company by a day, those in office first; two statements."""
    if not sees_leaders(actor):
        return []
    rows = list(
        Leader.objects.filter(
            record.seen_by(actor), company_id=company_id, voided_at=None, valid_from__lte=on
        ).order_by("-valid_from", "id")
    )
    names = people.persons([row.person_id for row in rows], now=now)
    found = [_row(row, names) for row in rows]
    return sorted(found, key=lambda row: (not row.runs_on(on), list(Post).index(row.post)))


def leader(leader_id: int, *, actor: Actor, now: datetime) -> LeaderRow | None:
    """Return a leader's time in a post that was not voided, if the actor's places hold it."""
    row = Leader.objects.filter(pk=leader_id, voided_at=None).first()
    if row is None or not actor.covers(row.scope):
        return None
    return _row(row, people.persons([row.person_id], now=now))


def sees_leaders(actor: Actor) -> bool:
    """Whether the actor's role sees leaders at all; which ones, the wall decides."""
    return may_about_leaders(actor.role, LeaderAct.SEE_LEADERS).allowed


def companies_led(on: date) -> dict[Shoulder, int]:
    """Return how many companies of a day stand how; for those who see all leaders."""
    found = dict.fromkeys(Shoulder, 0)
    count = Company.objects.count()
    values: dict[str, Any] = {"day": on, "text": "", "wanted": None, "shoulder": ""}
    values |= {"company": 0, "own": 0, "after": 0, "limit": count}
    with connection.cursor() as cursor:
        cursor.execute(f"select f.shoulder, count(*) from ({_LIST}) f group by 1", values)
        found |= {Shoulder(shoulder): number for shoulder, number in cursor.fetchall()}
    return found


def _listed(row: tuple[Any, ...], actor: Actor) -> ListedCompany:
    number, name, uscc, body, stream, since, projects, shoulder = row
    seen = Shoulder(shoulder) if _sees(actor, body) else None
    shown = projects if actor.places or actor.body_id == body else None
    return ListedCompany(number, name, uscc, body, stream, since, shown, seen)


def _sees(actor: Actor, body_id: int) -> bool:
    return sees_leaders(actor) and (bool(actor.places) or actor.body_id == body_id)


def _row(row: Leader, names: dict[int, people.PersonRow]) -> LeaderRow:
    person = names.get(row.person_id)
    return LeaderRow(
        row.pk, row.company_id, Post(row.post), person.name if person else "", row.valid_from, row.valid_until
    )
