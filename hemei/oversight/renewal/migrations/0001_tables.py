"""The tables of `renewal`, made together."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.founding import CreateTables


class Migration(migrations.Migration):
    replaces = [("renewal", "0001_renewal"), ("renewal", "0005_votes_held_again")]

    initial = True

    dependencies = [
        ("companies", "0001_tables"),
        ("people", "0001_tables"),
        ("places", "0001_tables"),
        ("voting", "0001_tables"),
    ]

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Survey",
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
                        ("surveyed_on", models.DateField()),
                        ("enclosed", models.BooleanField()),
                        (
                            "facilities",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        ("voided_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope"], name="renewal_survey_scope")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("voided_at", None)),
                                fields=("estate", "surveyed_on"),
                                name="renewal_survey_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ModeDecision",
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
                            "proposed",
                            models.TextField(
                                choices=[
                                    ("market", "market"),
                                    ("packaged", "packaged"),
                                    ("community", "community"),
                                    ("mixed", "mixed"),
                                ]
                            ),
                        ),
                        ("rule", models.TextField()),
                        (
                            "mode",
                            models.TextField(
                                choices=[
                                    ("market", "market"),
                                    ("packaged", "packaged"),
                                    ("community", "community"),
                                    ("mixed", "mixed"),
                                ]
                            ),
                        ),
                        (
                            "decided_by",
                            models.TextField(choices=[("owners", "owners"), ("street", "street")]),
                        ),
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
                        ("document", models.TextField(blank=True, default="")),
                        ("package", models.TextField(blank=True, default="")),
                        ("decided_on", models.DateField()),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                        ("reason_id", models.BigIntegerField(null=True)),
                        (
                            "management",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="companies.management",
                            ),
                        ),
                        ("voided_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope", "-id"], name="renewal_modedecision_scope")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("assembly__isnull", False),
                                        ("decided_by", "owners"),
                                        ("vote__isnull", False),
                                    ),
                                    models.Q(
                                        ("assembly__isnull", True),
                                        ("vote__isnull", True),
                                        models.Q(("document", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="renewal_modedecision_decided",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until", None),
                                    ("valid_until__gt", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="renewal_modedecision_period",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("valid_from__gte", models.F("decided_on"))),
                                name="renewal_modedecision_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Barrier",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("code", models.TextField(unique=True)),
                        ("name", models.TextField()),
                        (
                            "kind",
                            models.TextField(
                                choices=[("river", "river"), ("rail", "rail"), ("road", "road")]
                            ),
                        ),
                        ("course", models.JSONField()),
                        ("crossings", models.JSONField(default=list)),
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
                                name="renewal_barrier_period",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PackagePlan",
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
                        ("beyond_street", models.BooleanField(default=False)),
                        ("reason_id", models.BigIntegerField(null=True)),
                        ("asked", models.JSONField()),
                        ("asked_at", models.DateTimeField()),
                        ("percent", models.SmallIntegerField(default=0)),
                        ("done_at", models.DateTimeField(null=True)),
                        ("standard_on", models.DateField(null=True)),
                        ("result", models.JSONField(default=dict)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope", "-id"], name="renewal_packageplan_scope")],
                    },
                ),
                migrations.CreateModel(
                    name="Package",
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
                        ("name", models.TextField()),
                        (
                            "plan",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="packages",
                                to="renewal.packageplan",
                            ),
                        ),
                        ("alternative", models.TextField(blank=True, default="")),
                        (
                            "state",
                            models.TextField(
                                choices=[
                                    ("draft", "draft"),
                                    ("issued", "issued"),
                                    ("voting", "voting"),
                                    ("tendered", "tendered"),
                                    ("contracted", "contracted"),
                                    ("dropped", "dropped"),
                                ]
                            ),
                        ),
                        ("fee_fen", models.IntegerField()),
                        ("years", models.SmallIntegerField()),
                        (
                            "cost_key",
                            models.TextField(
                                choices=[("area", "area"), ("agreed", "agreed")], default="area"
                            ),
                        ),
                        ("body_id", models.BigIntegerField(null=True)),
                        ("made_on", models.DateField()),
                        ("issued_on", models.DateField(null=True)),
                        ("opened_on", models.DateField(null=True)),
                        ("closes_on", models.DateField(null=True)),
                        (
                            "company",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="companies.company",
                            ),
                        ),
                        ("contract_fee_fen", models.IntegerField(null=True)),
                        ("contract", models.TextField(blank=True, default="")),
                        ("signed_on", models.DateField(null=True)),
                        ("dropped_on", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope", "-id"], name="renewal_package_scope")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("place", "name"), name="renewal_package_name_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("fee_fen__gt", 0), ("years__gt", 0)),
                                name="renewal_package_terms",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "contracted"), _negated=True),
                                    models.Q(
                                        ("company__isnull", False),
                                        ("contract_fee_fen__gt", 0),
                                        ("signed_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="renewal_package_contracted",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PackageEstate",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "package",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="estates",
                                to="renewal.package",
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
                        ("area_dm2", models.BigIntegerField()),
                        ("households", models.IntegerField()),
                        ("live", models.BooleanField(default=True)),
                        (
                            "standing",
                            models.TextField(
                                choices=[
                                    ("in", "in"),
                                    ("voting", "voting"),
                                    ("passed", "passed"),
                                    ("short", "short"),
                                    ("failed", "failed"),
                                    ("left", "left"),
                                ]
                            ),
                        ),
                        (
                            "assembly",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="voting.assembly",
                            ),
                        ),
                        ("calls", models.SmallIntegerField(db_default=0, default=0)),
                        ("short", models.SmallIntegerField(db_default=0, default=0)),
                        ("decided_on", models.DateField(null=True)),
                        ("share", models.IntegerField(null=True)),
                        (
                            "project",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="companies.project",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope"], name="renewal_packageestate_scope")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("package", "estate"), name="renewal_packageestate_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("live", True)),
                                fields=("estate",),
                                name="renewal_packageestate_in_one",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("live", True), ("standing__in", ["failed", "left"]), _connector="OR"
                                ),
                                name="renewal_packageestate_left",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BidderSheet",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "package",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bidders",
                                to="renewal.package",
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="companies.company",
                            ),
                        ),
                        ("entered_on", models.DateField()),
                        ("level", models.TextField(blank=True, default="")),
                        ("level_year", models.SmallIntegerField(null=True)),
                        ("stars", models.SmallIntegerField(null=True)),
                        ("as_of", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope"], name="renewal_biddersheet_scope")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("package", "company"), name="renewal_biddersheet_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RenovationProject",
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
                            "renovation",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="companies.renovation",
                            ),
                        ),
                        (
                            "works",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), size=None
                            ),
                        ),
                        ("budget_fen", models.BigIntegerField()),
                        ("due_on", models.DateField()),
                        ("accepted_on", models.DateField(null=True)),
                        ("acceptance", models.TextField(blank=True, default="")),
                        ("cover_by", models.DateField(null=True)),
                        ("covered_on", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope", "-id"], name="renewal_project_scope")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("budget_fen__gt", 0)),
                                name="renewal_renovationproject_budget",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("acceptance", ""),
                                        ("accepted_on", None),
                                        ("cover_by", None),
                                        ("covered_on", None),
                                    ),
                                    models.Q(
                                        ("accepted_on__isnull", False),
                                        ("cover_by__gt", models.F("accepted_on")),
                                        models.Q(("acceptance", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="renewal_renovationproject_accepted",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProjectStage",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stages",
                                to="renewal.renovationproject",
                            ),
                        ),
                        ("number", models.SmallIntegerField()),
                        ("name", models.TextField()),
                        ("due_on", models.DateField()),
                        ("done_on", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope"], name="renewal_projectstage_scope")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("project", "number"), name="renewal_projectstage_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BasicService",
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
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.body",
                            ),
                        ),
                        (
                            "services",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), size=None
                            ),
                        ),
                        ("charge_fen", models.IntegerField()),
                        ("subsidy_fen", models.BigIntegerField()),
                        ("document", models.TextField()),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                        ("voided_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope"], name="renewal_basicservice_scope")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("charge_fen__gte", 0), ("subsidy_fen__gte", 0)),
                                name="renewal_basicservice_money",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until", None),
                                    ("valid_until__gt", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="renewal_basicservice_period",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EmergencyService",
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
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.body",
                            ),
                        ),
                        (
                            "cause",
                            models.TextField(
                                choices=[
                                    ("company_left", "company_left"),
                                    ("contract_ended", "contract_ended"),
                                    ("dismissed", "dismissed"),
                                    ("barred", "barred"),
                                ]
                            ),
                        ),
                        (
                            "services",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), size=None
                            ),
                        ),
                        ("charge_fen", models.IntegerField()),
                        ("document", models.TextField()),
                        ("begun_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("ended_on", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope", "-id"], name="renewal_emergency_scope")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("charge_fen__gte", 0)),
                                name="renewal_emergencyservice_money",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on__gt", models.F("begun_on")),
                                    models.Q(
                                        ("ended_on", None),
                                        models.Q(
                                            ("ended_on__gt", models.F("begun_on")),
                                            ("ended_on__lte", models.F("ends_on")),
                                        ),
                                        _connector="OR",
                                    ),
                                ),
                                name="renewal_emergencyservice_period",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
