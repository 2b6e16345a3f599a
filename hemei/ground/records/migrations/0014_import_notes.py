"""An import keeps what its check tells beside wrong rows: what taking it will lead to, in words."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0013_only_moves")]

    operations = [migrations.AddField("import", "notes", models.JSONField(default=dict, db_default={}))]
