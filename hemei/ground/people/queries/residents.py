"""Who lives in which unit without owning it: names masked, for those who look after the place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Q

from hemei.ground.people.models import Residence
from hemei.ground.people.queries.masking import masked
from hemei.ground.people.rules.platform import Act, may
from hemei.ground.people.rules.residents import ResidenceKind
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class ResidentRow:
    """A resident of a unit during a period; the vault ids open name and phone to who gives a reason."""

    id: int
    unit_id: int
    person_id: int
    kind: ResidenceKind
    name: str
    valid_from: date
    valid_until: date | None
    name_id: int | None
    phone_id: int | None


def residents_of(
    unit_ids: Iterable[int], *, actor: Actor, now: datetime, on: date | None = None
) -> dict[int, list[ResidentRow]]:
    """Return the residents of some units by unit, those of a day or, without one, of all time; two statements."""
    if not may(actor.role, Act.SEE_RESIDENTS).allowed:
        return {}
    rows = Residence.objects.filter(record.seen_by(actor), unit_id__in=set(unit_ids))
    if on is not None:
        rows = rows.filter(Q(valid_until=None) | Q(valid_until__gt=on), valid_from__lte=on)
    fields = (
        "id", "unit_id", "person_id", "kind", "valid_from", "valid_until", "person__name_id", "person__phone_id",
    )  # fmt: skip
    lines = list(rows.order_by("unit_id", "-valid_from", "id").values_list(*fields))
    names = record.open_sealed(line[6] for line in lines if line[6])
    found: dict[int, list[ResidentRow]] = {}
    for number, unit, person, kind, since, until, name_id, phone_id in lines:
        shown = masked("name", names.get(name_id) or "", now)
        row = ResidentRow(number, unit, person, ResidenceKind(kind), shown, since, until, name_id, phone_id)
        found.setdefault(unit, []).append(row)
    return found


def resident(residence_id: int, *, actor: Actor, now: datetime) -> ResidentRow | None:
    """Return one resident the actor may see."""
    rows = Residence.objects.filter(record.seen_by(actor), pk=residence_id).values_list("unit_id", flat=True)
    unit = rows.first()
    found = residents_of([unit], actor=actor, now=now).get(unit, []) if unit is not None else []
    return next((row for row in found if row.id == residence_id), None)


# Persons who live in no unit any more, own none, hold no office and sign in with no account, and of whom something
# is sealed.
_FORMER = """
select r.person_id, max(r.valid_until)
from people_residence r
where r.valid_until is not null
  and not exists (select 1 from people_residence c where c.person_id = r.person_id and c.valid_until is null)
  and not exists (select 1 from people_ownership o where o.person_id = r.person_id)
  and not exists (select 1 from people_account a where a.person_id = r.person_id and a.is_active)
  and not exists (
    select 1 from people_appointment a where a.person_id = r.person_id and a.valid_until is null)
  and exists (
    select 1 from records_sealed s
    where s.person_id = r.person_id and s.erased_at is null and s.field in ('name', 'phone', 'identity'))
group by r.person_id
having (max(r.valid_until), r.person_id) > (%s, %s)
order by 2, 1 limit %s
"""


def former_residents(*, after: tuple[date, int] = (date.min, 0), limit: int) -> list[tuple[int, date]]:
    """Return who lived somewhere and does no more, with the day of moving out, who left first, first.

    Who ever owned a unit is kept as an owner and let go with the time of that.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FORMER, [*after, limit])
        return [(person, ended) for person, ended in cursor.fetchall()]
