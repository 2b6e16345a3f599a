"""Who sees honours: by place, or who they were shared with. What is posted and published is for everybody."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

TABLES = ("nomination", "review", "objection", "recheck", "actiontarget")
# What stands, or hangs out: no statement, no review, no objection.
VIEW = """
create view public_exemplar as
select n.id, n.kind, n.state, e.name as estate, e.token, coalesce(c.name, '') as company, n.posted_on,
       n.posting_ends_on, n.valid_from, p.name as community, n.scope
from honours_nomination n
join places_estate e on e.id = n.estate_id
left join companies_company c on c.id = n.company_id
join places_accountablecommunity a on a.estate_id = e.id and a.valid_until is null
join public_place p on p.id = a.community_id
where n.state in ('posted', 'published');
revoke insert, update, delete, truncate on public_exemplar from hemei_app;
grant select on public_exemplar to hemei_public;
"""


class Migration(migrations.Migration):
    dependencies = [("honours", "0001_tables"), ("places", "0004_public_houses"), ("records", "0002_chain")]

    operations = [
        *(migrations.RunSQL(protect(f"honours_{table}"), unprotect(f"honours_{table}")) for table in TABLES),
        migrations.RunSQL(VIEW, "drop view public_exemplar;"),
    ]
