"""What a call-back came to is kept, and a result it does not support is marked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voting", "0042_rules_revived")]

    operations = [
        migrations.AddField("callback", "verdict", models.TextField(default="", db_default="")),
        migrations.AddField("assembly", "doubts", models.JSONField(default=dict, db_default={})),
    ]
