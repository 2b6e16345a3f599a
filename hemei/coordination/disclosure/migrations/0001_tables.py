"""The tables of `disclosure`, made together."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.founding import CreateTables


class Migration(migrations.Migration):
    replaces = [("disclosure", "0001_disclosures")]

    initial = True

    dependencies = [
        ("places", "0001_tables"),
    ]

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name="CalendarEntry",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "estate",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.estate",
                            ),
                        ),
                        ("since", models.DateField()),
                        ("entered_at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope", "id"], name="disclosure_calendar_scope")],
                    },
                ),
                migrations.CreateModel(
                    name="Disclosure",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "estate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.estate",
                            ),
                        ),
                        (
                            "subject",
                            models.TextField(
                                choices=[("revenue", "revenue"), ("fund", "fund"), ("affairs", "affairs")]
                            ),
                        ),
                        ("since", models.DateField()),
                        ("until", models.DateField()),
                        ("due_on", models.DateField()),
                        ("body_id", models.BigIntegerField()),
                        (
                            "state",
                            models.TextField(
                                choices=[
                                    ("due", "due"),
                                    ("drafted", "drafted"),
                                    ("comments", "comments"),
                                    ("published", "published"),
                                ]
                            ),
                        ),
                        ("number", models.SmallIntegerField(default=0)),
                        ("drafted_at", models.DateTimeField(null=True)),
                        ("comments_until", models.DateField(null=True)),
                        ("published_on", models.DateField(null=True)),
                        ("late_at", models.DateTimeField(null=True)),
                        ("missing_at", models.DateTimeField(null=True)),
                        ("opened_at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["scope", "-due_on", "-id"], name="disclosure_disclosure_scope"
                            ),
                            models.Index(
                                fields=["estate", "-due_on", "-id"], name="disclosure_disclosure_estate"
                            ),
                            models.Index(
                                fields=["body_id", "-due_on", "-id"], name="disclosure_disclosure_body"
                            ),
                            models.Index(
                                condition=models.Q(("published_on", None)),
                                fields=["due_on", "id"],
                                name="disclosure_disclosure_open",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("estate", "subject", "since"), name="disclosure_disclosure_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("until__gt", models.F("since"))),
                                name="disclosure_disclosure_period",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("number__gte", 1),
                                        ("published_on__isnull", False),
                                        ("state", "published"),
                                    ),
                                    models.Q(
                                        models.Q(("state", "published"), _negated=True),
                                        ("number", 0),
                                        ("published_on", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="disclosure_disclosure_published",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("published_on", None),
                                    ("published_on__gte", models.F("until")),
                                    _connector="OR",
                                ),
                                name="disclosure_disclosure_after_period",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "comments"), _negated=True),
                                    ("comments_until__isnull", False),
                                    _connector="OR",
                                ),
                                name="disclosure_disclosure_comments",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Version",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "disclosure",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="disclosure.disclosure",
                            ),
                        ),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("number", models.SmallIntegerField()),
                        ("token", models.TextField(unique=True)),
                        ("lines", models.JSONField()),
                        ("explanations", models.JSONField(default=dict)),
                        ("because", models.TextField(blank=True, default="")),
                        ("root", models.TextField(blank=True, default="")),
                        ("drafted_at", models.DateTimeField()),
                        ("published_on", models.DateField(null=True)),
                        ("published_at", models.DateTimeField(null=True)),
                        ("board_until", models.DateField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("disclosure", "number"), name="disclosure_version_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("board_until", None),
                                        ("published_at", None),
                                        ("published_on", None),
                                        ("root", ""),
                                    ),
                                    models.Q(
                                        ("board_until__isnull", False),
                                        ("published_at__isnull", False),
                                        ("published_on__isnull", False),
                                        models.Q(("root", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="disclosure_version_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("because", ""), ("number", 1)),
                                    models.Q(("number__gt", 1), models.Q(("because", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="disclosure_version_because",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Question",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "estate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.estate",
                            ),
                        ),
                        (
                            "about",
                            models.TextField(
                                choices=[("money", "money"), ("draft", "draft"), ("spending", "spending")]
                            ),
                        ),
                        ("about_stream", models.TextField(blank=True, default="")),
                        (
                            "stage",
                            models.TextField(
                                blank=True,
                                choices=[("before", "before"), ("during", "during"), ("after", "after")],
                                default="",
                            ),
                        ),
                        ("key", models.TextField(unique=True)),
                        ("person_id", models.BigIntegerField(null=True)),
                        ("asker_body_id", models.BigIntegerField(null=True)),
                        ("body_id", models.BigIntegerField()),
                        ("text_id", models.BigIntegerField()),
                        ("answer_id", models.BigIntegerField(null=True)),
                        ("asked_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("late_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["scope", "-id"], name="disclosure_question_scope"),
                            models.Index(fields=["estate", "-id"], name="disclosure_question_estate"),
                            models.Index(fields=["person_id", "-id"], name="disclosure_question_person"),
                            models.Index(
                                condition=models.Q(("about_stream", ""), _negated=True),
                                fields=["about_stream", "id"],
                                name="disclosure_question_about",
                            ),
                            models.Index(
                                condition=models.Q(("answered_at", None)),
                                fields=["due_at", "id"],
                                name="disclosure_question_open",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("asker_body_id", None), ("person_id__isnull", False)),
                                    models.Q(("asker_body_id__isnull", False), ("person_id", None)),
                                    _connector="OR",
                                ),
                                name="disclosure_question_somebody_asks",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answer_id", None), ("answered_at", None)),
                                    models.Q(("answer_id__isnull", False), ("answered_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="disclosure_question_answered_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("about", "spending"), models.Q(("stage", ""), _negated=True)),
                                    models.Q(models.Q(("about", "spending"), _negated=True), ("stage", "")),
                                    _connector="OR",
                                ),
                                name="disclosure_question_stage",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Risk",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "estate",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.estate",
                            ),
                        ),
                        ("since", models.DateField()),
                        ("until", models.DateField()),
                        ("score", models.IntegerField()),
                        ("reasons", models.JSONField()),
                        ("looked_at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["scope"], name="disclosure_risk_scope"),
                            models.Index(fields=["-score", "id"], name="disclosure_risk_rank"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("score__gte", 0)), name="disclosure_risk_score"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
