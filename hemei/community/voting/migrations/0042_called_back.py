"""What a call-back came to is kept, and a result it does not support is marked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voting", "0041_repeated_once")]

    operations = [
        migrations.AddField("callback", "verdict", models.TextField(default="", db_default="")),
        migrations.AddField("assembly", "doubts", models.JSONField(default=dict, db_default={})),
    ]
