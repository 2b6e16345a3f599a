"""An outcome keeps the day of the decision, by whose law it was judged; those before keep to the day of the notice."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voting", "0031_outside")]

    operations = [
        migrations.AddField("outcome", "decided_on", models.DateField(null=True)),
    ]
