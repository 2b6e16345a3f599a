from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_source_count")]
    operations = [migrations.AddField("task", "refused_at", models.DateTimeField(null=True))]
