"""The tables of `clocks`, made together."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.constraints
import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.founding import CreateTables


class Migration(migrations.Migration):
    replaces = [("clocks", "0002_scope")]

    initial = True

    dependencies = []

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Deadline",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("key", models.TextField()),
                        ("kind", models.TextField()),
                        ("body_id", models.BigIntegerField()),
                        ("started_at", models.DateTimeField()),
                        ("limits", models.TextField()),
                        ("due_at", models.DateTimeField()),
                        ("provisional", models.BooleanField(default=False)),
                        ("state", models.TextField(default="running")),
                        ("settled_at", models.DateTimeField(null=True)),
                        ("reference", models.JSONField(null=True)),
                        ("calendar", models.TextField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ("running", "paused"))),
                                fields=["body_id", "due_at", "id"],
                                name="clocks_deadline_body",
                            ),
                            models.Index(
                                condition=models.Q(("state", "running")),
                                fields=["due_at", "id"],
                                name="clocks_deadline_due",
                            ),
                            models.Index(fields=["scope", "kind"], name="clocks_deadline_scope"),
                            models.Index(
                                condition=models.Q(
                                    ("provisional", True), ("state__in", ("running", "paused"))
                                ),
                                fields=["due_at", "id"],
                                name="clocks_deadline_provisional",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("stream", "key"), name="clocks_deadline_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("settled_at", None), ("state__in", ("running", "paused"))),
                                    models.Q(
                                        ("settled_at__isnull", False),
                                        ("state__in", ("met", "missed", "cancelled")),
                                    ),
                                    _connector="OR",
                                ),
                                name="clocks_deadline_settled",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Pause",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "deadline",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="pauses",
                                to="clocks.deadline",
                            ),
                        ),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("started_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("reason", models.TextField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("deadline", "started_at"), name="clocks_pause_once"
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                                expressions=[
                                    ("deadline", "="),
                                    (
                                        models.Func(
                                            models.F("started_at"),
                                            models.F("ended_at"),
                                            function="tstzrange",
                                            output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="clocks_pause_no_overlap",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LoadedCalendar",
                    fields=[
                        ("digest", models.TextField(primary_key=True, serialize=False)),
                        ("documents", models.JSONField()),
                        ("loaded_at", models.DateTimeField()),
                    ],
                ),
            ],
        ),
    ]
