"""Webhooks and what is on its way to them: addresses and ids, no word of anybody."""

from __future__ import annotations

from django.db import models


class Webhook(models.Model):
    """An address that a program's key has events pushed to. `secret` signs, locked like the vault.

    `failed_at` is since when nothing arrived; a paused webhook is asked at `probe_at` whether it is back.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.ForeignKey("people.ProgramKey", models.PROTECT, related_name="+")
    url = models.TextField()
    kinds = models.JSONField()
    secret = models.BinaryField()
    state = models.TextField()
    made_at = models.DateTimeField()
    failed_at = models.DateTimeField(null=True)
    probe_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["active", "paused", "ended"]), name="api_webhook_state"
            ),
            models.CheckConstraint(
                condition=models.Q(state="paused", probe_at__isnull=False)
                | (~models.Q(state="paused") & models.Q(probe_at=None)),
                name="api_webhook_paused_is_probed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.url}"


class Delivery(models.Model):
    """An event on its way to a webhook, once; claimed by a worker until `claimed_until`.

    `number` names what the event is about where that has a number of its own, as a case.
    """

    id = models.BigAutoField(primary_key=True)
    webhook = models.ForeignKey("api.Webhook", models.CASCADE, related_name="deliveries", db_index=False)
    event_id = models.BigIntegerField()
    kind = models.TextField()
    subject = models.TextField()
    number = models.TextField()
    happened_at = models.DateTimeField()
    state = models.TextField()
    failures = models.IntegerField()
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    status = models.IntegerField(null=True)
    fault = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event_id"], name="api_delivery_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "sent", "given_up"]), name="api_delivery_state"
            ),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at=None)),
                name="api_delivery_sent_has_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=models.Q(state="waiting"), name="api_delivery_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.webhook_id} {self.event_id} {self.state}"
