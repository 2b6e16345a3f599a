"""The tables of `honours`, made together."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.founding import CreateTables


class Migration(migrations.Migration):
    replaces = [("honours", "0001_honours")]

    initial = True

    dependencies = [
        ("companies", "0001_tables"),
        ("people", "0001_tables"),
        ("places", "0001_tables"),
    ]

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Nomination",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "kind",
                            models.TextField(
                                choices=[
                                    ("mechanism", "mechanism"),
                                    ("committee", "committee"),
                                    ("company_service", "company_service"),
                                    ("demonstration", "demonstration"),
                                ]
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
                            "community",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.place",
                            ),
                        ),
                        (
                            "committee",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.body",
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="companies.company",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="companies.project",
                            ),
                        ),
                        ("body_id", models.BigIntegerField()),
                        ("nominated_on", models.DateField()),
                        ("statement_id", models.BigIntegerField()),
                        (
                            "state",
                            models.TextField(
                                choices=[
                                    ("nominated", "nominated"),
                                    ("passed", "passed"),
                                    ("posted", "posted"),
                                    ("published", "published"),
                                    ("declined", "declined"),
                                    ("struck", "struck"),
                                    ("taken_back", "taken_back"),
                                    ("withdrawn", "withdrawn"),
                                ]
                            ),
                        ),
                        ("posted_on", models.DateField(null=True)),
                        ("posting_ends_on", models.DateField(null=True)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_until", models.DateField(null=True)),
                        ("ended_on", models.DateField(null=True)),
                        (
                            "ground",
                            models.TextField(
                                blank=True,
                                choices=[
                                    ("recheck", "recheck"),
                                    ("conduct", "conduct"),
                                    ("gone", "gone"),
                                    ("false", "false"),
                                ],
                                default="",
                            ),
                        ),
                        ("checked_on", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope", "-id"], name="honours_nomination_scope")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("committee__isnull", True),
                                        ("community__isnull", False),
                                        ("company__isnull", True),
                                        ("kind", "mechanism"),
                                        ("project__isnull", True),
                                    ),
                                    models.Q(
                                        ("committee__isnull", False),
                                        ("community__isnull", True),
                                        ("company__isnull", True),
                                        ("kind", "committee"),
                                        ("project__isnull", True),
                                    ),
                                    models.Q(
                                        ("committee__isnull", True),
                                        ("community__isnull", True),
                                        ("company__isnull", False),
                                        ("kind__in", ["company_service", "demonstration"]),
                                        ("project__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="honours_nomination_shown",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until", None),
                                    ("valid_until__gt", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="honours_nomination_period",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("state__in", ["nominated", "passed", "posted", "published"])
                                ),
                                fields=("kind", "estate"),
                                name="honours_nomination_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Review",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "nomination",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reviews",
                                to="honours.nomination",
                            ),
                        ),
                        ("stage", models.TextField(choices=[("visit", "visit"), ("group", "group")])),
                        ("held_on", models.DateField()),
                        ("members", models.JSONField()),
                        ("present", models.SmallIntegerField()),
                        ("agree", models.SmallIntegerField()),
                        ("passed", models.BooleanField()),
                        ("evidence", models.JSONField(default=dict)),
                        ("found_id", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope"], name="honours_review_scope")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("agree__gte", 0), ("agree__lte", models.F("present"))),
                                name="honours_review_counted",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Objection",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "nomination",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="objections",
                                to="honours.nomination",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        ("filed_at", models.DateTimeField()),
                        ("text_id", models.BigIntegerField()),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("upheld", models.BooleanField(null=True)),
                        ("answer_id", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope"], name="honours_objection_scope")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("nomination", "person"), name="honours_objection_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at", None), ("upheld", None)),
                                    models.Q(("decided_at__isnull", False), ("upheld__isnull", False)),
                                    _connector="OR",
                                ),
                                name="honours_objection_decided_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Recheck",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "nomination",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rechecks",
                                to="honours.nomination",
                            ),
                        ),
                        ("checked_on", models.DateField()),
                        ("passed", models.BooleanField()),
                        ("found_id", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope"], name="honours_recheck_scope")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("nomination", "checked_on"), name="honours_recheck_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ActionTarget",
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
                        ("year", models.SmallIntegerField()),
                        ("measure", models.TextField()),
                        ("numerator", models.IntegerField()),
                        ("denominator", models.IntegerField()),
                        ("set_at", models.DateTimeField()),
                        ("voided_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["scope", "year"], name="honours_actiontarget_scope")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("voided_at", None)),
                                fields=("place", "year", "measure"),
                                name="honours_actiontarget_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("numerator__gt", 0), ("denominator__gte", models.F("numerator"))
                                ),
                                name="honours_actiontarget_share",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
