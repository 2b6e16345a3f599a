"""A year's interest says what of it public revenue earned in years before, that was dated back into them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("funds", "0025_filings")]

    operations = [
        migrations.AddField("interest", "late_fen", models.BigIntegerField(db_default=0, default=0))
    ]
