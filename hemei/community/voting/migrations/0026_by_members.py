"""The recall that members of a committee ask for is owed as what owners ask for is."""

from django.db import migrations, models

STATES = (
    "gathering", "reached", "overdue", "ordered", "unmet", "called", "closed", "moot", "withdrawn",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("voting", "0028_unsigned")]

    operations = [
        migrations.AddField("proposal", "by_members", models.BooleanField(default=False, db_default=False)),
        migrations.AlterField(
            "proposal", "state", models.TextField(choices=[(state, state) for state in STATES])
        ),
        migrations.AddConstraint(
            "proposal",
            models.CheckConstraint(
                condition=models.Q(by_members=False) | models.Q(seat__isnull=False),
                name="voting_proposal_by_members",
            ),
        ),
    ]
