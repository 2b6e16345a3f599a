"""An owner of another building whose interest was proven stands on the roll of a dwelling turned into business premises."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voting", "0030_named_once")]

    operations = [
        migrations.AddField("assembly", "outside", models.JSONField(db_default=[], default=list)),
    ]
