"""The view of persons in public office says also which place looks after them."""

from django.db import migrations

VIEW = """
create or replace view public_officer as
  select id as person_id, public_office_name as name, pinyin, initials, scope
  from people_person where public_office_name <> '';
"""
# Columns cannot be taken from a view in place.
UNDO = """
drop view public_officer;
create view public_officer as
  select id as person_id, public_office_name as name, pinyin, initials
  from people_person where public_office_name <> '';
revoke insert, update, delete, truncate on public_officer from hemei_app;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0011_committees")]

    operations = [migrations.RunSQL(VIEW, UNDO)]
