"""A correction of what the bank gave back says on which day it did."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("funds", "0019_refunds")]

    operations = [migrations.AddField("correction", "came_on", models.DateField(null=True))]
