"""What a call came to and how a called ballot stands is one of the known words; an owner is asked of another's right."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voting", "0053_noticed_by_scan")]
    operations = [
        migrations.AddConstraint(
            "calledballot",
            models.CheckConstraint(
                condition=models.Q(state__in=["confirmed", "denied", "unconfirmed", "waiting"]),
                name="voting_calledballot_state",
            ),
        ),
        migrations.AddConstraint(
            "calltry",
            models.CheckConstraint(
                condition=models.Q(answer__in=["confirmed", "denied", "given", "not_given", "not_reached"]),
                name="voting_calltry_answer",
            ),
        ),
    ]
