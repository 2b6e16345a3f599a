"""Published views are for reading: a simple view would let its reader write through it with the owner's rights."""

from django.db import migrations

REVOKE = (
    "revoke insert, update, delete, truncate on public_checkpoint, public_issued_document from hemei_app;"
)
GRANT = "grant insert, update, delete on public_checkpoint, public_issued_document to hemei_app;"


class Migration(migrations.Migration):
    dependencies = [("records", "0003_published_documents")]

    operations = [migrations.RunSQL(REVOKE, GRANT)]
