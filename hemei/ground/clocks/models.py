"""Tables of the clocks: deadlines, their pauses, and the calendars that were in use."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Func, Q

OPEN = ("running", "paused")
SETTLED = ("met", "missed", "cancelled")


class Deadline(models.Model):
    """One clock of one body; `key` names it within its stream.

    `limits` are spent one after the other (`5 working_days + 5 working_days`).
    `due_at` of a paused deadline is the earliest end there can be. `calendar` is
    the digest of the working time it was computed with.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    key = models.TextField()
    kind = models.TextField()
    body_id = models.BigIntegerField()
    started_at = models.DateTimeField()
    limits = models.TextField()
    due_at = models.DateTimeField()
    provisional = models.BooleanField(default=False)
    state = models.TextField(default="running")
    settled_at = models.DateTimeField(null=True)
    reference = models.JSONField(null=True)
    calendar = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream", "key"], name="clocks_deadline_once"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, settled_at=None) | Q(state__in=SETTLED, settled_at__isnull=False),
                name="clocks_deadline_settled",
            ),
        ]
        indexes = [
            models.Index(
                fields=["body_id", "due_at", "id"], name="clocks_deadline_body", condition=Q(state__in=OPEN)
            ),
            models.Index(fields=["due_at", "id"], name="clocks_deadline_due", condition=Q(state="running")),
            models.Index(fields=["scope", "kind"], name="clocks_deadline_scope"),
            models.Index(
                fields=["due_at", "id"],
                name="clocks_deadline_provisional",
                condition=Q(state__in=OPEN, provisional=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.key} {self.state}"


class Pause(models.Model):
    """A time that did not count, from `started_at` up to `ended_at`; empty while it lasts.

    No two pauses of a deadline overlap, so at most one is open. `reason` is a code of the subject.
    """

    id = models.BigAutoField(primary_key=True)
    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="pauses")
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reason = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deadline", "started_at"], name="clocks_pause_once"),
            ExclusionConstraint(
                name="clocks_pause_no_overlap",
                # Checked when the statement ends: it may close one pause and open the next in any order.
                deferrable=models.Deferrable.IMMEDIATE,
                expressions=[
                    ("deadline", "="),
                    (
                        Func(
                            F("started_at"),
                            F("ended_at"),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        "&&",
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.started_at} {self.reason}"


class LoadedCalendar(models.Model):
    """A working time the city's deadlines were computed with, so that a change can say what changed.

    `documents` maps each standard behind it (`calendar-2026`, `business-hours`) to a fingerprint.
    """

    digest = models.TextField(primary_key=True)
    documents = models.JSONField()
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.digest} {self.loaded_at}"
