"""The tables of `patrols`, made together."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.founding import CreateTables
from hemei.ground.records.security import protect, unprotect

WALLED = ("patrols_point", "patrols_round", "patrols_visit", "patrols_shot")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0018_terms_that_never_ran"),
        ("places", "0004_public_houses"),
        ("records", "0012_import_matches"),
    ]

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Point",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("kind", models.TextField()),
                        ("name", models.TextField()),
                        ("lon", models.IntegerField(null=True)),
                        ("lat", models.IntegerField(null=True)),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                        (
                            "cell",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.place",
                            ),
                        ),
                        (
                            "estate",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.estate",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope", "id"], name="patrols_point_scope")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("valid_until", None)),
                                fields=("cell", "name"),
                                name="patrols_point_one_name",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until", None),
                                    ("valid_until__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="patrols_point_period",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("lat", None), ("lon", None)),
                                    models.Q(("lat__isnull", False), ("lon__isnull", False)),
                                    _connector="OR",
                                ),
                                name="patrols_point_position",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Round",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        ("planned_on", models.DateField()),
                        (
                            "state",
                            models.TextField(
                                choices=[("planned", "planned"), ("done", "done"), ("missed", "missed")],
                                default="planned",
                            ),
                        ),
                        ("started_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("received_at", models.DateTimeField(null=True)),
                        ("submission_key", models.UUIDField(null=True, unique=True)),
                        ("on_time", models.BooleanField(null=True)),
                        ("gaps", models.SmallIntegerField(default=0)),
                        ("flags", models.JSONField(default=list)),
                        ("missed_at", models.DateTimeField(null=True)),
                        (
                            "why",
                            models.TextField(
                                blank=True,
                                choices=[
                                    ("leave", "leave"),
                                    ("called_away", "called_away"),
                                    ("weather", "weather"),
                                    ("device", "device"),
                                    ("vacant", "vacant"),
                                    ("other", "other"),
                                ],
                                default="",
                            ),
                        ),
                        ("why_note_id", models.BigIntegerField(null=True)),
                        ("why_at", models.DateTimeField(null=True)),
                        (
                            "cell",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.place",
                            ),
                        ),
                        (
                            "walker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.appointment",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["scope", "-planned_on", "-id"], name="patrols_round_scope"),
                            models.Index(fields=["walker", "-planned_on"], name="patrols_round_walker"),
                            models.Index(
                                condition=models.Q(("state", "planned")),
                                fields=["planned_on"],
                                name="patrols_round_planned",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("cell", "planned_on"), name="patrols_round_one_a_day"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("ended_at__gt", models.F("started_at")),
                                        ("on_time__isnull", False),
                                        ("received_at__isnull", False),
                                        ("started_at__isnull", False),
                                        ("state", "done"),
                                        ("submission_key__isnull", False),
                                    ),
                                    models.Q(
                                        models.Q(("state", "done"), _negated=True),
                                        ("ended_at", None),
                                        ("on_time", None),
                                        ("received_at", None),
                                        ("started_at", None),
                                        ("submission_key", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="patrols_round_done_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "missed"), _negated=True),
                                    ("missed_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="patrols_round_missed_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("why", ""), ("why_at", None), ("why_note_id", None)),
                                    models.Q(models.Q(("why", ""), _negated=True), ("why_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="patrols_round_why_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Visit",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("kind", models.TextField()),
                        ("name", models.TextField()),
                        (
                            "result",
                            models.TextField(
                                blank=True,
                                choices=[("clear", "clear"), ("found", "found"), ("blocked", "blocked")],
                                default="",
                            ),
                        ),
                        ("seen_at", models.DateTimeField(null=True)),
                        ("lon", models.IntegerField(null=True)),
                        ("lat", models.IntegerField(null=True)),
                        ("metres", models.IntegerField(null=True)),
                        ("note_id", models.BigIntegerField(null=True)),
                        ("case_kind", models.TextField(blank=True, default="")),
                        ("case_number", models.TextField(blank=True, default="")),
                        (
                            "point",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="patrols.point",
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="visits",
                                to="patrols.round",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["scope", "-id"], name="patrols_visit_scope"),
                            models.Index(fields=["point", "-id"], name="patrols_visit_point"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("round", "point"), name="patrols_visit_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("case_number", ""), _negated=True),
                                fields=("case_number",),
                                name="patrols_visit_one_case",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("result", ""), ("seen_at", None)),
                                    models.Q(
                                        models.Q(("result", ""), _negated=True), ("seen_at__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="patrols_visit_seen",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("case_kind__gt", ""), ("case_number__gt", ""), ("result", "found")
                                    ),
                                    models.Q(
                                        models.Q(("result", "found"), _negated=True),
                                        ("case_kind", ""),
                                        ("case_number", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="patrols_visit_find_is_a_case",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Shot",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("taken_at", models.DateTimeField(null=True)),
                        ("time_from", models.TextField()),
                        ("metres", models.IntegerField(null=True)),
                        ("likeness", models.TextField()),
                        (
                            "copy_of",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="patrols.shot",
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.file",
                            ),
                        ),
                        (
                            "visit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="shots",
                                to="patrols.visit",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope", "-id"], name="patrols_shot_scope")],
                    },
                ),
            ],
        ),
        *(migrations.RunSQL(protect(table), unprotect(table)) for table in WALLED),
    ]
