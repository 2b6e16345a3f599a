"""Owners who demand a meeting, each by himself."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.security import protect, unprotect


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0004_owners_side"),
        ("people", "0014_committee_offices"),
    ]

    operations = [
        migrations.CreateModel(
            name="Demand",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("scope", models.TextField(db_collation="C")),
                ("stream", models.TextField()),
                ("text_id", models.BigIntegerField(null=True)),
                ("made_at", models.DateTimeField()),
                (
                    "meeting",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="demands",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="demand",
            constraint=models.UniqueConstraint(fields=("meeting", "person"), name="meetings_demand_once"),
        ),
        migrations.RunSQL(protect("meetings_demand"), unprotect("meetings_demand")),
    ]
