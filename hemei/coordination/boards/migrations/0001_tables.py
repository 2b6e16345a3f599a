"""The tables of `boards`, made together."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.founding import CreateTables


class Migration(migrations.Migration):
    replaces = [("boards", "0001_boards")]

    initial = True

    dependencies = [
        ("people", "0001_tables"),
        ("places", "0001_tables"),
        ("records", "0001_tables"),
    ]

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name="ServicePhone",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "body",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.body",
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
                        (
                            "purpose",
                            models.TextField(
                                choices=[
                                    ("service", "service"),
                                    ("complaint", "complaint"),
                                    ("emergency", "emergency"),
                                ]
                            ),
                        ),
                        ("number", models.TextField()),
                        ("valid_from", models.DateTimeField()),
                        ("valid_until", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("valid_until", None)),
                                fields=("body", "estate", "purpose"),
                                name="boards_servicephone_one",
                                nulls_distinct=False,
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Edition",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "estate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.estate",
                            ),
                        ),
                        ("number", models.IntegerField()),
                        ("code", models.TextField(unique=True)),
                        ("digest", models.TextField()),
                        ("content", models.JSONField()),
                        ("manager", models.TextField(blank=True, default="")),
                        ("made_at", models.DateTimeField()),
                        ("checkpoint_day", models.DateField(null=True)),
                        ("checkpoint_root", models.TextField(blank=True, default="")),
                        ("posted_on", models.DateField(null=True)),
                        ("posted_at", models.DateTimeField(null=True)),
                        ("replaced_on", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope", "id"], name="boards_edition_scope")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("estate", "number"), name="boards_edition_number"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("posted_on__isnull", False), ("replaced_on", None)),
                                fields=("estate",),
                                name="boards_edition_one_hangs",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("replaced_on", None),
                                    models.Q(
                                        ("posted_on__isnull", False),
                                        ("replaced_on__gte", models.F("posted_on")),
                                    ),
                                    _connector="OR",
                                ),
                                name="boards_edition_replaced",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Lapse",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lapses",
                                to="boards.edition",
                            ),
                        ),
                        ("parts", models.JSONField(default=list)),
                        ("since_at", models.DateTimeField()),
                        ("until_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until_at", None)),
                                fields=("edition",),
                                name="boards_lapse_one_runs",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PrintRun",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("key", models.TextField(unique=True)),
                        ("site", models.TextField()),
                        ("edition_ids", models.JSONField()),
                        ("total", models.IntegerField()),
                        ("printed", models.IntegerField(default=0)),
                        ("beat_at", models.DateTimeField(null=True)),
                        ("asked_at", models.DateTimeField()),
                        ("printed_at", models.DateTimeField(null=True)),
                        (
                            "file",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.file",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope", "id"], name="boards_printrun_scope")],
                    },
                ),
                migrations.CreateModel(
                    name="Watch",
                    fields=[
                        ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                        ("touched_at", models.DateTimeField(null=True)),
                        ("compared_at", models.DateTimeField(null=True)),
                    ],
                ),
            ],
        ),
    ]
