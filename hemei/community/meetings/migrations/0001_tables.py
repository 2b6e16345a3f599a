"""The tables of `meetings`, made together."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.founding import CreateTables


class Migration(migrations.Migration):
    replaces = [
        ("meetings", "0001_meetings"),
        ("meetings", "0003_paper_number"),
        ("meetings", "0004_owners_side"),
        ("meetings", "0006_sides_of_mediation"),
    ]

    initial = True

    dependencies = [
        ("people", "0001_tables"),
        ("places", "0001_tables"),
    ]

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Demand",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "meeting",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="demands",
                                to="meetings.meeting",
                            ),
                        ),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                        (
                            "person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        ("text_id", models.BigIntegerField(null=True)),
                        ("made_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("meeting", "person"), name="meetings_demand_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Meeting",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
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
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.place",
                            ),
                        ),
                        ("key", models.TextField(unique=True)),
                        ("kind", models.TextField()),
                        ("rules_on", models.DateField()),
                        ("sides_least", models.SmallIntegerField(default=1)),
                        ("title", models.TextField()),
                        ("location", models.TextField(blank=True, default="")),
                        ("body_id", models.BigIntegerField()),
                        ("subject_stream", models.TextField(blank=True, default="")),
                        ("state", models.TextField()),
                        ("asked_on", models.DateField(null=True)),
                        ("asking", models.IntegerField(null=True)),
                        ("asking_of", models.IntegerField(null=True)),
                        ("gathers_until", models.DateTimeField(null=True)),
                        ("call_due_at", models.DateTimeField(null=True)),
                        ("noticed_at", models.DateTimeField(null=True)),
                        ("starts_at", models.DateTimeField(null=True)),
                        ("opened_at", models.DateTimeField(null=True)),
                        ("quorate", models.BooleanField(default=False)),
                        (
                            "chair",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="meetings.attendance",
                            ),
                        ),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("posting_due_at", models.DateTimeField(null=True)),
                        ("posted_at", models.DateTimeField(null=True)),
                        ("tasks_set_at", models.DateTimeField(null=True)),
                        ("open_tasks", models.IntegerField(default=0)),
                        ("paper_number", models.IntegerField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["scope", "-id"], name="meetings_meeting_scope"),
                            models.Index(fields=["estate", "-id"], name="meetings_meeting_estate"),
                            models.Index(
                                condition=models.Q(("subject_stream", ""), _negated=True),
                                fields=["subject_stream"],
                                name="meetings_meeting_subject",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        ["cancelled", "closed", "lapsed", "noticed", "open", "prepared"],
                                    )
                                ),
                                name="meetings_meeting_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("noticed_at", None), ("state", "prepared")),
                                    ("state", "cancelled"),
                                    models.Q(
                                        models.Q(("state__in", ["prepared", "cancelled"]), _negated=True),
                                        ("noticed_at__isnull", False),
                                        ("starts_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="meetings_meeting_noticed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["open", "closed"]), _negated=True),
                                    models.Q(
                                        ("chair__isnull", False),
                                        ("opened_at__isnull", False),
                                        ("quorate", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="meetings_meeting_quorate",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_at", None),
                                    ("ended_at__gte", models.F("opened_at")),
                                    ("opened_at", None),
                                    _connector="OR",
                                ),
                                name="meetings_meeting_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("posted_at", None), ("state", "closed"), _connector="OR"),
                                name="meetings_meeting_posted",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MeetingSide",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sides",
                                to="meetings.meeting",
                            ),
                        ),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                        ("code", models.TextField()),
                        ("body_id", models.BigIntegerField(null=True)),
                        ("size", models.IntegerField(null=True)),
                        ("needed", models.IntegerField()),
                        ("agree", models.IntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "code__in",
                                        [
                                            "applicant",
                                            "company",
                                            "departments",
                                            "developer",
                                            "mediator",
                                            "members",
                                            "opposing",
                                            "owners",
                                            "owners_committee",
                                            "owners_side",
                                            "party",
                                            "proposers",
                                            "residents_committee",
                                            "respondent",
                                            "street",
                                        ],
                                    )
                                ),
                                name="meetings_side_code",
                            ),
                            models.UniqueConstraint(fields=("meeting", "code"), name="meetings_side_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("agree__gte", 0),
                                    ("needed__gte", 0),
                                    models.Q(
                                        ("size", None), ("size__gte", models.F("needed")), _connector="OR"
                                    ),
                                ),
                                name="meetings_side_numbers",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Item",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "meeting",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="meetings.meeting",
                            ),
                        ),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                        ("number", models.SmallIntegerField()),
                        ("title", models.TextField()),
                        ("text_id", models.BigIntegerField(null=True)),
                        ("subject_stream", models.TextField(blank=True, default="")),
                        ("outcome", models.TextField(blank=True, default="")),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("words_id", models.BigIntegerField(null=True)),
                        ("agree", models.IntegerField(default=0)),
                        ("against", models.IntegerField(default=0)),
                        ("abstain", models.IntegerField(default=0)),
                        ("needed", models.IntegerField(default=0)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("subject_stream", ""), _negated=True),
                                fields=["subject_stream"],
                                name="meetings_item_subject",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("meeting", "number"), name="meetings_item_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "outcome__in",
                                        [
                                            "",
                                            "adopted",
                                            "agreed",
                                            "deferred",
                                            "not_agreed",
                                            "noted",
                                            "rejected",
                                        ],
                                    )
                                ),
                                name="meetings_item_outcome",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at", None), ("outcome", "")),
                                    models.Q(
                                        models.Q(("outcome", ""), _negated=True),
                                        ("decided_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="meetings_item_decided_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("outcome", "adopted"), _negated=True),
                                    models.Q(("agree__gte", models.F("needed")), ("needed__gt", 0)),
                                    _connector="OR",
                                ),
                                name="meetings_item_adopted_by_enough",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attendance",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendances",
                                to="meetings.meeting",
                            ),
                        ),
                        (
                            "side",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendances",
                                to="meetings.meetingside",
                            ),
                        ),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                        (
                            "person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        ("name_id", models.BigIntegerField(null=True)),
                        ("name_digest", models.BinaryField(null=True)),
                        ("at_door", models.BooleanField()),
                        ("registered_at", models.DateTimeField()),
                        ("arrived_at", models.DateTimeField(null=True)),
                        ("left_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("person__isnull", False)),
                                fields=("side", "person"),
                                name="meetings_attendance_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("name_digest__isnull", False)),
                                fields=("side", "name_digest"),
                                name="meetings_attendance_named_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("left_at", None),
                                    models.Q(
                                        ("arrived_at__isnull", False),
                                        ("left_at__gte", models.F("arrived_at")),
                                    ),
                                    _connector="OR",
                                ),
                                name="meetings_attendance_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Voice",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="voices",
                                to="meetings.item",
                            ),
                        ),
                        (
                            "side",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="meetings.meetingside",
                            ),
                        ),
                        (
                            "attendance",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="voices",
                                to="meetings.attendance",
                            ),
                        ),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                        ("choice", models.TextField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("attendance__isnull", False)),
                                fields=("item", "attendance"),
                                name="meetings_voice_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("attendance", None)),
                                fields=("item", "side"),
                                name="meetings_voice_side_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("choice__in", ["abstain", "against", "for"])),
                                name="meetings_voice_choice",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Minutes",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "meeting",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="minutes",
                                to="meetings.meeting",
                            ),
                        ),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                        ("version", models.SmallIntegerField()),
                        ("kind", models.TextField()),
                        ("text_id", models.BigIntegerField()),
                        ("recorded_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("meeting", "version"), name="meetings_minutes_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["addendum", "minutes"])),
                                name="meetings_minutes_kind",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Signature",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "minutes",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signatures",
                                to="meetings.minutes",
                            ),
                        ),
                        (
                            "attendance",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signatures",
                                to="meetings.attendance",
                            ),
                        ),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                        ("signed_by", models.TextField()),
                        ("signed_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("minutes", "attendance"), name="meetings_signature_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("signed_by__in", ["paper", "screen"])),
                                name="meetings_signature_way",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Task",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tasks",
                                to="meetings.meeting",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="meetings.item",
                            ),
                        ),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                        ("duty_id", models.BigIntegerField(unique=True)),
                        ("title", models.TextField()),
                        ("body_id", models.BigIntegerField()),
                        ("until", models.DateField()),
                        ("state", models.TextField()),
                        ("ended_at", models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Comment",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="comments_made",
                                to="meetings.meeting",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="meetings.item",
                            ),
                        ),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                        ("key", models.TextField(unique=True)),
                        ("phase", models.TextField()),
                        (
                            "person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        ("body_id", models.BigIntegerField(null=True)),
                        ("text_id", models.BigIntegerField()),
                        ("made_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        ("answer_id", models.BigIntegerField(null=True)),
                        ("answered_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("phase__in", ["after", "before", "during"])),
                                name="meetings_comment_phase",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answer_id", None), ("answered_at", None)),
                                    models.Q(("answer_id__isnull", False), ("answered_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="meetings_comment_answered_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Statement",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="statements",
                                to="meetings.meeting",
                            ),
                        ),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                        ("key", models.TextField(unique=True)),
                        (
                            "person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        ("text_id", models.BigIntegerField()),
                        ("state", models.TextField()),
                        ("refusal", models.TextField(blank=True, default="")),
                        ("made_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["refused", "shown", "waiting"])),
                                name="meetings_statement_state",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OpinionGiven",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "statement",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opinions",
                                to="meetings.statement",
                            ),
                        ),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        ("choice", models.TextField()),
                        ("given_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("statement", "person"), name="meetings_opinion_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("choice__in", ["agree", "disagree", "pass"])),
                                name="meetings_opinion_choice",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Grouping",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "meeting",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="grouping",
                                to="meetings.meeting",
                            ),
                        ),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                        ("made_at", models.DateTimeField()),
                        ("voters", models.IntegerField()),
                        ("snapshot", models.JSONField()),
                    ],
                ),
            ],
        ),
    ]
