"""Trials of ladders, both tables behind the wall; a part in a joint visit may end with the body that had it."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.security import protect, unprotect

WALLED = ("cases_laddertrial", "cases_trialstep")


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_supporters")]

    operations = [
        migrations.CreateModel(
            name="LadderTrial",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField(unique=True)),
                ("scope", models.TextField(db_collation="C")),
                ("body_id", models.BigIntegerField()),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("rule_day", models.DateField(null=True)),
                ("draft", models.TextField(blank=True, default="")),
                ("asked_at", models.DateTimeField()),
                ("beat_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("stopped", models.BooleanField(default=False)),
                ("total", models.IntegerField()),
                ("done", models.IntegerField(default=0)),
                ("differ", models.IntegerField(default=0)),
                ("agreed", models.IntegerField(default=0)),
                ("last_number", models.TextField(blank=True, default="")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("rule_day", None), ("draft", ""), _connector="XOR"),
                        name="cases_laddertrial_one_rule",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("since__lt", models.F("until"))), name="cases_laddertrial_period"
                    ),
                ],
                "indexes": [
                    models.Index(fields=["body_id", "-id"], name="cases_laddertrial_body"),
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["beat_at"],
                        name="cases_laddertrial_waits",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrialStep",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField()),
                ("scope", models.TextField(db_collation="C")),
                ("case_id", models.BigIntegerField()),
                ("side", models.TextField()),
                ("what", models.TextField()),
                ("item", models.TextField(blank=True, default="")),
                ("key", models.TextField()),
                ("level", models.TextField(blank=True, default="")),
                ("amount", models.TextField(blank=True, default="")),
                ("because", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField()),
                ("differs", models.BooleanField()),
                (
                    "trial",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="cases.laddertrial",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["now", "other"])), name="cases_trialstep_side"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "what__in",
                                ["granted", "refused", "escalated", "supervised", "recalled", "overdue"],
                            )
                        ),
                        name="cases_trialstep_what",
                    ),
                ],
                "indexes": [models.Index(fields=["trial", "case_id", "id"], name="cases_trialstep_case")],
            },
        ),
        migrations.AddField("visitpart", "ended_at", models.DateTimeField(null=True)),
        *(migrations.RunSQL(protect(table), unprotect(table)) for table in WALLED),
    ]
