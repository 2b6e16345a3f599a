"""Tables of duties: rows as the events tell them, for lists. Events alone are the source."""

from __future__ import annotations

from django.db import models

from hemei.leadership.duties.rules.words import ENDED, State

_OVER = sorted(state.value for state in ENDED)  # a set has another order in every process


class Duty(models.Model):
    """A duty 任务. `snapshot` is the whole state after the event `version`; the columns repeat it for lists.

    `key` names it within its origin, so the same demand is set once however often it is asked for. `title` is
    the demand as a document or an office states it; details that a person wrote are vault rows. `last_key` is
    that of the last form that went through.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    version = models.IntegerField()
    key = models.TextField(unique=True)
    origin = models.TextField()
    origin_stream = models.TextField()
    origin_item = models.TextField(blank=True, default="")
    title = models.TextField()
    state = models.TextField()
    owner_body_id = models.BigIntegerField()
    setter_body_id = models.BigIntegerField()
    behalf_body_id = models.BigIntegerField(null=True)
    escalated_body_id = models.BigIntegerField(null=True)
    set_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    snapshot = models.JSONField()
    last_key = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in State]), name="duties_duty_state"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=_OVER, ended_at__isnull=False, due_at=None)
                | (~models.Q(state__in=_OVER) & models.Q(ended_at=None, due_at__isnull=False)),
                name="duties_duty_ended_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["scope", "-id"], name="duties_duty_scope"),
            models.Index(fields=["owner_body_id", "-id"], name="duties_duty_owner"),
            models.Index(fields=["setter_body_id", "-id"], name="duties_duty_setter"),
            models.Index(fields=["origin_stream", "origin_item"], name="duties_duty_origin"),
            models.Index(
                fields=["due_at", "id"], name="duties_duty_due", condition=models.Q(due_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.state}"
