"""A sheet of paper says whether it bore no signature, so that its owner is told why it does not count."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voting", "0025_witnessed")]

    operations = [
        migrations.AddField("sheet", "unsigned", models.BooleanField(default=False, db_default=False)),
    ]
