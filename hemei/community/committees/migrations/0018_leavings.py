"""A member who is said to have left: by whose hands, on which paper, until when he objects; who sees it."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.security import protect, unprotect


class Migration(migrations.Migration):
    dependencies = [
        ("committees", "0017_by_election"),
        ("people", "0020_elected_by"),
        ("places", "0004_public_houses"),
    ]

    operations = [
        migrations.CreateModel(
            name="Leaving",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField(unique=True)),
                ("scope", models.TextField(db_collation="C")),
                ("body_id", models.BigIntegerField()),
                ("reason", models.TextField()),
                ("signed_on", models.DateField()),
                ("scan_id", models.BigIntegerField(null=True)),
                ("ground_id", models.BigIntegerField(null=True)),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("entered", "entered"),
                            ("told", "told"),
                            ("refused", "refused"),
                            ("objected", "objected"),
                            ("ended", "ended"),
                            ("moot", "moot"),
                        ]
                    ),
                ),
                ("entered_on", models.DateField()),
                ("entered_by", models.BigIntegerField()),
                ("settled_by", models.BigIntegerField(null=True)),
                ("told_on", models.DateField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("closed_on", models.DateField(null=True)),
                ("words_id", models.BigIntegerField(null=True)),
                (
                    "estate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.estate"
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.seat"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["scope", "-id"], name="committees_leaving_scope")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["entered", "told"])),
                        fields=("seat",),
                        name="committees_leaving_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled_by", None),
                            models.Q(("settled_by", models.F("entered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="committees_leaving_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["told", "ended"]), _negated=True),
                            models.Q(
                                ("due_on__isnull", False),
                                ("settled_by__isnull", False),
                                ("told_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="committees_leaving_told",
                    ),
                ],
            },
        ),
        migrations.RunSQL(protect("committees_leaving"), unprotect("committees_leaving")),
    ]
