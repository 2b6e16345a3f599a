from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("credit", "0004_wall_of_exchange")]

    operations = [
        migrations.RemoveField(model_name="lineobjection", name="due_at"),
        migrations.RemoveField(model_name="repair", name="due_at"),
    ]
