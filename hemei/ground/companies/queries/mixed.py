"""Who does what in an estate that residents' committee and company manage together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from hemei.ground.companies.models import Management, Project
from hemei.ground.companies.queries.projects import runs_on
from hemei.ground.companies.rules.mixed import MixedDuties, MixedDuty
from hemei.ground.companies.rules.modes import Mode
from hemei.ground.records import queries as record
from hemei.kernel.standards import NoStandard


def division_of(estate_id: int, day: date) -> Mapping[str, MixedDuty]:
    """Return whose each row of the responsibility list is in an estate of the mixed mode on a day, else nothing.

    The mode stands in the register, the division in `mixed-mode-duties`; without a contract that runs there is no
    company to whom anything could fall. Row-level security applies.
    """
    modes = Management.objects.filter(
        runs_on(day), estate_id=estate_id, voided_at=None, mode=Mode.MIXED.value
    )
    if not modes.exists() or not Project.objects.filter(runs_on(day), estate_id=estate_id).exists():
        return {}
    try:
        return record.standards().find("mixed-mode-duties", MixedDuties, on=day).by_matter()
    except NoStandard:
        return {}
