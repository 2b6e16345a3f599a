"""The tables of `purses`, made together."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import hemei.community.purses.rules.words
from hemei.ground.records.founding import CreateTables


class Migration(migrations.Migration):
    replaces = [("purses", "0001_purses")]

    initial = True

    dependencies = [
        ("ledgers", "0001_tables"),
        ("people", "0001_tables"),
        ("places", "0001_tables"),
        ("voting", "0001_tables"),
    ]

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name="JointAccount",
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
                        (
                            "ledger",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledgers.ledger",
                            ),
                        ),
                        ("bank", models.TextField()),
                        ("number_id", models.BigIntegerField()),
                        ("tail", models.TextField()),
                        ("opened_on", models.DateField()),
                        ("entered_at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope", "id"], name="purses_account_scope")],
                    },
                ),
                migrations.CreateModel(
                    name="Agreement",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agreements",
                                to="purses.jointaccount",
                            ),
                        ),
                        ("number", models.SmallIntegerField()),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                        (
                            "adopted_assembly",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="voting.assembly",
                            ),
                        ),
                        (
                            "adopted_vote",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="voting.vote",
                            ),
                        ),
                        ("annulled_on", models.DateField(null=True)),
                        ("community_approves", models.BooleanField()),
                        ("pause_allowed", models.BooleanField()),
                        ("pause_clause_id", models.BigIntegerField(null=True)),
                        ("rules_on", models.DateField()),
                        ("tiers", models.JSONField()),
                        ("entered_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("account", "number"), name="purses_agreement_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("valid_until", None)),
                                fields=("account",),
                                name="purses_agreement_one_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("adopted_vote__isnull", False),
                                    models.Q(("community_approves", False), ("pause_allowed", False)),
                                    _connector="OR",
                                ),
                                name="purses_agreement_adopted",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("pause_allowed", False),
                                    ("pause_clause_id__isnull", False),
                                    _connector="OR",
                                ),
                                name="purses_agreement_pause_clause",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until", None),
                                    ("valid_until__gt", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="purses_agreement_period",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Signatory",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signatories",
                                to="purses.jointaccount",
                            ),
                        ),
                        (
                            "side",
                            models.TextField(
                                choices=[("committee", "committee"), ("community", "community")]
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
                            "body",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.body",
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                        (
                            "stands_for",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="substitutes",
                                to="purses.signatory",
                            ),
                        ),
                        ("reason_id", models.BigIntegerField(null=True)),
                        ("named_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("stands_for", None),
                                    models.Q(("reason_id__isnull", False), ("valid_until__isnull", False)),
                                    _connector="OR",
                                ),
                                name="purses_signatory_dated",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until", None),
                                    ("valid_until__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="purses_signatory_period",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BankFile",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="purses.jointaccount",
                            ),
                        ),
                        ("number", models.TextField()),
                        (
                            "profile",
                            models.TextField(
                                choices=[("csv", "csv"), ("pain001", "pain001"), ("camt053", "camt053")]
                            ),
                        ),
                        ("count", models.IntegerField()),
                        ("total_fen", models.BigIntegerField()),
                        ("sha256", models.TextField()),
                        ("file_id", models.BigIntegerField(null=True)),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("account", "number"), name="purses_bankfile_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Statement",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="statements",
                                to="purses.jointaccount",
                            ),
                        ),
                        (
                            "profile",
                            models.TextField(
                                choices=[("csv", "csv"), ("pain001", "pain001"), ("camt053", "camt053")]
                            ),
                        ),
                        ("sha256", models.TextField()),
                        ("file_id", models.BigIntegerField(null=True)),
                        ("first_on", models.DateField()),
                        ("last_on", models.DateField()),
                        ("closing_fen", models.BigIntegerField(null=True)),
                        ("count", models.IntegerField()),
                        ("fresh", models.IntegerField()),
                        (
                            "read_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        ("read_at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["account", "-last_on"], name="purses_statement_account")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("account", "sha256"), name="purses_statement_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("last_on__gte", models.F("first_on"))),
                                name="purses_statement_period",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StatementLine",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="purses.jointaccount",
                            ),
                        ),
                        (
                            "statement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="purses.statement",
                            ),
                        ),
                        ("reference", models.TextField()),
                        ("booked_on", models.DateField()),
                        ("amount_fen", models.BigIntegerField()),
                        ("balance_fen", models.BigIntegerField(null=True)),
                        ("order_number", models.TextField(blank=True, default="")),
                        ("text_id", models.BigIntegerField(null=True)),
                        (
                            "order",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="line",
                                to="purses.paymentorder",
                            ),
                        ),
                        ("entry_id", models.BigIntegerField(null=True)),
                        (
                            "matched_how",
                            models.TextField(
                                blank=True,
                                choices=[("order", "order"), ("entry", "entry"), ("booked", "booked")],
                                default="",
                            ),
                        ),
                        (
                            "matched_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        ("matched_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["account", "booked_on", "id"], name="purses_line_account"),
                            models.Index(
                                condition=models.Q(("matched_at", None)),
                                fields=["scope", "booked_on", "id"],
                                name="purses_line_unmatched",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("account", "reference"), name="purses_line_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("entry_id", None), _negated=True),
                                fields=("account", "entry_id"),
                                name="purses_line_entry_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount_fen", 0), _negated=True),
                                name="purses_line_amount",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("entry_id", None),
                                        ("matched_at", None),
                                        ("matched_how", ""),
                                        ("order", None),
                                    ),
                                    models.Q(
                                        ("entry_id__isnull", False),
                                        ("matched_at__isnull", False),
                                        models.Q(("matched_how", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="purses_line_matched",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaymentOrder",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="orders",
                                to="purses.jointaccount",
                            ),
                        ),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="orders",
                                to="purses.agreement",
                            ),
                        ),
                        ("number", models.TextField()),
                        ("kind", models.TextField()),
                        ("code", models.TextField(db_collation="C")),
                        ("amount_fen", models.BigIntegerField()),
                        ("tier", models.TextField()),
                        ("committee_needed", models.SmallIntegerField()),
                        ("community_needed", models.SmallIntegerField()),
                        ("resolution_needed", models.BooleanField()),
                        (
                            "papers_needed",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        (
                            "papers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        ("payee_id", models.BigIntegerField()),
                        ("payee_account_id", models.BigIntegerField()),
                        ("payee_bank", models.TextField()),
                        ("purpose_id", models.BigIntegerField()),
                        ("contract_id", models.BigIntegerField(null=True)),
                        ("invoice_number", models.TextField(blank=True, default="")),
                        (
                            "basis",
                            models.TextField(choices=[("resolution", "resolution"), ("budget", "budget")]),
                        ),
                        (
                            "basis_assembly",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="voting.assembly",
                            ),
                        ),
                        (
                            "basis_vote",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="voting.vote",
                            ),
                        ),
                        ("basis_text_id", models.BigIntegerField(null=True)),
                        ("basis_annulled_on", models.DateField(null=True)),
                        (
                            "state",
                            models.TextField(
                                choices=[
                                    ("approving", "approving"),
                                    ("approved", "approved"),
                                    ("filed", "filed"),
                                    ("paid", "paid"),
                                    ("held", "held"),
                                    ("refused", "refused"),
                                    ("expired", "expired"),
                                    ("withdrawn", "withdrawn"),
                                ]
                            ),
                        ),
                        ("round", models.SmallIntegerField(default=1)),
                        (
                            "prepared_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "prepared_body",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.body",
                            ),
                        ),
                        ("prepared_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("approved_at", models.DateTimeField(null=True)),
                        ("paused_until", models.DateTimeField(null=True)),
                        (
                            "bank_file",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="orders",
                                to="purses.bankfile",
                            ),
                        ),
                        ("filed_at", models.DateTimeField(null=True)),
                        ("paid_on", models.DateField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("entry_id", models.BigIntegerField(null=True)),
                        ("paid_entry_id", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["account", "-id"], name="purses_order_account"),
                            models.Index(fields=["scope", "state", "-id"], name="purses_order_scope"),
                            models.Index(
                                condition=models.Q(("invoice_number", ""), _negated=True),
                                fields=["invoice_number"],
                                name="purses_order_invoice",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("account", "number"), name="purses_order_once"),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    models.Q(("invoice_number", ""), _negated=True),
                                    models.Q(
                                        (
                                            "state__in",
                                            [
                                                hemei.community.purses.rules.words.OrderState["EXPIRED"],
                                                hemei.community.purses.rules.words.OrderState["REFUSED"],
                                                hemei.community.purses.rules.words.OrderState["WITHDRAWN"],
                                            ],
                                        ),
                                        _negated=True,
                                    ),
                                ),
                                fields=("account", "invoice_number"),
                                name="purses_order_invoice_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount_fen__gt", 0)), name="purses_order_amount"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("committee_needed__gte", 1)),
                                name="purses_order_committee",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("resolution_needed", False),
                                    ("basis_vote__isnull", False),
                                    _connector="OR",
                                ),
                                name="purses_order_resolution",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["approved", "filed", "paid"]), _negated=True),
                                    models.Q(("approved_at__isnull", False), ("entry_id__isnull", False)),
                                    _connector="OR",
                                ),
                                name="purses_order_approved",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "paid"), _negated=True),
                                    models.Q(("paid_entry_id__isnull", False), ("paid_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="purses_order_paid",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Approval",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="approvals",
                                to="purses.paymentorder",
                            ),
                        ),
                        ("round", models.SmallIntegerField()),
                        (
                            "side",
                            models.TextField(
                                choices=[("committee", "committee"), ("community", "community")]
                            ),
                        ),
                        (
                            "signatory",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="purses.signatory",
                            ),
                        ),
                        (
                            "counts_for",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="purses.signatory",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.appointment",
                            ),
                        ),
                        ("agrees", models.BooleanField()),
                        ("reason_id", models.BigIntegerField(null=True)),
                        ("confirmed_at", models.DateTimeField()),
                        ("given_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("order", "round", "person"), name="purses_approval_person"
                            ),
                            models.UniqueConstraint(
                                fields=("order", "round", "counts_for"), name="purses_approval_counts"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("agrees", True), ("reason_id__isnull", False), _connector="OR"
                                ),
                                name="purses_approval_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OrderPause",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "order",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pause",
                                to="purses.paymentorder",
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
                            "body",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.body",
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("until", models.DateTimeField()),
                        ("reason_id", models.BigIntegerField()),
                        ("clause_id", models.BigIntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("until__gt", models.F("asked_at"))),
                                name="purses_orderpause_period",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
