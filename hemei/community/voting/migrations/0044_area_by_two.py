"""A changed area waits for a second person as well, once anybody has voted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voting", "0043_called_back")]

    operations = [
        migrations.RemoveConstraint("rollcorrection", "voting_rollcorrection_whose"),
        migrations.AddConstraint(
            "rollcorrection",
            models.CheckConstraint(
                condition=models.Q(owner_ids__isnull=False)
                | models.Q(delivered__isnull=False)
                | models.Q(area_dm2__isnull=False),
                name="voting_rollcorrection_what",
            ),
        ),
    ]
