from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("assessment", "0005_must_with_reason")]

    operations = [migrations.RemoveField(model_name="markobjection", name="due_at")]
