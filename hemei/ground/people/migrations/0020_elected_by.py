"""By which election a term came about that ran here: its seats are nobody's to type in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0019_keys_of_every_body")]

    operations = [
        migrations.AddField("term", "elected_by", models.TextField(blank=True, default="", db_default="")),
    ]
