"""A statement says which days it covers and what it opens with."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("purses", "0019_another_number")]

    operations = [
        migrations.AddField("statement", "days_told", models.BooleanField(default=False, db_default=False)),
        migrations.AddField("statement", "opening_fen", models.BigIntegerField(null=True)),
        migrations.RemoveConstraint("statement", "purses_statement_once"),
        migrations.AddConstraint(
            "statement",
            models.UniqueConstraint(
                fields=["account", "sha256", "first_on", "last_on", "days_told"], name="purses_statement_once"
            ),
        ),
    ]
