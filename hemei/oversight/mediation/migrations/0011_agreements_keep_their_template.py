"""An agreement keeps which document of templates it was first printed from: its parties have it in their hands."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mediation", "0010_walls_of_papers")]

    operations = [
        migrations.AddField("agreement", "template", models.TextField(blank=True, db_default="", default="")),
    ]
