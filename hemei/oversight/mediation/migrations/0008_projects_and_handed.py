"""A company's file is its project manager's alone; a body that handed a dispute up reads how it ended."""

from django.db import migrations

# Of a party that is a project the company's body loses what it was given; the worker names the manager.
HELD_OFF = """
delete from records_access a using mediation_disputeparty p
where a.stream = p.stream and a.body_id = p.body_id and p.project_id is not null and p.left_at is null
  and not exists (select 1 from mediation_disputeparty o
                  where o.stream = p.stream and o.body_id = p.body_id and o.project_id is null and o.left_at is null);
"""

# A view of the owner's that asks whose body it is: a number, a level and how it ended, for whoever handed it up.
HANDED = """
create index mediation_step_handed on mediation_disputestep (((about ->> 'from')::bigint)) where move = 'escalate';
create view mediation_handed with (security_barrier) as
  select s.id, d.number, s.at as handed_at, d.level, d.state, d.outcome, d.ended_at
  from mediation_disputestep s join mediation_dispute d on d.id = s.dispute_id
  where s.move = 'escalate'
    and (s.about ->> 'from')::bigint = nullif(current_setting('app.body', true), '')::bigint
    and d.body_id <> (s.about ->> 'from')::bigint
    and not exists (select 1 from mediation_disputestep l where l.dispute_id = s.dispute_id and l.id > s.id
                    and l.move = 'escalate' and l.about ->> 'from' = s.about ->> 'from');
revoke insert, update, delete, truncate on mediation_handed from hemei_app;
revoke all on mediation_handed from hemei_public;
"""


class Migration(migrations.Migration):
    dependencies = [("mediation", "0007_petition_walls"), ("people", "0001_tables")]

    operations = [
        migrations.RunSQL(HELD_OFF, migrations.RunSQL.noop),
        migrations.RunSQL(HANDED, "drop view mediation_handed; drop index mediation_step_handed;"),
    ]
