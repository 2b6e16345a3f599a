"""Webhooks and what is on its way to them."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from hemei.ground.records.founding import CreateTables


class Migration(migrations.Migration):
    initial = True
    dependencies = [("people", "0019_keys_of_every_body"), ("records", "0008_rollups")]

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Webhook",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("url", models.TextField()),
                        ("kinds", models.JSONField()),
                        ("secret", models.BinaryField()),
                        ("state", models.TextField()),
                        ("made_at", models.DateTimeField()),
                        ("failed_at", models.DateTimeField(null=True)),
                        ("probe_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "key",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.programkey",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=Q(state__in=["active", "paused", "ended"]), name="api_webhook_state"
                            ),
                            models.CheckConstraint(
                                condition=Q(state="paused", probe_at__isnull=False)
                                | (~Q(state="paused") & Q(probe_at=None)),
                                name="api_webhook_paused_is_probed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Delivery",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("event_id", models.BigIntegerField()),
                        ("kind", models.TextField()),
                        ("subject", models.TextField()),
                        ("number", models.TextField()),
                        ("happened_at", models.DateTimeField()),
                        ("state", models.TextField()),
                        ("failures", models.IntegerField()),
                        ("due_at", models.DateTimeField()),
                        ("claimed_until", models.DateTimeField(null=True)),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("status", models.IntegerField(null=True)),
                        ("fault", models.TextField()),
                        (
                            "webhook",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deliveries",
                                to="api.webhook",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["due_at", "id"],
                                condition=Q(state="waiting"),
                                name="api_delivery_waiting",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("webhook", "event_id"), name="api_delivery_once"),
                            models.CheckConstraint(
                                condition=Q(state__in=["waiting", "sent", "given_up"]),
                                name="api_delivery_state",
                            ),
                            models.CheckConstraint(
                                condition=Q(state="sent", sent_at__isnull=False)
                                | (~Q(state="sent") & Q(sent_at=None)),
                                name="api_delivery_sent_has_a_time",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
