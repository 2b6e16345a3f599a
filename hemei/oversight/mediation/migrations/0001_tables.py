"""The tables of `mediation`, made together."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import hemei.oversight.mediation.rules.petitions
from hemei.ground.records.founding import CreateTables


class Migration(migrations.Migration):
    replaces = [
        ("mediation", "0001_disputes"),
        ("mediation", "0003_agreements"),
        ("mediation", "0006_petitions"),
        ("mediation", "0009_papers"),
    ]

    initial = True

    dependencies = [
        ("cases", "0001_tables"),
        ("deliberation", "0001_tables"),
        ("duties", "0001_tables"),
        ("meetings", "0001_tables"),
        ("people", "0001_tables"),
        ("places", "0001_tables"),
    ]

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Agreement",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "dispute",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agreements",
                                to="mediation.dispute",
                            ),
                        ),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("number", models.TextField(unique=True)),
                        ("form", models.TextField()),
                        ("rules_on", models.DateField()),
                        (
                            "committee",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="mediation.mediationcommittee",
                            ),
                        ),
                        ("terms_id", models.BigIntegerField()),
                        ("amount_fen", models.BigIntegerField(null=True)),
                        (
                            "unit",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.propertyunit",
                            ),
                        ),
                        ("drawn_up_at", models.DateTimeField()),
                        ("mediator_signed_at", models.DateTimeField(null=True)),
                        ("sealed_at", models.DateTimeField(null=True)),
                        ("effective_at", models.DateTimeField(null=True)),
                        ("confirm_by", models.DateTimeField(null=True)),
                        ("asked_court_on", models.DateField(null=True)),
                        ("court", models.TextField(blank=True, default="")),
                        ("court_on", models.DateField(null=True)),
                        ("kept_at", models.DateTimeField(null=True)),
                        ("void_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("form__in", ["written", "oral", "settlement"])),
                                name="mediation_agreement_form",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("court__in", ["confirmed", "refused", "not_taken", ""])),
                                name="mediation_agreement_court",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("effective_at", None), ("void_at", None)),
                                fields=("dispute",),
                                name="mediation_agreement_one_draft",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("effective_at__isnull", False), ("void_at", None)),
                                fields=("dispute",),
                                name="mediation_agreement_one_stands",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount_fen", None), ("amount_fen__gt", 0), _connector="OR"
                                ),
                                name="mediation_agreement_amount",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("form", "settlement"), _negated=True),
                                    models.Q(("committee", None), ("confirm_by", None), ("sealed_at", None)),
                                    _connector="OR",
                                ),
                                name="mediation_agreement_settlement_plain",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("form", "settlement"), ("committee__isnull", False), _connector="OR"
                                ),
                                name="mediation_agreement_in_a_name",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("effective_at", None),
                                    models.Q(("form", "written"), _negated=True),
                                    models.Q(
                                        ("mediator_signed_at__isnull", False), ("sealed_at__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="mediation_agreement_effective_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        models.Q(("court", ""), ("court_on", None)),
                                        ("court_on__gte", models.F("asked_court_on")),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("asked_court_on", None),
                                        ("confirm_by__isnull", False),
                                        _connector="OR",
                                    ),
                                ),
                                name="mediation_agreement_court_asked",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Signing",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signings",
                                to="mediation.agreement",
                            ),
                        ),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="mediation.disputeparty",
                            ),
                        ),
                        ("hand", models.TextField()),
                        ("signed_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "party"), name="mediation_signing_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("hand__in", ["signature", "seal", "fingerprint"])),
                                name="mediation_signing_hand",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Instalment",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="instalments",
                                to="mediation.agreement",
                            ),
                        ),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("place", models.SmallIntegerField()),
                        (
                            "payer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="mediation.disputeparty",
                            ),
                        ),
                        ("due_on", models.DateField()),
                        ("amount_fen", models.BigIntegerField()),
                        ("paid_on", models.DateField(null=True)),
                        ("breached_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "place"), name="mediation_instalment_place"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount_fen__gt", 0)), name="mediation_instalment_amount"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Offer",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "dispute",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="offers",
                                to="mediation.dispute",
                            ),
                        ),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="mediation.disputeparty",
                            ),
                        ),
                        ("side", models.TextField()),
                        ("text_id", models.BigIntegerField()),
                        ("amount_fen", models.BigIntegerField(null=True)),
                        ("state", models.TextField()),
                        ("offered_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("side__in", ["applicant", "respondent"])),
                                name="mediation_offer_side",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["open", "accepted", "refused", "countered", "taken_back"])
                                ),
                                name="mediation_offer_state",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "open")),
                                fields=("dispute", "side"),
                                name="mediation_offer_one_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount_fen", None), ("amount_fen__gt", 0), _connector="OR"
                                ),
                                name="mediation_offer_amount",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MediationCommittee",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "founder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.body",
                            ),
                        ),
                        ("name", models.TextField()),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until", None),
                                    ("valid_until__gt", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="mediation_committee_period",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CommitteeMember",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "committee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="members",
                                to="mediation.mediationcommittee",
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
                        ("woman", models.BooleanField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("committee", "person"), name="mediation_member_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MediationBody",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "body",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.body",
                            ),
                        ),
                        (
                            "level",
                            models.TextField(
                                choices=[
                                    ("community", "community"),
                                    ("street", "street"),
                                    ("county", "county"),
                                    ("city", "city"),
                                ]
                            ),
                        ),
                        (
                            "committee",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bodies",
                                to="mediation.mediationcommittee",
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until", None),
                                    ("valid_until__gt", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="mediation_body_period",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("valid_until", None)),
                                fields=("body",),
                                name="mediation_body_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FoundingMember",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "mediation_body",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="founders",
                                to="mediation.mediationbody",
                            ),
                        ),
                        (
                            "body",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.body",
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until", None),
                                    ("valid_until__gt", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="mediation_founder_period",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("valid_until", None)),
                                fields=("mediation_body", "body"),
                                name="mediation_founder_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Mediator",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "mediation_body",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mediators",
                                to="mediation.mediationbody",
                            ),
                        ),
                        (
                            "appointment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.appointment",
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
                        ("name", models.TextField(blank=True, db_default="", default="")),
                        (
                            "post",
                            models.TextField(choices=[("secretary", "secretary"), ("mediator", "mediator")]),
                        ),
                        ("qualification", models.TextField()),
                        ("qualified_until", models.DateField(null=True)),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until", None),
                                    ("valid_until__gt", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="mediation_mediator_period",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("valid_until", None)),
                                fields=("mediation_body", "person"),
                                name="mediation_mediator_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Dispute",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        ("number", models.TextField(unique=True)),
                        ("key", models.TextField(unique=True)),
                        ("kind", models.TextField()),
                        ("rules_on", models.DateField()),
                        ("size", models.TextField()),
                        ("proposed", models.TextField()),
                        (
                            "because",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        ("level", models.TextField()),
                        (
                            "mediation_body",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="disputes",
                                to="mediation.mediationbody",
                            ),
                        ),
                        ("body_id", models.BigIntegerField()),
                        ("state", models.TextField()),
                        ("outcome", models.TextField(blank=True, default="")),
                        ("source", models.TextField()),
                        ("source_stream", models.TextField(blank=True, default="")),
                        (
                            "community",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.place",
                            ),
                        ),
                        ("place_path", models.TextField(db_collation="C")),
                        ("estate_id", models.BigIntegerField(null=True)),
                        ("amount_fen", models.BigIntegerField(null=True)),
                        ("persons", models.IntegerField()),
                        ("danger", models.BooleanField(default=False)),
                        ("spans", models.TextField()),
                        ("text_id", models.BigIntegerField()),
                        ("filed_at", models.DateTimeField()),
                        ("accepted_at", models.DateTimeField(null=True)),
                        ("due_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("stint", models.SmallIntegerField(default=1)),
                        ("sent_back", models.SmallIntegerField(default=0)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["body_id", "-id"], name="mediation_dispute_body"),
                            models.Index(fields=["ended_at", "id"], name="mediation_dispute_ended"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("size__in", ["small", "general", "major"])),
                                name="mediation_dispute_size",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("proposed__in", ["small", "general", "major"])),
                                name="mediation_dispute_proposed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("level__in", ["community", "street", "county", "city"])),
                                name="mediation_dispute_level",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("spans__in", ["community", "street", "county", "city"])),
                                name="mediation_dispute_spans",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "filed",
                                            "accepted",
                                            "in_mediation",
                                            "escalated",
                                            "sent_back",
                                            "agreed",
                                            "failed",
                                            "stopped",
                                            "withdrawn",
                                            "closed",
                                        ],
                                    )
                                ),
                                name="mediation_dispute_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("source__in", ["case", "phone", "desk", "petition"])),
                                name="mediation_dispute_source",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "outcome__in",
                                        [
                                            "agreed",
                                            "settled",
                                            "failed",
                                            "stopped",
                                            "withdrawn",
                                            "declined",
                                            "",
                                        ],
                                    )
                                ),
                                name="mediation_dispute_outcome",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount_fen", None), ("amount_fen__gt", 0), _connector="OR"
                                ),
                                name="mediation_dispute_amount",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("persons__gte", 1)), name="mediation_dispute_persons"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at", None), ("outcome", "")),
                                    models.Q(
                                        models.Q(("outcome", ""), _negated=True), ("ended_at__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="mediation_dispute_ended_whole",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("source_stream", ""), _negated=True),
                                fields=("source_stream",),
                                name="mediation_dispute_source_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DisputeParty",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "dispute",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parties",
                                to="mediation.dispute",
                            ),
                        ),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("side", models.TextField()),
                        ("kind", models.TextField()),
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
                        ("project_id", models.BigIntegerField(null=True)),
                        (
                            "manager",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        ("name_id", models.BigIntegerField()),
                        ("phone_id", models.BigIntegerField(null=True)),
                        ("joined_at", models.DateTimeField()),
                        ("left_at", models.DateTimeField(null=True)),
                        ("died_on", models.DateField(null=True)),
                        (
                            "succeeds",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="heirs",
                                to="mediation.disputeparty",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("side__in", ["applicant", "respondent"])),
                                name="mediation_party_side",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["person", "company", "body"])),
                                name="mediation_party_kind",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("left_at", None), ("person__isnull", False)),
                                fields=("dispute", "person"),
                                name="mediation_party_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("body_id", None), ("kind", "person")),
                                    models.Q(
                                        models.Q(("kind", "person"), _negated=True),
                                        ("body_id__isnull", False),
                                        ("person", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="mediation_party_person_or_body",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DisputeMediator",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "dispute",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assigned",
                                to="mediation.dispute",
                            ),
                        ),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "mediator",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="mediation.mediator",
                            ),
                        ),
                        ("assigned_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("dispute", "mediator"),
                                name="mediation_assigned_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Session",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "dispute",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sessions",
                                to="mediation.dispute",
                            ),
                        ),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "meeting",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="meetings.meeting",
                            ),
                        ),
                        ("way", models.TextField()),
                        ("starts_at", models.DateTimeField()),
                        ("held_at", models.DateTimeField(null=True)),
                        ("cancelled_at", models.DateTimeField(null=True)),
                        (
                            "present",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), default=list, size=None
                            ),
                        ),
                        ("record_id", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("way__in", ["in_person", "remote"])),
                                name="mediation_session_way",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DisputeStep",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "dispute",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="mediation.dispute",
                            ),
                        ),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("move", models.TextField()),
                        ("before", models.TextField()),
                        ("after", models.TextField()),
                        ("level", models.TextField()),
                        ("body_id", models.BigIntegerField(null=True)),
                        ("at", models.DateTimeField()),
                        ("about", models.JSONField(default=dict)),
                        ("note_id", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "move__in",
                                        [
                                            "file",
                                            "accept",
                                            "decline",
                                            "set_size",
                                            "assign",
                                            "meet",
                                            "extend",
                                            "report_danger",
                                            "agree",
                                            "fail",
                                            "stop",
                                            "withdraw",
                                            "escalate",
                                            "send_back",
                                            "close",
                                            "reopen",
                                        ],
                                    )
                                ),
                                name="mediation_step_move",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "after__in",
                                        [
                                            "filed",
                                            "accepted",
                                            "in_mediation",
                                            "escalated",
                                            "sent_back",
                                            "agreed",
                                            "failed",
                                            "stopped",
                                            "withdrawn",
                                            "closed",
                                        ],
                                    )
                                ),
                                name="mediation_step_after",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "before__in",
                                        [
                                            "filed",
                                            "accepted",
                                            "in_mediation",
                                            "escalated",
                                            "sent_back",
                                            "agreed",
                                            "failed",
                                            "stopped",
                                            "withdrawn",
                                            "closed",
                                            "",
                                        ],
                                    )
                                ),
                                name="mediation_step_before",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("level__in", ["community", "street", "county", "city"])),
                                name="mediation_step_level",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Warned",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "dispute",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="warnings",
                                to="mediation.dispute",
                            ),
                        ),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("key", models.TextField()),
                        ("kind", models.TextField()),
                        ("body_id", models.BigIntegerField(null=True)),
                        ("number", models.SmallIntegerField()),
                        ("started_at", models.DateTimeField()),
                        ("at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        ("given_at", models.DateTimeField(null=True)),
                        ("settled_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("given_at", None), ("settled_at", None)),
                                fields=["at", "id"],
                                name="mediation_warned_open",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("stream", "key", "number"), name="mediation_warned_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("at__gt", models.F("started_at")),
                                    ("at__lt", models.F("due_at")),
                                    ("number__gte", 1),
                                    ("number__lte", 2),
                                ),
                                name="mediation_warned_before_the_end",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Look",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "dispute",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="looks",
                                to="mediation.dispute",
                            ),
                        ),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        ("body_id", models.BigIntegerField(null=True)),
                        ("handles", models.BooleanField()),
                        ("day", models.DateField()),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("dispute", "person", "day"), name="mediation_look_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Referral",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("source_stream", models.TextField(unique=True)),
                        ("number", models.TextField()),
                        ("body_id", models.BigIntegerField(null=True)),
                        ("referred_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="AgreementScan",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scans",
                                to="mediation.agreement",
                            ),
                        ),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("kind", models.TextField()),
                        (
                            "party",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="mediation.disputeparty",
                            ),
                        ),
                        ("file_id", models.BigIntegerField(unique=True)),
                        ("sha256", models.TextField()),
                        ("added_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["signed", "fingerprint"])),
                                name="mediation_scan_kind",
                            ),
                            models.UniqueConstraint(
                                fields=("agreement", "sha256"), name="mediation_scan_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "fingerprint"), _negated=True),
                                    ("party__isnull", False),
                                    _connector="OR",
                                ),
                                name="mediation_scan_of_a_party",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Notice",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "dispute",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices",
                                to="mediation.dispute",
                            ),
                        ),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="mediation.disputeparty",
                            ),
                        ),
                        ("kind", models.TextField()),
                        ("key", models.TextField()),
                        ("number", models.TextField(unique=True)),
                        ("body_id", models.BigIntegerField()),
                        ("about", models.JSONField(default=dict)),
                        ("made_at", models.DateTimeField()),
                        ("served_on", models.DateField(null=True)),
                        ("service", models.TextField(blank=True, default="")),
                        ("note_id", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "accepted",
                                            "declined",
                                            "session",
                                            "cancelled",
                                            "handed",
                                            "failed",
                                            "stopped",
                                            "agreed",
                                            "settled",
                                            "breached",
                                        ],
                                    )
                                ),
                                name="mediation_notice_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("service__in", ["in_person", "post", "phone", "refused", ""])
                                ),
                                name="mediation_notice_service",
                            ),
                            models.UniqueConstraint(fields=("party", "key"), name="mediation_notice_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("served_on", None), ("service", "")),
                                    models.Q(
                                        ("served_on__isnull", False), models.Q(("service", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="mediation_notice_served_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Petition",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        ("number", models.TextField(db_collation="C", unique=True)),
                        (
                            "source",
                            models.TextField(
                                choices=[
                                    ("letter", "letter"),
                                    ("visit", "visit"),
                                    ("online", "online"),
                                    ("phone", "phone"),
                                    ("transferred", "transferred"),
                                ]
                            ),
                        ),
                        ("kind", models.TextField(db_collation="C")),
                        (
                            "community",
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
                        ("received_on", models.DateField()),
                        ("told_on", models.DateField(null=True)),
                        ("ended_on", models.DateField(null=True)),
                        ("extended", models.BooleanField(default=False)),
                        ("tell_by", models.DateField()),
                        ("finish_by", models.DateField()),
                        ("persons", models.PositiveIntegerField(default=1)),
                        ("name_id", models.BigIntegerField(null=True)),
                        ("phone_id", models.BigIntegerField(null=True)),
                        ("text_id", models.BigIntegerField(null=True)),
                        (
                            "repeat",
                            models.TextField(
                                choices=[
                                    ("first", "first"),
                                    ("proposed", "proposed"),
                                    ("confirmed", "confirmed"),
                                    ("denied", "denied"),
                                ]
                            ),
                        ),
                        (
                            "repeat_of",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="repetitions",
                                to="mediation.petition",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.case",
                            ),
                        ),
                        (
                            "dispute",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="mediation.dispute",
                            ),
                        ),
                        ("registered_at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["scope", "-received_on", "-id"], name="mediation_petition_scope"
                            ),
                            models.Index(fields=["received_on"], name="mediation_petition_day"),
                            models.Index(
                                fields=["kind", "community", "received_on"], name="mediation_petition_matter"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("told_on", None),
                                    ("told_on__gte", models.F("received_on")),
                                    _connector="OR",
                                ),
                                name="mediation_petition_told_after",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_on", None),
                                    ("ended_on__gte", models.F("received_on")),
                                    _connector="OR",
                                ),
                                name="mediation_petition_ended_after",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("repeat_of", None),
                                    models.Q(("repeat_of", models.F("id")), _negated=True),
                                    _connector="OR",
                                ),
                                name="mediation_petition_not_of_itself",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        (
                                            "repeat",
                                            hemei.oversight.mediation.rules.petitions.Repeat["CONFIRMED"],
                                        ),
                                        _negated=True,
                                    ),
                                    ("repeat_of__isnull", False),
                                    _connector="OR",
                                ),
                                name="mediation_petition_repeat_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("persons__gte", 1)),
                                name="mediation_petition_somebody_petitions",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AnsweredPattern",
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
                        ("area", models.TextField()),
                        ("kind", models.TextField(db_collation="C")),
                        ("since", models.DateField()),
                        ("until", models.DateField()),
                        ("estates", models.PositiveIntegerField()),
                        ("petitions", models.PositiveIntegerField()),
                        ("disputes", models.PositiveIntegerField()),
                        (
                            "topic",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="deliberation.topic",
                            ),
                        ),
                        (
                            "duty",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="duties.duty",
                            ),
                        ),
                        ("answered_on", models.DateField()),
                        ("answered_at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["place", "kind", "-answered_on"],
                                name="mediation_answeredpattern_last",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("place", "kind", "answered_on"), name="mediation_answeredpattern_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("duty", None), ("topic__isnull", False)),
                                    models.Q(("duty__isnull", False), ("topic", None)),
                                    _connector="OR",
                                ),
                                name="mediation_answeredpattern_one_answer",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
