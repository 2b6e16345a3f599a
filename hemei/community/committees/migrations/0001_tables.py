"""The tables of `committees`, made together."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.founding import CreateTables


class Migration(migrations.Migration):
    replaces = [
        ("committees", "0001_life"),
        ("committees", "0003_elections"),
        ("committees", "0005_advice"),
        ("committees", "0007_election_proposal"),
        ("committees", "0008_contests"),
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
                    name="Contest",
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
                            "election",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contests",
                                to="committees.election",
                            ),
                        ),
                        (
                            "recall",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contests",
                                to="committees.recall",
                            ),
                        ),
                        ("assembly_id", models.BigIntegerField()),
                        ("counted_on", models.DateField()),
                        ("changed", models.JSONField(default=list)),
                        ("why", models.TextField(blank=True, default="")),
                        ("due_on", models.DateField()),
                        ("settled_on", models.DateField(null=True)),
                        (
                            "settled",
                            models.TextField(
                                blank=True,
                                choices=[
                                    ("followed", "followed"),
                                    ("left", "left"),
                                    ("agrees", "agrees"),
                                    ("annulled", "annulled"),
                                ],
                                default="",
                            ),
                        ),
                        ("reason_id", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["scope", "-id"], name="committees_contest_scope"),
                            models.Index(fields=["estate"], name="committees_contest_estate"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("election", None), ("recall__isnull", False)),
                                    models.Q(("election__isnull", False), ("recall", None)),
                                    _connector="OR",
                                ),
                                name="committees_contest_of_one",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("settled", ""), ("settled_on", None)),
                                    models.Q(
                                        ("settled_on__isnull", False),
                                        models.Q(("settled", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="committees_contest_settled",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("election__isnull", False), ("settled_on", None)),
                                fields=("election",),
                                name="committees_contest_election",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("recall__isnull", False), ("settled_on", None)),
                                fields=("recall",),
                                name="committees_contest_recall",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Election",
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
                        ("estate_name", models.TextField()),
                        (
                            "kind",
                            models.TextField(
                                choices=[("first", "first"), ("renewal", "renewal"), ("early", "early")]
                            ),
                        ),
                        (
                            "state",
                            models.TextField(
                                choices=[
                                    ("applied", "applied"),
                                    ("preparing", "preparing"),
                                    ("posted", "posted"),
                                    ("called", "called"),
                                    ("elected", "elected"),
                                    ("filed", "filed"),
                                    ("done", "done"),
                                    ("failed", "failed"),
                                    ("annulled", "annulled"),
                                    ("stopped", "stopped"),
                                ]
                            ),
                        ),
                        ("seats", models.SmallIntegerField()),
                        ("reserves", models.SmallIntegerField()),
                        ("years", models.SmallIntegerField()),
                        (
                            "former_term",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.term",
                            ),
                        ),
                        (
                            "adopted",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        ("adopted_clause", models.TextField(blank=True, default="")),
                        ("proposal_id", models.BigIntegerField(null=True)),
                        ("begun_on", models.DateField()),
                        ("group_due_on", models.DateField(null=True)),
                        ("meeting_due_on", models.DateField(null=True)),
                        ("posting_due_on", models.DateField(null=True)),
                        ("posted_on", models.DateField(null=True)),
                        ("assembly_id", models.BigIntegerField(null=True, unique=True)),
                        ("opens_on", models.DateField(null=True)),
                        ("elected_on", models.DateField(null=True)),
                        ("seed", models.TextField(blank=True, default="")),
                        ("reason", models.TextField(blank=True, default="")),
                        (
                            "term",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.term",
                            ),
                        ),
                        ("filing_due_on", models.DateField(null=True)),
                        ("submitted_on", models.DateField(null=True)),
                        ("round", models.SmallIntegerField(default=0)),
                        ("filed_on", models.DateField(null=True)),
                        ("filing_number", models.TextField(blank=True, default="")),
                        ("constitute_due_on", models.DateField(null=True)),
                        ("meeting_id", models.BigIntegerField(null=True)),
                        ("constituted_on", models.DateField(null=True)),
                        ("seals_noted_on", models.DateField(null=True)),
                        ("resolution_due_on", models.DateField(null=True)),
                        ("resolved_on", models.DateField(null=True)),
                        (
                            "resolution",
                            models.TextField(
                                blank=True,
                                choices=[("term_ends", "term_ends"), ("goes_on", "goes_on")],
                                default="",
                            ),
                        ),
                        ("again_due_on", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["scope", "-id"], name="committees_election_scope"),
                            models.Index(
                                condition=models.Q(("meeting_id__isnull", False)),
                                fields=["meeting_id"],
                                name="committees_election_meeting",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("state__in", ["annulled", "done", "failed", "stopped"]), _negated=True
                                ),
                                fields=("estate",),
                                name="committees_election_one_runs",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reserves__gte", 0), ("seats__gt", 0), ("years__gt", 0)),
                                name="committees_election_plan",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("resolution", ""), ("resolved_on", None)),
                                    models.Q(
                                        ("resolved_on__isnull", False),
                                        models.Q(("resolution", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="committees_election_resolved",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Applicant",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="applicants",
                                to="committees.election",
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
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        ("on_paper", models.BooleanField()),
                        ("applied_on", models.DateField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("election", "unit"), name="committees_applicant_once"
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
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="objections",
                                to="committees.election",
                            ),
                        ),
                        ("about", models.TextField(choices=[("group", "group"), ("candidate", "candidate")])),
                        (
                            "candidate",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="objections",
                                to="committees.candidate",
                            ),
                        ),
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
                        ("raised_on", models.DateField()),
                        ("due_on", models.DateField()),
                        ("answered_on", models.DateField(null=True)),
                        ("upheld", models.BooleanField(null=True)),
                        ("answer_id", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answered_on", None), ("upheld", None)),
                                    models.Q(("answered_on__isnull", False), ("upheld__isnull", False)),
                                    _connector="OR",
                                ),
                                name="committees_objection_answered_whole",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FilingReceipt",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="receipts",
                                to="committees.election",
                            ),
                        ),
                        ("round", models.SmallIntegerField()),
                        (
                            "receiver",
                            models.TextField(choices=[("street", "street"), ("district", "district")]),
                        ),
                        ("body_id", models.BigIntegerField()),
                        (
                            "state",
                            models.TextField(
                                choices=[
                                    ("waiting", "waiting"),
                                    ("accepted", "accepted"),
                                    ("returned", "returned"),
                                ]
                            ),
                        ),
                        ("submitted_on", models.DateField()),
                        ("due_on", models.DateField(null=True)),
                        ("decided_on", models.DateField(null=True)),
                        ("reason_id", models.BigIntegerField(null=True)),
                        ("digests", models.JSONField(default=dict)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("election", "round", "receiver"), name="committees_filingreceipt_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Recall",
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
                        ("body_id", models.BigIntegerField()),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.seat",
                            ),
                        ),
                        ("ground", models.TextField()),
                        (
                            "proposed_by",
                            models.TextField(choices=[("members", "members"), ("owners", "owners")]),
                        ),
                        ("proposed_on", models.DateField()),
                        ("asking", models.IntegerField(null=True)),
                        ("asking_of", models.IntegerField(null=True)),
                        ("proposal_id", models.BigIntegerField(null=True)),
                        ("reason_id", models.BigIntegerField()),
                        (
                            "state",
                            models.TextField(
                                choices=[
                                    ("proposed", "proposed"),
                                    ("heard", "heard"),
                                    ("voting", "voting"),
                                    ("passed", "passed"),
                                    ("failed", "failed"),
                                    ("withdrawn", "withdrawn"),
                                    ("moot", "moot"),
                                ]
                            ),
                        ),
                        ("hearing_due_on", models.DateField(null=True)),
                        ("hearing_id", models.BigIntegerField(null=True)),
                        ("heard_on", models.DateField(null=True)),
                        ("assembly_id", models.BigIntegerField(null=True)),
                        ("vote_number", models.SmallIntegerField(null=True)),
                        ("decided_on", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["scope", "-id"], name="committees_recall_scope"),
                            models.Index(
                                condition=models.Q(("assembly_id__isnull", False)),
                                fields=["assembly_id"],
                                name="committees_recall_assembly",
                            ),
                            models.Index(
                                condition=models.Q(("hearing_id__isnull", False)),
                                fields=["hearing_id"],
                                name="committees_recall_hearing",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["heard", "proposed", "voting"])),
                                fields=("seat",),
                                name="committees_recall_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("proposal_id__isnull", False), ("proposed_by", "owners")),
                                    models.Q(
                                        ("asking__gt", 0),
                                        ("asking_of__gte", models.F("asking")),
                                        ("proposed_by", "members"),
                                    ),
                                    _connector="OR",
                                ),
                                name="committees_recall_proposed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["voting", "passed", "failed"]), _negated=True),
                                    models.Q(("assembly_id__isnull", False), ("heard_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="committees_recall_heard",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Handover",
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
                        ("body_id", models.BigIntegerField()),
                        (
                            "term",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.term",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.seat",
                            ),
                        ),
                        ("kind", models.TextField(choices=[("left", "left"), ("term", "term")])),
                        ("begun_on", models.DateField()),
                        ("due_on", models.DateField()),
                        ("giver_signed_at", models.DateTimeField(null=True)),
                        ("receiver_signed_at", models.DateTimeField(null=True)),
                        ("escalated_on", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["scope", "-id"], name="committees_handover_scope"),
                            models.Index(
                                condition=models.Q(("receiver_signed_at", None)),
                                fields=["due_on"],
                                name="committees_handover_open",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("term", "seat"), name="committees_handover_once", nulls_distinct=False
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "term"), ("seat", None)),
                                    models.Q(("kind", "left"), ("seat__isnull", False)),
                                    _connector="OR",
                                ),
                                name="committees_handover_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("receiver_signed_at", None),
                                    ("giver_signed_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="committees_handover_signed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HandoverItem",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "handover",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="committees.handover",
                            ),
                        ),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("code", models.TextField()),
                        ("name", models.TextField()),
                        ("handed_on", models.DateField(null=True)),
                        ("absent", models.BooleanField(default=False)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("handed_on", None), ("absent", False), _connector="OR"),
                                name="committees_handoveritem_either",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Training",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.seat",
                            ),
                        ),
                        ("topic", models.TextField()),
                        ("held_on", models.DateField()),
                        ("hours", models.SmallIntegerField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope"], name="committees_training_scope")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("hours__gt", 0), ("hours__lte", 40)),
                                name="committees_training_hours",
                            ),
                            models.UniqueConstraint(
                                fields=("seat", "held_on", "topic"), name="committees_training_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OwnersReport",
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
                        ("body_id", models.BigIntegerField()),
                        ("year", models.SmallIntegerField()),
                        ("posted_on", models.DateField()),
                        ("text_id", models.BigIntegerField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope"], name="committees_report_scope")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("body_id", "year"), name="committees_ownersreport_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Advice",
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
                        ("body_id", models.BigIntegerField()),
                        ("about", models.TextField(unique=True)),
                        ("title", models.TextField()),
                        ("told_on", models.DateField()),
                        ("advise_due_on", models.DateField()),
                        ("advised_on", models.DateField(null=True)),
                        ("text_id", models.BigIntegerField(null=True)),
                        ("answer_due_on", models.DateField(null=True)),
                        ("answered_on", models.DateField(null=True)),
                        (
                            "taken",
                            models.TextField(
                                blank=True,
                                choices=[("yes", "yes"), ("partly", "partly"), ("no", "no")],
                                default="",
                            ),
                        ),
                        ("answer_id", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope", "-id"], name="committees_advice_scope")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answer_due_on", None), ("text_id", None)),
                                    models.Q(
                                        ("advised_on__isnull", False),
                                        ("answer_due_on__isnull", False),
                                        ("text_id__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="committees_advice_given",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answer_id", None), ("answered_on", None), ("taken", "")),
                                    models.Q(
                                        ("answer_id__isnull", False),
                                        ("answered_on__isnull", False),
                                        ("text_id__isnull", False),
                                        models.Q(("taken", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="committees_advice_answered",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PreparatoryGroup",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "election",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="group",
                                to="committees.election",
                            ),
                        ),
                        ("formed_on", models.DateField()),
                        ("post_due_on", models.DateField()),
                        ("posted_on", models.DateField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="GroupMember",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="members",
                                to="committees.preparatorygroup",
                            ),
                        ),
                        (
                            "side",
                            models.TextField(
                                choices=[
                                    ("owner", "owner"),
                                    ("developer", "developer"),
                                    ("street", "street"),
                                    ("residents_committee", "residents_committee"),
                                ]
                            ),
                        ),
                        ("chair", models.BooleanField(default=False)),
                        (
                            "person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        ("name_id", models.BigIntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name="WorkDone",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="works",
                                to="committees.election",
                            ),
                        ),
                        ("code", models.TextField()),
                        ("posted_on", models.DateField()),
                        ("note_id", models.BigIntegerField(null=True)),
                        ("file_id", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("election", "code"), name="committees_workdone_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Candidate",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="candidates",
                                to="committees.election",
                            ),
                        ),
                        ("number", models.SmallIntegerField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "account_person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        ("building", models.TextField(blank=True, default="")),
                        (
                            "source",
                            models.TextField(
                                choices=[("self", "self"), ("owners", "owners"), ("party", "party")]
                            ),
                        ),
                        (
                            "standing",
                            models.TextField(
                                choices=[
                                    ("registered", "registered"),
                                    ("accepted", "accepted"),
                                    ("refused", "refused"),
                                    ("withdrawn", "withdrawn"),
                                ]
                            ),
                        ),
                        ("name_id", models.BigIntegerField()),
                        ("statement_id", models.BigIntegerField(null=True)),
                        ("declared_id", models.BigIntegerField(null=True)),
                        ("party_id", models.BigIntegerField(null=True)),
                        ("party_basis", models.TextField(blank=True, default="")),
                        ("findings", models.JSONField(default=list)),
                        ("registered_on", models.DateField()),
                        ("checked_on", models.DateField(null=True)),
                        ("by_objection", models.BooleanField(default=False)),
                        ("vote_id", models.BigIntegerField(null=True)),
                        ("passed", models.BooleanField(null=True)),
                        ("heads", models.IntegerField(null=True)),
                        ("area_dm2", models.BigIntegerField(null=True)),
                        ("place", models.SmallIntegerField(null=True)),
                        ("by_lot", models.BooleanField(default=False)),
                        (
                            "result",
                            models.TextField(
                                blank=True,
                                choices=[
                                    ("elected", "elected"),
                                    ("reserve", "reserve"),
                                    ("not_elected", "not_elected"),
                                ],
                                default="",
                            ),
                        ),
                        ("annulled", models.BooleanField(default=False)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("election", "person"), name="committees_candidate_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("party_id", None),
                                    models.Q(("party_basis", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="committees_candidate_party_basis",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StandIn",
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
                        (
                            "body",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.body",
                            ),
                        ),
                        ("profile", models.TextField()),
                        ("posted_on", models.DateField(null=True)),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField()),
                        ("ended_on", models.DateField(null=True)),
                        (
                            "end_reason",
                            models.TextField(
                                blank=True,
                                choices=[
                                    ("committee_filed", "committee_filed"),
                                    ("rebuilt", "rebuilt"),
                                    ("rezoned", "rezoned"),
                                ],
                                default="",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope"], name="committees_standin_scope")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("valid_until__gt", models.F("valid_from"))),
                                name="committees_standin_period",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_on", None)),
                                fields=("estate",),
                                name="committees_standin_one",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StandInMember",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "stand_in",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="members",
                                to="committees.standin",
                            ),
                        ),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("number", models.SmallIntegerField()),
                        (
                            "side",
                            models.TextField(
                                choices=[
                                    ("owner", "owner"),
                                    ("residents_committee", "residents_committee"),
                                    ("street", "street"),
                                    ("other", "other"),
                                ]
                            ),
                        ),
                        ("chair", models.BooleanField(default=False)),
                        ("name_id", models.BigIntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("stand_in", "number"), name="committees_standinmember_number"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("chair", True)),
                                fields=("stand_in",),
                                name="committees_standinmember_chair",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
