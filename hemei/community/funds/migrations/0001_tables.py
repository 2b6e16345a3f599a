"""The tables of `funds`, made together."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

from hemei.ground.records.founding import CreateTables


class Migration(migrations.Migration):
    replaces = [("funds", "0001_funds")]

    initial = True

    dependencies = [
        ("ledgers", "0001_tables"),
        ("places", "0001_tables"),
        ("voting", "0001_tables"),
    ]

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Fund",
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
                        ("opened_on", models.DateField()),
                        ("opened_at", models.DateTimeField()),
                        ("bank", models.TextField(blank=True, default="")),
                        (
                            "assembly",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="voting.assembly",
                            ),
                        ),
                        ("vote", models.SmallIntegerField(null=True)),
                        ("asked_on", models.DateField(null=True)),
                        ("handed_over_on", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope", "id"], name="funds_fund_scope")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("handed_over_on", None), ("asked_on__isnull", False), _connector="OR"
                                ),
                                name="funds_fund_asked_first",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Household",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "fund",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="households",
                                to="funds.fund",
                            ),
                        ),
                        (
                            "unit",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.propertyunit",
                            ),
                        ),
                        (
                            "building",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.building",
                            ),
                        ),
                        ("kind", models.TextField()),
                        ("area_dm2", models.IntegerField()),
                        ("first_fen", models.BigIntegerField()),
                        ("deposited_fen", models.BigIntegerField(default=0)),
                        ("closed_on", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["fund", "id"], name="funds_household_fund"),
                            models.Index(fields=["building"], name="funds_household_building"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("area_dm2__gt", 0), ("deposited_fen__gte", 0), ("first_fen__gt", 0)
                                ),
                                name="funds_household_above_zero",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Interest",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "fund",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="interests",
                                to="funds.fund",
                            ),
                        ),
                        ("year", models.SmallIntegerField()),
                        ("millionths", models.IntegerField()),
                        ("days", models.SmallIntegerField()),
                        ("total_fen", models.BigIntegerField()),
                        ("common_fen", models.BigIntegerField()),
                        ("households", models.IntegerField()),
                        (
                            "entry",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledgers.entry",
                            ),
                        ),
                        ("credited_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("fund", "year"), name="funds_interest_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("common_fen__gte", 0), ("total_fen__gte", models.F("common_fen"))
                                ),
                                name="funds_interest_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RenewalNotice",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "household",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices",
                                to="funds.household",
                            ),
                        ),
                        ("noticed_on", models.DateField()),
                        ("due_on", models.DateField()),
                        ("asked_fen", models.BigIntegerField()),
                        ("settled_on", models.DateField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("settled_on", None)),
                                fields=("household",),
                                name="funds_renewalnotice_one_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("asked_fen__gt", 0), ("due_on__gt", models.F("noticed_on"))
                                ),
                                name="funds_renewalnotice_asks",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UnitTransfer",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "household",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="transfers",
                                to="funds.household",
                            ),
                        ),
                        ("passed_on", models.DateField()),
                        ("balance_fen", models.BigIntegerField()),
                        ("owed_fen", models.BigIntegerField()),
                        ("recorded_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("household", "passed_on"), name="funds_unittransfer_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Use",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "fund",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="uses",
                                to="funds.fund",
                            ),
                        ),
                        (
                            "path",
                            models.TextField(choices=[("ordinary", "ordinary"), ("emergency", "emergency")]),
                        ),
                        (
                            "state",
                            models.TextField(
                                choices=[
                                    ("planned", "planned"),
                                    ("voting", "voting"),
                                    ("asked", "asked"),
                                    ("cleared", "cleared"),
                                    ("working", "working"),
                                    ("accepted", "accepted"),
                                    ("billed", "billed"),
                                    ("approved", "approved"),
                                    ("paid", "paid"),
                                    ("failed", "failed"),
                                    ("refused", "refused"),
                                    ("withdrawn", "withdrawn"),
                                    ("merged", "merged"),
                                ]
                            ),
                        ),
                        ("title", models.TextField()),
                        ("part", models.TextField()),
                        (
                            "level",
                            models.TextField(
                                choices=[
                                    ("estate", "estate"),
                                    ("building", "building"),
                                    ("entrance", "entrance"),
                                ]
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
                        (
                            "entrance",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.entrance",
                            ),
                        ),
                        ("items", models.JSONField()),
                        ("budget_fen", models.BigIntegerField()),
                        ("situation", models.TextField(blank=True, default="")),
                        (
                            "supplement_of",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="supplements",
                                to="funds.use",
                            ),
                        ),
                        ("body_id", models.BigIntegerField(null=True)),
                        ("person_id", models.BigIntegerField(null=True)),
                        ("planned_on", models.DateField()),
                        (
                            "assembly",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="voting.assembly",
                            ),
                        ),
                        ("vote", models.SmallIntegerField(null=True)),
                        ("cleared_on", models.DateField(null=True)),
                        ("check_by", models.DateTimeField(null=True)),
                        ("contractor", models.TextField(blank=True, default="")),
                        ("chosen_by", models.TextField(blank=True, default="")),
                        ("offers", models.SmallIntegerField(null=True)),
                        ("begun_on", models.DateField(null=True)),
                        ("accepted_on", models.DateField(null=True)),
                        ("bill_fen", models.BigIntegerField(null=True)),
                        ("audit", models.TextField(blank=True, default="")),
                        ("billed_on", models.DateField(null=True)),
                        ("checked_at", models.DateTimeField(null=True)),
                        ("paid_on", models.DateField(null=True)),
                        (
                            "entry",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledgers.entry",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["scope", "-id"], name="funds_use_scope"),
                            models.Index(fields=["fund", "-id"], name="funds_use_fund"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("building", None), ("entrance", None), ("level", "estate")),
                                    models.Q(
                                        ("building__isnull", False), ("entrance", None), ("level", "building")
                                    ),
                                    models.Q(
                                        ("building__isnull", False),
                                        ("entrance__isnull", False),
                                        ("level", "entrance"),
                                    ),
                                    _connector="OR",
                                ),
                                name="funds_use_level",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("budget_fen__gt", 0)), name="funds_use_budget"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("bill_fen", None), ("bill_fen__gt", 0), _connector="OR"),
                                name="funds_use_bill",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("path", "ordinary"), ("situation", "")),
                                    models.Q(
                                        ("path", "emergency"), models.Q(("situation", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="funds_use_path",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "paid"), _negated=True),
                                    models.Q(
                                        ("bill_fen__isnull", False),
                                        ("entry__isnull", False),
                                        ("paid_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="funds_use_paid",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Share",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "use",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="shares",
                                to="funds.use",
                            ),
                        ),
                        (
                            "household",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="shares",
                                to="funds.household",
                            ),
                        ),
                        ("area_dm2", models.IntegerField()),
                        ("share_fen", models.BigIntegerField()),
                        ("from_fen", models.BigIntegerField()),
                        ("gap_fen", models.BigIntegerField()),
                        ("payer", models.TextField(choices=[("owner", "owner"), ("developer", "developer")])),
                        ("gap_paid_on", models.DateField(null=True)),
                        (
                            "gap_entry",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledgers.entry",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("gap_fen__gt", 0), ("gap_paid_on", None)),
                                fields=["scope", "id"],
                                name="funds_share_owed",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("use", "household"), name="funds_share_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("from_fen__gte", 0),
                                    ("gap_fen__gte", 0),
                                    (
                                        "share_fen",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("from_fen"), "+", models.F("gap_fen")
                                        ),
                                    ),
                                    ("share_fen__gte", 0),
                                ),
                                name="funds_share_adds_up",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
