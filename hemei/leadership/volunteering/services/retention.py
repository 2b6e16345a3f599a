"""What is kept of members and volunteers goes when its time is over; what counts for totals stays, without a name."""

from __future__ import annotations

from datetime import datetime, time

from hemei.ground.records import services as records
from hemei.kernel.keeping import Ended
from hemei.kernel.workdays import SHANGHAI
from hemei.leadership.volunteering.models import Volunteer


class VolunteerKeeper:
    """Registrations that ended: name, phone, unit, what was written, who it was and of which organisation."""

    def oldest(self, *, limit: int) -> list[Ended]:
        """Return ended registrations that still name somebody, what ended first, first."""
        rows = Volunteer.objects.filter(valid_until__isnull=False, name_id__isnull=False)
        return [
            Ended(stream, datetime.combine(until, time(), SHANGHAI))
            for stream, until in rows.order_by("valid_until", "id").values_list("stream", "valid_until")[
                :limit
            ]
            if until is not None
        ]

    def erase(self, *, keys: list[str], now: datetime) -> int:
        """Erase the texts and cut the row loose from the person and the organisation."""
        texts = records.erase_texts(streams=keys, now=now)
        Volunteer.objects.filter(stream__in=keys).update(
            person=None, organisation=None, name_id=None, phone_id=None, unit_id=None
        )
        return texts


KEEPERS = {"volunteer": VolunteerKeeper()}
