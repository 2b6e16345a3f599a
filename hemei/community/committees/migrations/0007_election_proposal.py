from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("committees", "0006_wall_of_advice")]

    operations = [
        migrations.AddField(
            model_name="election", name="proposal_id", field=models.BigIntegerField(null=True)
        ),
    ]
