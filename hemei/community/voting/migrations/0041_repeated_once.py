"""A meeting that failed for want of participation is held again once; one that was called off does not count."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voting", "0040_own_rules")]

    operations = [
        migrations.AddConstraint(
            "assembly",
            models.UniqueConstraint(
                condition=models.Q(("state", "called_off"), _negated=True),
                fields=("repeats",),
                name="voting_assembly_repeated_once",
            ),
        ),
    ]
