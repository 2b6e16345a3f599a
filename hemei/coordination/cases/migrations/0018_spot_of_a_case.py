"""Where in its estate a case lies, as far as two reports can share it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0017_looks_are_counted")]

    operations = [migrations.AddField("case", "spot_key", models.TextField(null=True))]
