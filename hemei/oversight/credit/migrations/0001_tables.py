"""The tables of `credit`, made together."""

import django.db.models.deletion
from django.db import migrations, models

import hemei.oversight.credit.rules.words
from hemei.ground.records.founding import CreateTables


class Migration(migrations.Migration):
    replaces = [
        ("credit", "0001_credit"),
        ("credit", "0003_exchange"),
        ("credit", "0005_decisions_end_by_their_clock"),
    ]

    initial = True

    dependencies = [
        ("companies", "0001_tables"),
        ("people", "0001_tables"),
    ]

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name="ConductLine",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        ("behaviour", models.TextField(db_collation="C")),
                        (
                            "company",
                            models.ForeignKey(
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
                        (
                            "manager",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        ("happened_on", models.DateField()),
                        ("about", models.TextField(blank=True, default="")),
                        (
                            "state",
                            models.TextField(
                                choices=[
                                    ("proposed", "proposed"),
                                    ("confirmed", "confirmed"),
                                    ("refused", "refused"),
                                ]
                            ),
                        ),
                        ("source", models.TextField()),
                        ("source_stream", models.TextField(blank=True, default="")),
                        ("source_event", models.BigIntegerField(null=True)),
                        ("source_key", models.TextField(blank=True, default="")),
                        ("evidence_id", models.BigIntegerField(null=True)),
                        ("proposed_at", models.DateTimeField()),
                        ("confirmed_on", models.DateField(null=True)),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("refusal_id", models.BigIntegerField(null=True)),
                        ("event_id", models.BigIntegerField(null=True)),
                        ("objection_due_at", models.DateTimeField(null=True)),
                        ("repaired_on", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["scope", "-id"], name="credit_conductline_scope"),
                            models.Index(
                                fields=["company", "happened_on"], name="credit_conductline_company"
                            ),
                            models.Index(
                                condition=models.Q(("manager__isnull", False)),
                                fields=["manager", "happened_on"],
                                name="credit_conductline_manager",
                            ),
                            models.Index(
                                condition=models.Q(("about", ""), _negated=True),
                                fields=["behaviour", "happened_on"],
                                name="credit_conductline_about",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("state", hemei.oversight.credit.rules.words.LineState["PROPOSED"])
                                ),
                                fields=["id"],
                                name="credit_conductline_waiting",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("confirmed_on__isnull", False),
                                        ("state", hemei.oversight.credit.rules.words.LineState["CONFIRMED"]),
                                    ),
                                    models.Q(
                                        models.Q(
                                            (
                                                "state",
                                                hemei.oversight.credit.rules.words.LineState["CONFIRMED"],
                                            ),
                                            _negated=True,
                                        ),
                                        ("confirmed_on", None),
                                        ("repaired_on", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="credit_conductline_confirmed_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirmed_on", None),
                                    ("confirmed_on__gte", models.F("happened_on")),
                                    _connector="OR",
                                ),
                                name="credit_conductline_confirmed_after",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("source_key", ""), _negated=True),
                                fields=("source_key", "behaviour"),
                                name="credit_conductline_source_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LineObjection",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="objections",
                                to="credit.conductline",
                            ),
                        ),
                        ("filed_on", models.DateField()),
                        ("filed_at", models.DateTimeField()),
                        ("by_manager", models.BooleanField()),
                        ("grounds_id", models.BigIntegerField()),
                        ("extended", models.BooleanField(default=False)),
                        ("decided_on", models.DateField(null=True)),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("upheld", models.BooleanField(default=False)),
                        ("decision_id", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope", "-id"], name="credit_lineobjection_scope")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("decided_on", None)),
                                fields=("line",),
                                name="credit_lineobjection_one_waits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_on", None), ("upheld", False)),
                                    models.Q(
                                        ("decided_on__gte", models.F("filed_on")),
                                        ("decision_id__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="credit_lineobjection_decided_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Repair",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="repairs",
                                to="credit.conductline",
                            ),
                        ),
                        ("asked_on", models.DateField()),
                        ("asked_at", models.DateTimeField()),
                        ("proof_id", models.BigIntegerField()),
                        ("decided_on", models.DateField(null=True)),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("granted", models.BooleanField(default=False)),
                        ("decision_id", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope", "-id"], name="credit_repair_scope")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("decided_on", None)),
                                fields=("line",),
                                name="credit_repair_one_waits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_on", None), ("granted", False)),
                                    models.Q(
                                        ("decided_on__gte", models.F("asked_on")),
                                        ("decision_id__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="credit_repair_decided_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BasicFiling",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "company",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="companies.company",
                            ),
                        ),
                        ("year", models.SmallIntegerField()),
                        ("filed_at", models.DateTimeField()),
                        ("staff", models.IntegerField()),
                        ("managers", models.IntegerField()),
                        ("projects", models.IntegerField()),
                        ("area_dm2", models.BigIntegerField()),
                        ("in_time", models.BooleanField()),
                        (
                            "line",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="filing",
                                to="credit.conductline",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "year"), name="credit_basicfiling_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("area_dm2__gte", 0),
                                    ("managers__gte", 0),
                                    ("projects__gte", 0),
                                    ("staff__gte", 0),
                                ),
                                name="credit_basicfiling_not_below_zero",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="YearLevel",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("year", models.SmallIntegerField()),
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
                            "manager",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        ("score", models.IntegerField()),
                        (
                            "level",
                            models.TextField(
                                blank=True,
                                choices=[
                                    ("AAA", "AAA"),
                                    ("AA", "AA"),
                                    ("A", "A"),
                                    ("B", "B"),
                                    ("C", "C"),
                                    ("D", "D"),
                                    ("E", "E"),
                                ],
                                default="",
                            ),
                        ),
                        ("place", models.IntegerField(null=True)),
                        ("rated", models.IntegerField()),
                        ("explained", models.JSONField()),
                        ("catalogue_on", models.DateField()),
                        ("repair_on", models.DateField(null=True)),
                        ("settled_at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["year", "-score"], name="credit_yearlevel_year")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("company__isnull", False)),
                                fields=("company", "year"),
                                name="credit_yearlevel_company_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("manager__isnull", False)),
                                fields=("manager", "year"),
                                name="credit_yearlevel_manager_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("company__isnull", False), ("manager", None)),
                                    models.Q(("company", None), ("manager__isnull", False)),
                                    _connector="OR",
                                ),
                                name="credit_yearlevel_of_one",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CreditReport",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "company",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="companies.company",
                            ),
                        ),
                        ("token", models.TextField(unique=True)),
                        ("as_of", models.DateField()),
                        ("score", models.IntegerField()),
                        ("level", models.TextField(blank=True, default="")),
                        ("content", models.JSONField()),
                        ("digest", models.TextField()),
                        ("site", models.TextField()),
                        ("made_at", models.DateTimeField()),
                        ("printed_at", models.DateTimeField(null=True)),
                        ("good_until", models.DateField(null=True)),
                        ("outdated_at", models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="ExchangeEntry",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        ("kind", models.TextField(choices=[("query", "query"), ("penalty", "penalty")])),
                        ("department", models.TextField()),
                        ("number", models.TextField()),
                        ("purpose", models.TextField(blank=True)),
                        ("basis", models.TextField(blank=True)),
                        (
                            "company",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="companies.company",
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("outcome", models.TextField(blank=True, default="")),
                        ("request_digest", models.TextField()),
                        ("answer_digest", models.TextField(blank=True, default="")),
                        (
                            "line",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="credit.conductline",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope", "-id"], name="credit_exchangeentry_scope")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("number", ""), _negated=True),
                                fields=("department", "number"),
                                name="credit_exchangeentry_once",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
