"""The tables of `policy`, made together."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.founding import CreateTables


class Migration(migrations.Migration):
    replaces = [("policy", "0001_policy")]

    initial = True

    dependencies = []

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Document",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        ("kind", models.TextField()),
                        ("title", models.TextField(blank=True, default="")),
                        ("number", models.TextField(blank=True, default="")),
                        ("issuer", models.TextField(blank=True, default="")),
                        (
                            "supports",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="supported_by",
                                to="policy.document",
                            ),
                        ),
                        ("year", models.SmallIntegerField(null=True)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_until", models.DateField(null=True)),
                        ("first_topic", models.BooleanField(default=False)),
                        ("secretary_project", models.BooleanField(default=False)),
                        ("item", models.TextField(null=True, unique=True)),
                        ("source", models.JSONField(null=True)),
                        ("cited", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until", None),
                                    ("valid_from", None),
                                    ("valid_until__gt", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="policy_document_period",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Clause",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="clauses",
                                to="policy.document",
                            ),
                        ),
                        ("number", models.TextField(blank=True, default="")),
                        ("text", models.TextField()),
                        ("demand", models.TextField(blank=True, default="")),
                        ("addressee", models.TextField(blank=True, default="")),
                        ("limit", models.TextField(blank=True, default="")),
                        ("repeat", models.TextField(default="once")),
                        ("photo_needed", models.BooleanField(default=False)),
                        ("demanded_by_id", models.BigIntegerField(null=True)),
                        ("source", models.JSONField(null=True)),
                    ],
                ),
            ],
        ),
    ]
