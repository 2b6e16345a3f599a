"""Papers of a case and joint visits, behind their walls."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.security import protect, unprotect

WALLED = ("cases_casepaper", "cases_visit", "cases_visitpart")


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0010_proposed_lines"),
    ]

    operations = [
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField()),
                ("scope", models.TextField(db_collation="C")),
                ("number", models.SmallIntegerField()),
                ("body_id", models.BigIntegerField()),
                ("meets_at", models.DateTimeField()),
                ("spot_id", models.BigIntegerField()),
                ("set_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("held", models.BooleanField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="cases.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VisitPart",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField()),
                ("scope", models.TextField(db_collation="C")),
                ("body_id", models.BigIntegerField()),
                ("came_at", models.DateTimeField(null=True)),
                ("finding", models.TextField(blank=True, default="")),
                ("text_id", models.BigIntegerField(null=True)),
                ("found_at", models.DateTimeField(null=True)),
                ("duty_id", models.BigIntegerField(null=True)),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="cases.visit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CasePaper",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField()),
                ("scope", models.TextField(db_collation="C")),
                ("kind", models.TextField()),
                ("number", models.TextField(unique=True)),
                ("body_id", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
                ("about", models.JSONField()),
                ("recipient_id", models.BigIntegerField()),
                ("text_id", models.BigIntegerField()),
                ("served_on", models.DateField(null=True)),
                ("service", models.TextField(blank=True, default="")),
                ("scan_id", models.BigIntegerField(null=True)),
                ("sha256", models.TextField(blank=True, default="")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="cases.case"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["scope", "-id"], name="cases_casepaper_scope")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["rectification", "supervision", "receipt", "extension", "closing"])
                        ),
                        name="cases_casepaper_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("served_on", None), ("service", "")),
                            models.Q(
                                ("served_on__isnull", False),
                                ("service__in", ["in_person", "post", "electronic", "left", "posted"]),
                            ),
                            _connector="OR",
                        ),
                        name="cases_casepaper_served_whole",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["scope", "-id"], name="cases_visit_scope"),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.UniqueConstraint(fields=("case", "number"), name="cases_visit_once"),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("case",), name="cases_visit_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("held", None)),
                    models.Q(("ended_at__isnull", False), ("held__isnull", False)),
                    _connector="OR",
                ),
                name="cases_visit_ended_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="visitpart",
            index=models.Index(fields=["body_id", "-visit_id"], name="cases_visitpart_body"),
        ),
        migrations.AddConstraint(
            model_name="visitpart",
            constraint=models.UniqueConstraint(fields=("visit", "body_id"), name="cases_visitpart_once"),
        ),
        migrations.AddConstraint(
            model_name="visitpart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finding", ""), ("found_at", None)),
                    models.Q(
                        ("finding__in", ["nothing", "stopped", "ordered", "opened", "others"]),
                        ("found_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="cases_visitpart_found_whole",
            ),
        ),
        *(migrations.RunSQL(protect(table), unprotect(table)) for table in WALLED),
    ]
