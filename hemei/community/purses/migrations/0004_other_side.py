"""Who was on the other side of a line of the bank, name and account, in the vault."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("purses", "0003_budgets")]

    operations = [
        migrations.AddField("statementline", "party_id", models.BigIntegerField(null=True)),
        migrations.AddField("statementline", "other_account_id", models.BigIntegerField(null=True)),
    ]
