"""Lines proposed for the responsibility list, behind their wall."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.security import protect, unprotect


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_when_ended"),
    ]

    operations = [
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField(unique=True)),
                ("scope", models.TextField(db_collation="C")),
                ("arbitration", models.SmallIntegerField()),
                ("state", models.TextField()),
                ("arbiter_id", models.BigIntegerField()),
                ("accepting_id", models.BigIntegerField()),
                ("handling_id", models.BigIntegerField()),
                ("line", models.JSONField()),
                ("made_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer_id", models.BigIntegerField(null=True)),
                ("code", models.TextField(blank=True, default="")),
                ("issued_day", models.DateField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="cases.case"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["scope", "-id"], name="cases_proposal_scope")],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "arbitration"), name="cases_proposal_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "issued", "declined"])),
                        name="cases_proposal_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "issued"), ("issued_day", None), _connector="XOR"),
                        name="cases_proposal_issued",
                    ),
                ],
            },
        ),
        migrations.RunSQL(protect("cases_proposal"), unprotect("cases_proposal")),
    ]
