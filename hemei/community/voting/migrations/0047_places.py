"""By what candidates take the seats and the reserve places: so that as much paper is called back as turns a place."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voting", "0046_decided_matters")]

    operations = [
        migrations.AddField("vote", "reserves", models.SmallIntegerField(default=0, db_default=0)),
        migrations.AddField("vote", "ranks_by", models.TextField(default="heads", db_default="heads")),
        migrations.AddConstraint(
            "vote",
            models.CheckConstraint(
                condition=models.Q(reserves__gte=0, ranks_by__in=["area", "heads"]), name="voting_vote_places"
            ),
        ),
    ]
