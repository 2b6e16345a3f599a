"""Who was to walk a round before, and what he walked all the same when another had handed it in."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("patrols", "0001_tables")]

    operations = [
        migrations.AddField("round", "former", models.JSONField(default=list)),
        migrations.AddField(
            "round",
            "second_of",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="seconds",
                to="patrols.round",
            ),
        ),
        migrations.RemoveConstraint("round", "patrols_round_one_a_day"),
        migrations.AddConstraint(
            "round",
            models.UniqueConstraint(
                fields=["cell", "planned_on"],
                condition=models.Q(second_of=None),
                name="patrols_round_one_a_day",
            ),
        ),
        migrations.AddConstraint(
            "round",
            models.UniqueConstraint(
                fields=["second_of", "walker"],
                condition=models.Q(second_of__isnull=False),
                name="patrols_round_one_beside",
            ),
        ),
    ]
