"""The owners allow one contract by one vote; another takes its place only where it ended early."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0014_own_shares")]
    operations = [
        migrations.AddConstraint(
            "revenuecontract",
            models.UniqueConstraint(
                fields=["vote_id"],
                condition=models.Q(vote_id__isnull=False, ended_on=None),
                name="ledgers_contract_vote_once",
            ),
        ),
    ]
