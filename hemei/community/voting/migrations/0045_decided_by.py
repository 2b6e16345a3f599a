"""A meeting names the item by which the committee decided to call it; one decision carries one standing meeting."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voting", "0044_area_by_two")]

    operations = [
        migrations.AddField("assembly", "decision_item", models.BigIntegerField(null=True)),
        migrations.AddConstraint(
            "assembly",
            models.UniqueConstraint(
                fields=["decision_item"],
                condition=models.Q(decision_item__isnull=False, repeats=None) & ~models.Q(state="called_off"),
                name="voting_assembly_decided_once",
            ),
        ),
    ]
