"""The tables of `notices`, made together."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.founding import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [("records", "0001_tables")]

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Watch",
                    fields=[
                        ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                        ("looked_until", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Address",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("person_id", models.BigIntegerField()),
                        ("channel", models.TextField()),
                        ("address_id", models.BigIntegerField()),
                        ("digest", models.BinaryField()),
                        ("asked_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("tries", models.SmallIntegerField(default=0)),
                        ("proven_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("person_id", "channel"), name="notices_address_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("channel__in", ["platform", "sms", "email", "wecom", "dingtalk"])
                                ),
                                name="notices_address_channel",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Feed",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("person_id", models.BigIntegerField()),
                        ("digest", models.BinaryField(unique=True)),
                        ("made_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("asked_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("person_id",),
                                name="notices_feed_one_open",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Message",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("person_id", models.BigIntegerField(null=True)),
                        ("key", models.TextField(unique=True)),
                        ("channel", models.TextField()),
                        ("urgent", models.BooleanField()),
                        ("text", models.TextField()),
                        ("state", models.TextField(default="ready")),
                        ("made_at", models.DateTimeField()),
                        ("not_before", models.DateTimeField()),
                        ("attempts", models.SmallIntegerField(default=0)),
                        ("claimed_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("outbox", models.BooleanField(default=False)),
                        ("error", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["ready", "sending", "failed"])),
                                fields=["not_before", "id"],
                                name="notices_message_due",
                            ),
                            models.Index(fields=["state", "-id"], name="notices_message_state_last"),
                            models.Index(fields=["stream", "-id"], name="notices_message_stream_last"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["ready", "sending", "failed", "sent", "given_up", "shown"])
                                ),
                                name="notices_message_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("channel__in", ["platform", "sms", "email", "wecom", "dingtalk"])
                                ),
                                name="notices_message_channel",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("ended_at__isnull", False),
                                        ("state__in", ["sent", "given_up", "shown"]),
                                    ),
                                    models.Q(
                                        ("ended_at", None), ("state__in", ["ready", "sending", "failed"])
                                    ),
                                    _connector="OR",
                                ),
                                name="notices_message_ended_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Preference",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        ("person_id", models.BigIntegerField(null=True)),
                        ("channel", models.TextField()),
                        (
                            "off",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        ("changed_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("channel__in", ["platform", "sms", "email", "wecom", "dingtalk"])
                                ),
                                name="notices_preference_channel",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Notice",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("person_id", models.BigIntegerField(null=True)),
                        ("cause", models.TextField()),
                        ("code", models.TextField()),
                        ("matter", models.TextField()),
                        ("subject", models.TextField()),
                        ("number", models.TextField()),
                        ("happened_at", models.DateTimeField()),
                        ("urgent", models.BooleanField()),
                        ("due_at", models.DateTimeField()),
                        ("state", models.TextField(default="waiting")),
                        (
                            "message",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notices",
                                to="notices.message",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["due_at", "id"],
                                name="notices_notice_due",
                            ),
                            models.Index(fields=["stream", "-id"], name="notices_notice_stream_last"),
                            models.Index(fields=["happened_at"], name="notices_notice_age"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("cause", "stream"), name="notices_notice_once"),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["waiting", "merged", "off"])),
                                name="notices_notice_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("matter__in", ["progress", "task", "clock", "visit"])),
                                name="notices_notice_matter",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("message__isnull", False), ("state", "merged")),
                                    models.Q(models.Q(("state", "merged"), _negated=True), ("message", None)),
                                    _connector="OR",
                                ),
                                name="notices_notice_merged_whole",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
