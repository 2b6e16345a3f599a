"""What somebody found where the list of risks told him to look stays as it was written."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.security import protect, unprotect

KEPT = """
create trigger disclosure_risklook_append_only before update or delete or truncate on disclosure_risklook
  for each statement execute function records_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0008_one_only_moves"),
        ("people", "0021_serves_until"),
        ("places", "0004_public_houses"),
    ]

    operations = [
        migrations.CreateModel(
            name="RiskLook",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField()),
                ("scope", models.TextField(db_collation="C")),
                ("score", models.IntegerField()),
                ("reasons", models.JSONField()),
                ("digest", models.TextField()),
                ("found_id", models.BigIntegerField()),
                ("body_id", models.BigIntegerField(null=True)),
                ("looked_at", models.DateTimeField()),
                (
                    "estate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.estate"
                    ),
                ),
                (
                    "looked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("estate", "digest"), name="disclosure_risklook_once")
                ],
                "indexes": [models.Index(fields=["estate", "-id"], name="disclosure_risklook_estate")],
            },
        ),
        migrations.AddField("risk", "digest", models.TextField(default="")),
        migrations.RunSQL(protect("disclosure_risklook"), unprotect("disclosure_risklook")),
        migrations.RunSQL(KEPT, "drop trigger disclosure_risklook_append_only on disclosure_risklook;"),
    ]
