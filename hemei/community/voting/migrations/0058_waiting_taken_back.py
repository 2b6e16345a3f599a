"""Who entered a guardian or delegate that waits for a second clerk may take it back; nobody confirms his own entry."""

from django.db import migrations, models

NAME = "voting_awaitedbinding_two_hands"


class Migration(migrations.Migration):
    dependencies = [("voting", "0057_acting_is_bound")]
    operations = [
        migrations.RemoveConstraint("awaitedbinding", NAME),
        migrations.AddConstraint(
            "awaitedbinding",
            models.CheckConstraint(
                condition=models.Q(confirmed=False, settled_by=models.F("entered_by"))
                | (
                    ~models.Q(settled_by=models.F("entered_by")) & ~models.Q(settled_by=models.F("person_id"))
                ),
                name=NAME,
            ),
        ),
    ]
