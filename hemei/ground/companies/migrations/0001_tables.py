"""The tables of `companies`, made together."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.founding import CreateTables


class Migration(migrations.Migration):
    replaces = [
        ("companies", "0001_companies"),
        ("companies", "0004_contract_terms"),
        ("companies", "0005_management"),
        ("companies", "0007_leaders"),
        ("companies", "0009_fee_revisions"),
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
                    name="Company",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        (
                            "body",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.body",
                            ),
                        ),
                        ("name", models.TextField()),
                        ("pinyin", models.TextField()),
                        ("initials", models.TextField(db_default="", default="")),
                        ("uscc", models.TextField(unique=True)),
                        ("override_id", models.BigIntegerField(null=True)),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Project",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "company",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="projects",
                                to="companies.company",
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
                            "contract",
                            models.TextField(
                                choices=[
                                    ("early_stage", "early_stage"),
                                    ("owners", "owners"),
                                    ("emergency", "emergency"),
                                    ("entrusted", "entrusted"),
                                ]
                            ),
                        ),
                        ("term_until", models.DateField(null=True)),
                        ("fee_fen", models.IntegerField(null=True)),
                        ("service_grade", models.TextField(blank=True, db_default="", default="")),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope"], name="companies_project_scope")],
                    },
                ),
                migrations.CreateModel(
                    name="ProjectManager",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="managers",
                                to="companies.project",
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
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Management",
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
                            "mode",
                            models.TextField(
                                choices=[
                                    ("market", "market"),
                                    ("packaged", "packaged"),
                                    ("community", "community"),
                                    ("mixed", "mixed"),
                                    ("self_managed", "self_managed"),
                                    ("none", "none"),
                                ]
                            ),
                        ),
                        (
                            "body",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.body",
                            ),
                        ),
                        ("package", models.TextField(blank=True, default="")),
                        (
                            "basis",
                            models.TextField(
                                choices=[
                                    ("owners", "owners"),
                                    ("contract", "contract"),
                                    ("street", "street"),
                                    ("survey", "survey"),
                                ]
                            ),
                        ),
                        ("reference", models.TextField(blank=True, default="")),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                        ("voided_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope"], name="companies_management_scope")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until", None),
                                    ("valid_until__gt", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="companies_management_period",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Renovation",
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
                        ("planned_on", models.DateField()),
                        ("begun_on", models.DateField(null=True)),
                        ("finished_on", models.DateField(null=True)),
                        ("mode_after", models.TextField(blank=True, default="")),
                        ("voided_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope"], name="companies_renovation_scope")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("begun_on", None),
                                        ("begun_on__gte", models.F("planned_on")),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("finished_on", None),
                                        ("finished_on__gt", models.F("begun_on")),
                                        _connector="OR",
                                    ),
                                ),
                                name="companies_renovation_order",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Leader",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "company",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="leaders",
                                to="companies.company",
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
                            "post",
                            models.TextField(
                                choices=[
                                    ("legal_representative", "legal_representative"),
                                    ("party_secretary", "party_secretary"),
                                    ("chair", "chair"),
                                    ("general_manager", "general_manager"),
                                ]
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                        ("voided_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until", None),
                                    ("valid_until__gt", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="companies_leader_period",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FeeRevision",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="revisions",
                                to="companies.project",
                            ),
                        ),
                        ("fee_fen", models.IntegerField(null=True)),
                        ("service_grade", models.TextField(blank=True, default="")),
                        ("valid_from", models.DateField()),
                        ("voided_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("voided_at", None)),
                                fields=("project", "valid_from"),
                                name="companies_feerevision_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("fee_fen", None), ("fee_fen__gt", 0), _connector="OR"),
                                name="companies_feerevision_positive",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
