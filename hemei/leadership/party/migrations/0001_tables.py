"""The tables of `party`, made together."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.founding import CreateTables


class Migration(migrations.Migration):
    replaces = [("party", "0001_party")]

    initial = True

    dependencies = [
        ("people", "0001_tables"),
        ("places", "0001_tables"),
    ]

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Organisation",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "body",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.body",
                            ),
                        ),
                        ("form", models.TextField()),
                        ("level", models.TextField()),
                        ("host_body_id", models.BigIntegerField()),
                        ("item", models.TextField(null=True, unique=True)),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["level", "scope"], name="party_organisation_level"),
                            models.Index(fields=["host_body_id"], name="party_organisation_host"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Former",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="former",
                                to="party.organisation",
                            ),
                        ),
                        ("form", models.TextField()),
                        ("host_body_id", models.BigIntegerField()),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("valid_until__gt", models.F("valid_from"))),
                                name="party_former_period",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Relation",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "above",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="below_of",
                                to="party.organisation",
                            ),
                        ),
                        (
                            "below",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="above_of",
                                to="party.organisation",
                            ),
                        ),
                        ("kind", models.TextField()),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("above", models.F("below")), _negated=True),
                                name="party_relation_not_oneself",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Tie",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ties",
                                to="party.organisation",
                            ),
                        ),
                        (
                            "estate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.estate",
                            ),
                        ),
                        (
                            "building",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.building",
                            ),
                        ),
                        ("kind", models.TextField()),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope"], name="party_tie_scope")],
                    },
                ),
                migrations.CreateModel(
                    name="Standing",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.place",
                            ),
                        ),
                        ("part", models.TextField()),
                        (
                            "body",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.body",
                            ),
                        ),
                        ("line", models.TextField()),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["place"], name="party_standing_place")],
                    },
                ),
            ],
        ),
    ]
