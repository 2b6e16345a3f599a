"""Owners of a roll who proved to be one human count as one from a moment on; what was counted before stays so."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.security import protect, unprotect

TABLE = "voting_oneowner"
KEPT = """
create trigger voting_oneowner_append_only before update or delete or truncate on voting_oneowner
  for each statement execute function records_append_only();
"""
FREED = "drop trigger voting_oneowner_append_only on voting_oneowner;"


class Migration(migrations.Migration):
    dependencies = [("records", "0002_chain"), ("voting", "0047_places")]

    operations = [
        migrations.CreateModel(
            "OneOwner",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("person_id", models.BigIntegerField()),
                ("counted_as", models.BigIntegerField()),
                ("since", models.DateTimeField()),
                ("scope", models.TextField(db_collation="C")),
                ("stream", models.TextField()),
                (
                    "roll",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="one_owners",
                        to="voting.roll",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["roll", "person_id", "counted_as"], name="voting_oneowner_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(counted_as__lt=models.F("person_id")),
                        name="voting_oneowner_lowest",
                    ),
                ],
            },
        ),
        migrations.RunSQL(protect(TABLE), unprotect(TABLE)),
        migrations.RunSQL(KEPT, FREED),
    ]
