"""A recall whose meeting was called off waits for another, on a clock; one whose result was annulled has ended."""

from django.db import migrations, models

STATES = ("proposed", "heard", "voting", "passed", "failed", "withdrawn", "moot", "annulled")


class Migration(migrations.Migration):
    dependencies = [("committees", "0010_two_sides")]

    operations = [
        migrations.AddField("recall", "vote_due_on", models.DateField(null=True)),
        migrations.AlterField(
            "recall", "state", models.TextField(choices=[(state, state) for state in STATES])
        ),
    ]
