"""The tables of `ledgers`, made together."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.founding import CreateTables


class Migration(migrations.Migration):
    replaces = [("ledgers", "0001_books"), ("ledgers", "0003_contracts")]

    initial = True

    dependencies = [
        ("places", "0001_tables"),
    ]

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Ledger",
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
                        ("opened_on", models.DateField()),
                        ("open_from", models.DateField()),
                        ("opened_at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope", "id"], name="ledgers_ledger_scope")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("open_from__gte", models.F("opened_on"))),
                                name="ledgers_ledger_open_from",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Account",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "ledger",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="accounts",
                                to="ledgers.ledger",
                            ),
                        ),
                        ("code", models.TextField(db_collation="C")),
                        (
                            "unit",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.propertyunit",
                            ),
                        ),
                        ("contract_id", models.BigIntegerField(null=True)),
                        ("shared", models.BooleanField()),
                        ("balance_fen", models.BigIntegerField(default=0)),
                        ("postings", models.BigIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("ledger", "code", "unit", "contract_id"),
                                name="ledgers_account_once",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("unit", None), ("contract_id", None), _connector="OR"),
                                name="ledgers_account_of_one",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "ledger",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="ledgers.ledger",
                            ),
                        ),
                        (
                            "kind",
                            models.TextField(
                                choices=[
                                    ("opening", "opening"),
                                    ("receipt", "receipt"),
                                    ("payment", "payment"),
                                    ("accrual", "accrual"),
                                    ("transfer", "transfer"),
                                    ("interest", "interest"),
                                    ("reversal", "reversal"),
                                ]
                            ),
                        ),
                        ("booked_on", models.DateField()),
                        ("booked_at", models.DateTimeField()),
                        ("note_id", models.BigIntegerField(null=True)),
                        (
                            "reverses",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reversed_by",
                                to="ledgers.entry",
                            ),
                        ),
                        ("source_stream", models.TextField(blank=True, default="")),
                        ("source_key", models.TextField(blank=True, default="")),
                        ("by_role", models.TextField(blank=True, db_default="", default="")),
                        ("by_body_id", models.BigIntegerField(null=True)),
                        ("by_account_id", models.BigIntegerField(null=True)),
                        ("sum_fen", models.BigIntegerField(default=0)),
                        ("lines", models.IntegerField(default=0)),
                        ("made_in", models.BigIntegerField(default=0)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["ledger", "booked_on", "id"], name="ledgers_entry_ledger")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("source_key", ""), _negated=True),
                                fields=("ledger", "source_key"),
                                name="ledgers_entry_source_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "reversal"), ("reverses__isnull", False)),
                                    models.Q(
                                        models.Q(("kind", "reversal"), _negated=True), ("reverses", None)
                                    ),
                                    _connector="OR",
                                ),
                                name="ledgers_entry_reversal",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Posting",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="postings",
                                to="ledgers.entry",
                            ),
                        ),
                        (
                            "account",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledgers.account",
                            ),
                        ),
                        ("booked_on", models.DateField()),
                        ("amount_fen", models.BigIntegerField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["account", "booked_on", "id"], name="ledgers_posting_account"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount_fen", 0), _negated=True),
                                name="ledgers_posting_not_zero",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Closing",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "ledger",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="closings",
                                to="ledgers.ledger",
                            ),
                        ),
                        ("until", models.DateField()),
                        ("closed_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("ledger", "until"), name="ledgers_closing_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Checkpoint",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "account",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledgers.account",
                            ),
                        ),
                        ("until", models.DateField()),
                        ("balance_fen", models.BigIntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("account", "until"), name="ledgers_checkpoint_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RevenueContract",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "ledger",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contracts",
                                to="ledgers.ledger",
                            ),
                        ),
                        ("kind", models.TextField()),
                        ("account_code", models.TextField(db_collation="C")),
                        ("number", models.TextField(blank=True)),
                        ("place", models.TextField()),
                        ("party_id", models.BigIntegerField()),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField()),
                        ("every_months", models.SmallIntegerField()),
                        ("amount_fen", models.BigIntegerField()),
                        ("due_days", models.SmallIntegerField()),
                        ("vote_id", models.BigIntegerField(null=True)),
                        ("resolution", models.TextField(blank=True)),
                        ("registered_at", models.DateTimeField()),
                        ("ended_on", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["ledger", "id"], name="ledgers_contract_ledger"),
                            models.Index(fields=["scope", "id"], name="ledgers_contract_scope"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount_fen__gt", 0)), name="ledgers_contract_amount"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("valid_until__gt", models.F("valid_from"))),
                                name="ledgers_contract_term",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("every_months__in", [0, 1, 3, 6, 12])),
                                name="ledgers_contract_every",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RevenueDue",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "ledger",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledgers.ledger",
                            ),
                        ),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dues",
                                to="ledgers.revenuecontract",
                            ),
                        ),
                        ("period_from", models.DateField()),
                        ("period_until", models.DateField()),
                        ("due_on", models.DateField()),
                        ("amount_fen", models.BigIntegerField()),
                        ("received_fen", models.BigIntegerField(default=0)),
                        (
                            "entry",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledgers.entry",
                            ),
                        ),
                        ("dropped", models.BooleanField(default=False)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(
                                    ("dropped", False), ("received_fen__lt", models.F("amount_fen"))
                                ),
                                fields=["due_on", "id"],
                                name="ledgers_due_open",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("dropped", False), ("received_fen__lt", models.F("amount_fen"))
                                ),
                                fields=["ledger", "due_on"],
                                name="ledgers_due_ledger",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("contract", "period_from"), name="ledgers_due_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount_fen__gt", 0),
                                    ("received_fen__gte", 0),
                                    ("received_fen__lte", models.F("amount_fen")),
                                ),
                                name="ledgers_due_received",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
