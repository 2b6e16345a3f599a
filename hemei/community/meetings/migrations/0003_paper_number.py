"""The number of the printed minutes, one series an estate and year."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_walls")]

    operations = [
        migrations.AddField(model_name="meeting", name="paper_number", field=models.IntegerField(null=True))
    ]
