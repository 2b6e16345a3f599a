"""Table of seats whose end somebody else entered for the member."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hemei.community.committees.rules.leaving import OPEN_LEAVINGS, LeavingState

_OPEN = sorted(state.value for state in OPEN_LEAVINGS)


class Leaving(models.Model):
    """A member is said to have left 登记离任, by somebody else, on a paper; nothing ends before he could object.

    `entered_by` and `settled_by` are the staff whose hands it took, never the same. `ground_id` is the vault row of
    which ground of article 43 the paper shows, `words_id` of what he objects, or why it was sent back. That he was told
    on `told_on` shows the scan `notice_id`, which he or two witnesses signed.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    body_id = models.BigIntegerField()
    seat = models.ForeignKey("people.Seat", models.PROTECT, related_name="+")
    reason = models.TextField()
    signed_on = models.DateField()
    scan_id = models.BigIntegerField(null=True)
    ground_id = models.BigIntegerField(null=True)
    state = models.TextField(choices=[(one.value, one.value) for one in LeavingState])
    entered_on = models.DateField()
    entered_by = models.BigIntegerField()
    settled_by = models.BigIntegerField(null=True)
    told_on = models.DateField(null=True)
    notice_id = models.BigIntegerField(null=True)
    due_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    words_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seat"], name="committees_leaving_once", condition=Q(state__in=_OPEN)
            ),
            models.CheckConstraint(
                condition=Q(settled_by=None) | ~Q(settled_by=F("entered_by")), name="committees_leaving_two"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[LeavingState.TOLD.value, LeavingState.ENDED.value])
                | Q(settled_by__isnull=False, told_on__isnull=False, due_on__isnull=False),
                name="committees_leaving_told",
            ),
            models.CheckConstraint(
                condition=Q(told_on=None) | Q(notice_id__isnull=False), name="committees_leaving_noticed"
            ),
        ]
        indexes = [models.Index(fields=["scope", "-id"], name="committees_leaving_scope")]

    def __str__(self) -> str:
        return f"{self.stream} {self.state}"
