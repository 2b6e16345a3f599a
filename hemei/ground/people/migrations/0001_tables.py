"""The tables of `people`, made together."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hemei.ground.records.founding import CreateTables


class Migration(migrations.Migration):
    replaces = [
        ("people", "0001_people"),
        ("people", "0005_data_officer"),
        ("people", "0009_party_organisations"),
        ("people", "0014_committee_offices"),
        ("people", "0015_annulled_ends"),
        ("people", "0016_assessors"),
        ("people", "0017_mediators"),
        ("people", "0019_program_keys"),
    ]

    initial = True

    dependencies = [
        ("places", "0001_tables"),
    ]

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Account",
                    fields=[
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        (
                            "last_login",
                            models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                        ),
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="account",
                                to="people.person",
                            ),
                        ),
                        ("username", models.TextField(null=True, unique=True)),
                        ("phone_index", models.BinaryField(null=True, unique=True)),
                        ("is_active", models.BooleanField(default=True)),
                        ("password_set_at", models.DateTimeField(null=True)),
                        ("sample", models.SmallIntegerField(null=True)),
                        ("created_at", models.DateTimeField()),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Session",
                    fields=[
                        (
                            "session_key",
                            models.CharField(
                                max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                            ),
                        ),
                        ("session_data", models.TextField(verbose_name="session data")),
                        ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                        (
                            "account",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sessions",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "appointment",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="people.appointment",
                            ),
                        ),
                        ("begun_at", models.DateTimeField(null=True)),
                        ("seen_at", models.DateTimeField(null=True)),
                        ("agent", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "verbose_name": "session",
                        "verbose_name_plural": "sessions",
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="FormerPassword",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="former_passwords",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("password", models.TextField()),
                        ("set_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="PhoneCode",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("phone_index", models.BinaryField()),
                        ("digest", models.BinaryField()),
                        ("sent_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("tries", models.SmallIntegerField(default=0)),
                        ("used_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["phone_index", "-sent_at"], name="people_phonecode_latest")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Body",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "kind",
                            models.TextField(
                                choices=[
                                    ("city_bureau", "city_bureau"),
                                    ("department", "department"),
                                    ("county_government", "county_government"),
                                    ("street", "street"),
                                    ("community", "community"),
                                    ("company", "company"),
                                    ("utility", "utility"),
                                    ("hotline", "hotline"),
                                    ("owners_committee", "owners_committee"),
                                    ("management_committee", "management_committee"),
                                    ("platform", "platform"),
                                    ("residents", "residents"),
                                    ("party_organisation", "party_organisation"),
                                    ("supplier", "supplier"),
                                    ("mediation", "mediation"),
                                ]
                            ),
                        ),
                        ("department", models.TextField(blank=True, default="")),
                        (
                            "level",
                            models.TextField(
                                choices=[
                                    ("city", "city"),
                                    ("county", "county"),
                                    ("street", "street"),
                                    ("community", "community"),
                                    ("estate", "estate"),
                                ]
                            ),
                        ),
                        ("name", models.TextField()),
                        ("short_name", models.TextField()),
                        ("pinyin", models.TextField(db_default="", default="")),
                        ("initials", models.TextField(db_default="", default="")),
                        (
                            "place",
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
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                        (
                            "successor",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="predecessors",
                                to="people.body",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["department", "scope"], name="people_body_department"),
                            models.Index(fields=["kind", "scope"], name="people_body_kind"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until", None),
                                    ("valid_until__gt", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="people_body_period",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FormerName",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "body",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="former_names",
                                to="people.body",
                            ),
                        ),
                        ("name", models.TextField()),
                        ("short_name", models.TextField()),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("valid_until__gt", models.F("valid_from"))),
                                name="people_formername_period",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Appointment",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appointments",
                                to="people.person",
                            ),
                        ),
                        (
                            "body",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appointments",
                                to="people.body",
                            ),
                        ),
                        (
                            "role",
                            models.TextField(
                                choices=[
                                    ("public", "public"),
                                    ("resident", "resident"),
                                    ("grid_worker", "grid_worker"),
                                    ("community_clerk", "community_clerk"),
                                    ("community_secretary", "community_secretary"),
                                    ("street_clerk", "street_clerk"),
                                    ("department_clerk", "department_clerk"),
                                    ("county_coordinator", "county_coordinator"),
                                    ("city_bureau", "city_bureau"),
                                    ("company_manager", "company_manager"),
                                    ("committee_member", "committee_member"),
                                    ("hotline_clerk", "hotline_clerk"),
                                    ("system_admin", "system_admin"),
                                    ("security_admin", "security_admin"),
                                    ("auditor", "auditor"),
                                    ("data_officer", "data_officer"),
                                    ("assessor", "assessor"),
                                    ("mediator", "mediator"),
                                    ("system", "system"),
                                ]
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.place",
                            ),
                        ),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope"], name="people_appointment_scope")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until", None),
                                    ("valid_until__gt", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="people_appointment_period",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Term",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "body",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="terms",
                                to="people.body",
                            ),
                        ),
                        (
                            "kind",
                            models.TextField(
                                choices=[("first", "first"), ("renewal", "renewal"), ("early", "early")]
                            ),
                        ),
                        ("ordinal", models.SmallIntegerField(null=True)),
                        ("seats", models.SmallIntegerField()),
                        ("elected_on", models.DateField()),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                        ("ended_on", models.DateField(null=True)),
                        (
                            "end_reason",
                            models.TextField(
                                blank=True,
                                choices=[
                                    ("early_election", "early_election"),
                                    ("recalled", "recalled"),
                                    ("below_half", "below_half"),
                                    ("rezoned", "rezoned"),
                                    ("annulled", "annulled"),
                                ],
                                default="",
                            ),
                        ),
                        ("filed_on", models.DateField(null=True)),
                        ("filing_number", models.TextField(blank=True, default="")),
                        ("tallies", models.JSONField(default=list)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until", None),
                                    ("valid_until__gt", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="people_term_period",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_on", None),
                                    models.Q(
                                        ("ended_on__gte", models.F("valid_from")),
                                        models.Q(
                                            ("valid_until", None),
                                            ("ended_on__lte", models.F("valid_until")),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="people_term_ended",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("seats__gt", 0), ("valid_from__gte", models.F("elected_on"))
                                ),
                                name="people_term_elected",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Seat",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "term",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="held",
                                to="people.term",
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
                        ("number", models.SmallIntegerField()),
                        (
                            "post",
                            models.TextField(
                                choices=[
                                    ("chair", "chair"),
                                    ("vice_chair", "vice_chair"),
                                    ("member", "member"),
                                    ("reserve", "reserve"),
                                ]
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                        (
                            "end_reason",
                            models.TextField(
                                blank=True,
                                choices=[
                                    ("resigned", "resigned"),
                                    ("automatic", "automatic"),
                                    ("recalled", "recalled"),
                                    ("post_changed", "post_changed"),
                                    ("term_ended", "term_ended"),
                                    ("annulled", "annulled"),
                                ],
                                default="",
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
                        ("party_id", models.BigIntegerField(null=True)),
                        (
                            "party_basis",
                            models.TextField(
                                blank=True, choices=[("self", "self"), ("branch", "branch")], default=""
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until", None),
                                    ("valid_until__gt", models.F("valid_from")),
                                    models.Q(
                                        ("end_reason", "term_ended"), ("valid_until", models.F("valid_from"))
                                    ),
                                    _connector="OR",
                                ),
                                name="people_seat_period",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("party_id", None),
                                    models.Q(("party_basis", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="people_seat_party_basis",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Ownership",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
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
                                related_name="ownerships",
                                to="people.person",
                            ),
                        ),
                        ("share_of", models.IntegerField(null=True)),
                        ("share_in", models.IntegerField(null=True)),
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
                                name="people_ownership_period",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("share_in", None), ("share_of", None)),
                                    models.Q(("share_in__gte", models.F("share_of")), ("share_of__gt", 0)),
                                    _connector="OR",
                                ),
                                name="people_ownership_share",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Person",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        ("name_id", models.BigIntegerField(null=True)),
                        ("phone_id", models.BigIntegerField(null=True)),
                        ("identity_id", models.BigIntegerField(null=True)),
                        ("public_office_name", models.TextField(blank=True, default="")),
                        ("pinyin", models.TextField(blank=True, db_default="", default="")),
                        ("initials", models.TextField(blank=True, db_default="", default="")),
                        ("created_at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope", "id"], name="people_person_scope")],
                    },
                ),
                migrations.CreateModel(
                    name="ProgramKey",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("name", models.TextField()),
                        (
                            "body",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.body",
                            ),
                        ),
                        ("scopes", models.JSONField()),
                        ("digest", models.BinaryField(unique=True)),
                        ("ending", models.TextField()),
                        ("per_minute", models.IntegerField()),
                        ("valid_from", models.DateTimeField()),
                        ("valid_until", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("per_minute__gte", 1)), name="people_programkey_rate"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProgramUse",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "key",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="uses",
                                to="people.programkey",
                            ),
                        ),
                        ("minute", models.DateTimeField()),
                        ("calls", models.IntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("key", "minute"), name="people_programuse_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Residence",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
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
                                related_name="residences",
                                to="people.person",
                            ),
                        ),
                        (
                            "kind",
                            models.TextField(
                                choices=[("tenant", "tenant"), ("family", "family"), ("other", "other")]
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
                                name="people_residence_period",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
