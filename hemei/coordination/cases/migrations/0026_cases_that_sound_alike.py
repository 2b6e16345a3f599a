"""Cases that sound like one, marked after they came in where nobody could be asked at entry."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.security import protect, unprotect


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0025_reporter_leaves"),
        ("places", "0003_wall_and_public_views"),
    ]

    operations = [
        migrations.CreateModel(
            name="Likeness",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField()),
                ("scope", models.TextField(db_collation="C")),
                ("found_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("same", models.BooleanField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at", None)),
                        fields=["scope", "-id"],
                        name="cases_likeness_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "other"), name="cases_likeness_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_at", None),
                            ("same", None),
                        )
                        | models.Q(("answered_at__isnull", False), ("same__isnull", False)),
                        name="cases_likeness_answered_whole",
                    ),
                ],
            },
        ),
        migrations.RunSQL(protect("cases_likeness"), unprotect("cases_likeness")),
    ]
