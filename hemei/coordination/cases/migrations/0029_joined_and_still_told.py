"""In which round a case was joined into an earlier one, and whose telephone follows the earlier since."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0028_alike_next_door")]

    operations = [
        migrations.AddField(
            model_name="likeness", name="round", field=models.SmallIntegerField(db_default=1, default=1)
        ),
        migrations.AddField(
            model_name="supporter", name="caller_of", field=models.BigIntegerField(null=True)
        ),
    ]
