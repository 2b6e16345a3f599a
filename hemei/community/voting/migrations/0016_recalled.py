"""A vote on a recall knows whom it is about, so that ballots and results can name him."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voting", "0015_contested")]
    operations = [
        migrations.AddField("vote", "recalled_id", models.BigIntegerField(null=True)),
        migrations.AddConstraint(
            "vote",
            models.CheckConstraint(
                condition=models.Q(candidate_id=None) | models.Q(recalled_id=None), name="voting_vote_person"
            ),
        ),
    ]
