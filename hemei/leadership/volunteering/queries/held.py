"""What is held of a member or volunteer, for himself; the caller has opened the city."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Sum

from hemei.kernel.decision import mark
from hemei.kernel.keeping import Fact, Held, Holder, period, runs_on
from hemei.leadership.volunteering.models import Volunteer
from hemei.leadership.volunteering.rules.words import KIND_TEXTS, VolunteerKind


def held_of(persons: Sequence[int], on: date) -> list[Held]:
    """Return the registrations of these persons; one that runs needs its name."""
    rows = (
        Volunteer.objects.filter(person_id__in=persons)
        .annotate(minutes=Sum("hours__minutes"))
        .order_by("-id")
    )
    fields = (
        "stream", "community__name", "kind", "organisation__body__name", "minutes", "valid_from", "valid_until",
    )  # fmt: skip
    found = []
    for stream, community, kind, organisation, minutes, since, until in rows.values_list(*fields):
        facts: list[Fact] = [(mark("身份"), KIND_TEXTS[VolunteerKind(kind)])]
        if organisation:
            facts.append((mark("党组织"), organisation))
        facts.append((mark("服务分钟"), str(minutes or 0)))
        found.append(
            Held(
                mark("报到和志愿服务"),
                community,
                (*facts, *period(since, until)),
                stream,
                runs_on(since, until, on),
            )
        )
    return found


HOLDER = Holder(frozenset({"volunteering_volunteer", "volunteering_hours"}), held_of)
