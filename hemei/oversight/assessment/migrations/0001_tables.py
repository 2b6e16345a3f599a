"""The tables of `assessment`, made together."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.founding import CreateTables


class Migration(migrations.Migration):
    replaces = [
        ("assessment", "0001_rounds"),
        ("assessment", "0003_kit"),
        ("assessment", "0006_objections_end_by_their_clock"),
    ]

    initial = True

    dependencies = [
        ("companies", "0001_tables"),
        ("people", "0001_tables"),
        ("places", "0001_tables"),
        ("records", "0001_tables"),
    ]

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name="AssessmentContract",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "supplier",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.body",
                            ),
                        ),
                        ("number", models.TextField(unique=True)),
                        ("task", models.TextField()),
                        ("price_fen", models.BigIntegerField()),
                        ("signed_on", models.DateField()),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("price_fen__gt", 0), ("valid_until__gt", models.F("valid_from"))
                                ),
                                name="assessment_contract_whole",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sample",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "round",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sample",
                                to="assessment.round",
                            ),
                        ),
                        (
                            "contract",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="samples",
                                to="assessment.assessmentcontract",
                            ),
                        ),
                        (
                            "strata_by",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), size=None
                            ),
                        ),
                        ("size", models.IntegerField()),
                        ("digest", models.TextField()),
                        ("secret", models.TextField()),
                        ("commitment", models.TextField()),
                        ("listed_at", models.DateTimeField()),
                        ("seed", models.TextField(blank=True, default="")),
                        ("drawn_at", models.DateTimeField(null=True)),
                        ("opened_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("drawn_at", None), ("seed", "")),
                                    models.Q(
                                        models.Q(("seed", ""), _negated=True),
                                        ("drawn_at__gte", models.F("listed_at")),
                                    ),
                                    _connector="OR",
                                ),
                                name="assessment_sample_seed_after_list",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SampledProject",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "sample",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="assessment.sample",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="companies.project",
                            ),
                        ),
                        ("key", models.TextField()),
                        ("stratum", models.TextField()),
                        ("must", models.BooleanField()),
                        ("every_months", models.SmallIntegerField(null=True)),
                        ("reason", models.TextField(blank=True, default="")),
                        ("place", models.IntegerField(default=0)),
                        ("drawn", models.BooleanField(default=False)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("sample", "key"), name="assessment_sampled_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Visit",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="visits",
                                to="assessment.entry",
                            ),
                        ),
                        (
                            "assessor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="visits",
                                to="assessment.assessor",
                            ),
                        ),
                        (
                            "contract",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="assessment.assessmentcontract",
                            ),
                        ),
                        (
                            "second_of",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="second",
                                to="assessment.visit",
                            ),
                        ),
                        (
                            "state",
                            models.TextField(
                                choices=[("planned", "planned"), ("ended", "ended"), ("voided", "voided")]
                            ),
                        ),
                        ("started_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("received_at", models.DateTimeField(null=True)),
                        ("submission_key", models.UUIDField(null=True, unique=True)),
                        (
                            "flags",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        (
                            "review",
                            models.TextField(
                                blank=True, choices=[("upheld", "upheld"), ("redo", "redo")], default=""
                            ),
                        ),
                        ("reviewed_at", models.DateTimeField(null=True)),
                        ("review_note_id", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope", "-id"], name="assessment_visit_scope")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "ended"), _negated=True),
                                    models.Q(
                                        ("ended_at__gt", models.F("started_at")),
                                        ("received_at__isnull", False),
                                        ("submission_key__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="assessment_visit_ended_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("review", ""), ("reviewed_at", None)),
                                    models.Q(
                                        models.Q(("review", ""), _negated=True),
                                        ("review_note_id__isnull", False),
                                        ("reviewed_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="assessment_visit_reviewed_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VisitMark",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "visit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="marks",
                                to="assessment.visit",
                            ),
                        ),
                        ("item", models.TextField()),
                        ("value_num", models.SmallIntegerField()),
                        ("value_den", models.SmallIntegerField()),
                        ("seconds", models.IntegerField()),
                        ("note_id", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("visit", "item"), name="assessment_visitmark_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("seconds__gte", 0),
                                    ("value_den__gt", 0),
                                    ("value_num__gte", 0),
                                    ("value_num__lte", models.F("value_den")),
                                ),
                                name="assessment_visitmark_share",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VisitPhoto",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "visit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="photos",
                                to="assessment.visit",
                            ),
                        ),
                        ("item", models.TextField()),
                        (
                            "file",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.file",
                            ),
                        ),
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
                                to="assessment.visitphoto",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Survey",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "entry",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="survey",
                                to="assessment.entry",
                            ),
                        ),
                        (
                            "assessor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="surveys",
                                to="assessment.assessor",
                            ),
                        ),
                        ("seed", models.TextField()),
                        ("households", models.IntegerField()),
                        ("size", models.IntegerField()),
                        ("drawn_at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="SurveyUnit",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "survey",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="units",
                                to="assessment.survey",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.propertyunit",
                            ),
                        ),
                        ("building", models.TextField()),
                        ("place", models.IntegerField()),
                        ("drawn", models.BooleanField()),
                        (
                            "replaces",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="assessment.surveyunit",
                            ),
                        ),
                        ("replaced", models.SmallIntegerField(default=0)),
                        (
                            "fate",
                            models.TextField(
                                choices=[
                                    ("waiting", "waiting"),
                                    ("answered", "answered"),
                                    ("unreached", "unreached"),
                                    ("declined", "declined"),
                                ],
                                default="waiting",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("survey", "unit"), name="assessment_surveyunit_once"
                            ),
                            models.UniqueConstraint(
                                fields=("survey", "place"), name="assessment_surveyunit_place"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SurveyTally",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "survey",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tallies",
                                to="assessment.survey",
                            ),
                        ),
                        ("value", models.SmallIntegerField()),
                        ("channel", models.TextField()),
                        ("count", models.IntegerField(default=0)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("survey", "value", "channel"), name="assessment_tally_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("count__gte", 0), ("value__gte", 1), ("value__lte", 5)),
                                name="assessment_tally_value",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoundAgreement",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "round",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agreement",
                                to="assessment.round",
                            ),
                        ),
                        ("pairs", models.IntegerField()),
                        ("alpha_millionths", models.IntegerField(null=True)),
                        ("measured_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Round",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.place",
                            ),
                        ),
                        ("organiser_body_id", models.BigIntegerField(null=True)),
                        ("standard", models.TextField()),
                        ("standard_day", models.DateField()),
                        ("title", models.TextField()),
                        ("period_from", models.DateField()),
                        ("period_until", models.DateField()),
                        (
                            "stage",
                            models.TextField(
                                choices=[
                                    ("open", "open"),
                                    ("scored", "scored"),
                                    ("posted", "posted"),
                                    ("published", "published"),
                                    ("cancelled", "cancelled"),
                                ]
                            ),
                        ),
                        ("opened_at", models.DateTimeField()),
                        ("scored_at", models.DateTimeField(null=True)),
                        ("posted_at", models.DateTimeField(null=True)),
                        ("posted_until", models.DateTimeField(null=True)),
                        ("objections_until", models.DateTimeField(null=True)),
                        ("published_at", models.DateTimeField(null=True)),
                        ("cancelled_at", models.DateTimeField(null=True)),
                        ("spread", models.JSONField(default=dict)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope", "-id"], name="assessment_round_scope")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("period_until__gt", models.F("period_from"))),
                                name="assessment_round_period",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("stage", "published"), _negated=True),
                                    models.Q(
                                        ("posted_at__isnull", False),
                                        ("published_at__isnull", False),
                                        ("scored_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="assessment_round_published_whole",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("stage", "cancelled"), _negated=True),
                                fields=("place", "standard", "period_from", "period_until", "title"),
                                name="assessment_round_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="assessment.round",
                            ),
                        ),
                        (
                            "subject_kind",
                            models.TextField(
                                choices=[
                                    ("community", "community"),
                                    ("committee", "committee"),
                                    ("company", "company"),
                                    ("project", "project"),
                                    ("street", "street"),
                                    ("estate", "estate"),
                                ]
                            ),
                        ),
                        ("subject_id", models.BigIntegerField()),
                        ("name", models.TextField()),
                        ("place_path", models.TextField(db_collation="C")),
                        ("body_id", models.BigIntegerField(null=True)),
                        ("estate_id", models.BigIntegerField(null=True)),
                        ("points_num", models.BigIntegerField(null=True)),
                        ("points_den", models.BigIntegerField(null=True)),
                        ("of", models.IntegerField(null=True)),
                        ("grade", models.TextField(blank=True, default="")),
                        (
                            "vetoes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        ("lines", models.JSONField(default=list)),
                        ("rank", models.IntegerField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["subject_kind", "subject_id"], name="assessment_entry_subject"
                            ),
                            models.Index(fields=["scope"], name="assessment_entry_scope"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("round", "subject_kind", "subject_id"), name="assessment_entry_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("grade", ""),
                                        ("of", None),
                                        ("points_den", None),
                                        ("points_num", None),
                                    ),
                                    models.Q(
                                        ("of__gte", 0),
                                        ("points_den__gt", 0),
                                        ("points_num__gte", 0),
                                        models.Q(("grade", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="assessment_entry_scored_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Assessor",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessors",
                                to="assessment.round",
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
                        (
                            "appointment",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.appointment",
                            ),
                        ),
                        (
                            "party",
                            models.TextField(
                                choices=[
                                    ("party", "party"),
                                    ("department", "department"),
                                    ("owners", "owners"),
                                    ("third_party", "third_party"),
                                    ("organiser", "organiser"),
                                ]
                            ),
                        ),
                        ("department", models.TextField(blank=True, default="")),
                        (
                            "entry_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), default=list, size=None
                            ),
                        ),
                        ("ties", models.JSONField(default=list)),
                        ("appointed_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("round", "person"),
                                name="assessment_assessor_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Mark",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="marks",
                                to="assessment.entry",
                            ),
                        ),
                        ("item", models.TextField()),
                        (
                            "assessor",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="marks",
                                to="assessment.assessor",
                            ),
                        ),
                        ("value_num", models.SmallIntegerField()),
                        ("value_den", models.SmallIntegerField()),
                        ("evidence", models.TextField(blank=True, default="")),
                        ("note_id", models.BigIntegerField(null=True)),
                        ("counts", models.BooleanField(default=True)),
                        ("marked_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("value_den__gt", 0),
                                    ("value_num__gte", 0),
                                    ("value_num__lte", models.F("value_den")),
                                ),
                                name="assessment_mark_share",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MarkObjection",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="objections",
                                to="assessment.entry",
                            ),
                        ),
                        ("item", models.TextField()),
                        ("body_id", models.BigIntegerField()),
                        ("text_id", models.BigIntegerField()),
                        ("filed_at", models.DateTimeField()),
                        (
                            "state",
                            models.TextField(
                                choices=[("filed", "filed"), ("upheld", "upheld"), ("rejected", "rejected")]
                            ),
                        ),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("decision_id", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("entry", "item"), name="assessment_objection_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at", None), ("state", "filed")),
                                    models.Q(
                                        models.Q(("state", "filed"), _negated=True),
                                        ("decided_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="assessment_objection_decided_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Consequence",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="consequences",
                                to="assessment.entry",
                            ),
                        ),
                        ("estate_id", models.BigIntegerField(null=True)),
                        ("rule", models.TextField()),
                        (
                            "follows",
                            models.TextField(
                                choices=[
                                    ("talk", "talk"),
                                    ("recommend_recall", "recommend_recall"),
                                    ("recommend_election", "recommend_election"),
                                ]
                            ),
                        ),
                        (
                            "state",
                            models.TextField(
                                choices=[("open", "open"), ("taken_up", "taken_up"), ("declined", "declined")]
                            ),
                        ),
                        ("set_on", models.DateField()),
                        ("duty_id", models.BigIntegerField(null=True)),
                        ("taken_stream", models.TextField(blank=True, default="")),
                        ("ended_on", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope", "-id"], name="assessment_follow_scope")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("entry", "rule"), name="assessment_consequence_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("follows", "talk"), _negated=True),
                                    ("duty_id__isnull", False),
                                    _connector="OR",
                                ),
                                name="assessment_consequence_talk",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CheckFrequency",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "subject_kind",
                            models.TextField(
                                choices=[
                                    ("community", "community"),
                                    ("committee", "committee"),
                                    ("company", "company"),
                                    ("project", "project"),
                                    ("street", "street"),
                                    ("estate", "estate"),
                                ]
                            ),
                        ),
                        ("subject_id", models.BigIntegerField()),
                        ("every_months", models.SmallIntegerField()),
                        ("since", models.DateField()),
                        ("reason", models.TextField()),
                        ("set_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("every_months__gte", 1), ("every_months__lte", 60)),
                                name="assessment_frequency_months",
                            ),
                            models.UniqueConstraint(
                                fields=("subject_kind", "subject_id", "since", "reason"),
                                name="assessment_frequency_once",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
