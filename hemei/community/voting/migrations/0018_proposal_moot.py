"""A proposal to recall a member ends when he sits no more."""

from django.db import migrations, models

STATES = ("gathering", "reached", "overdue", "ordered", "unmet", "called", "closed", "moot")


class Migration(migrations.Migration):
    dependencies = [("voting", "0017_moot")]

    operations = [
        migrations.AlterField(
            "proposal", "state", models.TextField(choices=[(state, state) for state in STATES])
        ),
    ]
