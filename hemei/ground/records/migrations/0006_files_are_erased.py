"""A file whose time is over goes; its row stays and says when."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0005_imports")]

    operations = [migrations.AddField("file", "erased_at", models.DateTimeField(null=True))]
