"""An urgent find is sent ahead of its round, once for each round, point and walker."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.security import protect, unprotect


def to(table: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=table)


class Migration(migrations.Migration):
    dependencies = [("patrols", "0004_rounds_of_nobody")]

    operations = [
        migrations.CreateModel(
            name="EarlyFind",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField()),
                ("scope", models.TextField(db_collation="C")),
                ("case_number", models.TextField(unique=True)),
                ("told_at", models.DateTimeField()),
                ("point", to("patrols.point")),
                ("round", to("patrols.round")),
                ("walker", to("people.appointment")),
            ],
            options={
                "indexes": [models.Index(fields=["scope", "-id"], name="patrols_earlyfind_scope")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("round", "point", "walker"), name="patrols_earlyfind_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("case_number__gt", "")), name="patrols_earlyfind_is_a_case"
                    ),
                ],
            },
        ),
        migrations.RunSQL(protect("patrols_earlyfind"), unprotect("patrols_earlyfind")),
    ]
