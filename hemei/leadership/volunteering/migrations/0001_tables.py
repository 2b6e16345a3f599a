"""The tables of `volunteering`, made together."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.founding import CreateTables


class Migration(migrations.Migration):
    replaces = [("volunteering", "0001_volunteering")]

    initial = True

    dependencies = [
        ("party", "0001_tables"),
        ("people", "0001_tables"),
        ("places", "0001_tables"),
    ]

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Volunteer",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.place",
                            ),
                        ),
                        ("kind", models.TextField(choices=[("member", "member"), ("resident", "resident")])),
                        (
                            "person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="party.organisation",
                            ),
                        ),
                        ("name_id", models.BigIntegerField(null=True)),
                        ("phone_id", models.BigIntegerField(null=True)),
                        ("unit_id", models.BigIntegerField(null=True)),
                        ("consent", models.TextField()),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["scope", "-id"], name="volunteering_volunteer_scope")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("valid_until", None)),
                                fields=("person", "community"),
                                name="volunteering_volunteer_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Item",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.place",
                            ),
                        ),
                        (
                            "kind",
                            models.TextField(
                                choices=[("need", "need"), ("resource", "resource"), ("project", "project")]
                            ),
                        ),
                        ("title", models.TextField()),
                        ("text_id", models.BigIntegerField(null=True)),
                        ("body_id", models.BigIntegerField()),
                        (
                            "state",
                            models.TextField(
                                choices=[
                                    ("open", "open"),
                                    ("matched", "matched"),
                                    ("done", "done"),
                                    ("withdrawn", "withdrawn"),
                                ]
                            ),
                        ),
                        ("listed_on", models.DateField()),
                        ("until", models.DateField(null=True)),
                        ("ended_on", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope", "-id"], name="volunteering_item_scope")],
                    },
                ),
                migrations.CreateModel(
                    name="Match",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "need",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="served_by",
                                to="volunteering.item",
                            ),
                        ),
                        (
                            "offer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="serves",
                                to="volunteering.item",
                            ),
                        ),
                        (
                            "state",
                            models.TextField(
                                choices=[("running", "running"), ("done", "done"), ("dropped", "dropped")]
                            ),
                        ),
                        ("result_id", models.BigIntegerField(null=True)),
                        ("begun_on", models.DateField()),
                        ("ended_on", models.DateField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_on", None)),
                                fields=("need", "offer"),
                                name="volunteering_match_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Hours",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "volunteer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hours",
                                to="volunteering.volunteer",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hours",
                                to="volunteering.item",
                            ),
                        ),
                        ("day", models.DateField()),
                        ("minutes", models.SmallIntegerField()),
                        ("what_id", models.BigIntegerField(null=True)),
                        (
                            "state",
                            models.TextField(
                                choices=[
                                    ("told", "told"),
                                    ("confirmed", "confirmed"),
                                    ("declined", "declined"),
                                ]
                            ),
                        ),
                        ("told_at", models.DateTimeField()),
                        ("judged_at", models.DateTimeField(null=True)),
                        ("judged_by", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope", "day"], name="volunteering_hours_scope")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("judged_at", None), ("state", "told")),
                                    models.Q(
                                        models.Q(("state", "told"), _negated=True),
                                        ("judged_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="volunteering_hours_judged_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("minutes__gt", 0)), name="volunteering_hours_some"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Pairing",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.place",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="party.organisation",
                            ),
                        ),
                        ("year", models.SmallIntegerField()),
                        ("persons_id", models.BigIntegerField(null=True)),
                        (
                            "renews",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="renewed_by",
                                to="volunteering.pairing",
                            ),
                        ),
                        ("signed_on", models.DateField()),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField()),
                        ("ended_early", models.BooleanField(default=False)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["scope", "year"], name="volunteering_pairing_scope")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "organisation", "year"), name="volunteering_pairing_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("valid_until__gt", models.F("valid_from"))),
                                name="volunteering_pairing_period",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
