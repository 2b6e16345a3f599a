"""The tables of `cases`, made together."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.founding import CreateTables


class Migration(migrations.Migration):
    replaces = [
        ("cases", "0001_cases"),
        ("cases", "0004_refusals"),
        ("cases", "0005_refusals_found"),
        ("cases", "0007_task_scope"),
    ]

    initial = True

    dependencies = []

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Case",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        ("number", models.TextField(unique=True)),
                        ("version", models.IntegerField()),
                        ("state", models.TextField()),
                        ("channel", models.TextField()),
                        ("kind", models.TextField()),
                        ("service_class", models.TextField()),
                        ("estate_id", models.BigIntegerField(null=True)),
                        ("building_id", models.BigIntegerField(null=True)),
                        ("entrance_id", models.BigIntegerField(null=True)),
                        ("estate_name", models.TextField()),
                        ("home_body_id", models.BigIntegerField()),
                        ("accountable_body_id", models.BigIntegerField()),
                        ("reporter_id", models.BigIntegerField(null=True)),
                        ("hidden", models.BooleanField()),
                        ("fact_on", models.DateField()),
                        ("reported_at", models.DateTimeField()),
                        ("next_due_at", models.DateTimeField(null=True)),
                        ("outcome", models.TextField(null=True)),
                        ("ended", models.TextField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("text_id", models.BigIntegerField(null=True)),
                        ("contact_id", models.BigIntegerField(null=True)),
                        ("snapshot", models.JSONField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["scope", "-id"], name="cases_case_scope"),
                            models.Index(
                                condition=models.Q(("state", "ended"), _negated=True),
                                fields=["scope", "next_due_at"],
                                name="cases_case_open",
                            ),
                            models.Index(
                                condition=models.Q(("state", "ended"), _negated=True),
                                fields=["next_due_at", "id"],
                                name="cases_case_due",
                            ),
                            models.Index(fields=["reporter_id", "-id"], name="cases_case_reporter"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "reported",
                                            "accepted",
                                            "handling",
                                            "whistled",
                                            "resulted",
                                            "awaiting",
                                            "refused",
                                            "ended",
                                        ],
                                    )
                                ),
                                name="cases_case_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("channel__in", ["resident", "caller", "hotline", "patrol", "company"])
                                ),
                                name="cases_case_channel",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("outcome__in", ["solved", "solved_in_part", "not_solved", "not_a_case"])
                                ),
                                name="cases_case_outcome",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended__in", ["accepted", "silent", "anonymous", "withdrawn"])
                                ),
                                name="cases_case_ending",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("ended__isnull", False),
                                        ("ended_at__isnull", False),
                                        ("state", "ended"),
                                    ),
                                    models.Q(
                                        models.Q(("state", "ended"), _negated=True),
                                        ("ended", None),
                                        ("ended_at", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="cases_case_ended_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Task",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tasks",
                                to="cases.case",
                            ),
                        ),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("number", models.SmallIntegerField()),
                        ("kind", models.TextField()),
                        ("body_id", models.BigIntegerField()),
                        ("is_lead", models.BooleanField()),
                        ("called_by_body_id", models.BigIntegerField()),
                        ("called_at", models.DateTimeField()),
                        ("arrival_due_at", models.DateTimeField(null=True)),
                        ("arrived_at", models.DateTimeField(null=True)),
                        ("arrived_late", models.BooleanField(null=True)),
                        ("result_due_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("ended", models.TextField(null=True)),
                        ("result", models.TextField(null=True)),
                        ("result_late", models.BooleanField(null=True)),
                        ("returned_by_line", models.TextField(blank=True, default="")),
                        ("refused_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["body_id", "-case_id"], name="cases_task_body"),
                            models.Index(fields=["scope"], name="cases_task_scope"),
                            models.Index(
                                condition=models.Q(("refused_at__isnull", False)),
                                fields=["scope", "case"],
                                name="cases_task_refused",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "number"), name="cases_task_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None), ("is_lead", True)),
                                fields=("case",),
                                name="cases_task_one_lead",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["whistle", "company"])),
                                name="cases_task_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ended__in", ["resulted", "returned", "recalled"])),
                                name="cases_task_end",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Submission",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("key", models.TextField(unique=True)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("seq", models.IntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name="SourceCount",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("source", models.BinaryField()),
                        ("hour", models.DateTimeField()),
                        ("reports", models.IntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("source", "hour"), name="cases_sourcecount_once")
                        ],
                    },
                ),
            ],
        ),
    ]
