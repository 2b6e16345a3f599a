"""The life of a case as plain Python: no database, no clock, no framework.

===============  ==========  =======================================================
state            on screen   what it waits for
===============  ==========  =======================================================
reported         已上报      the home body accepts or refuses
accepted         已受理      the home body decides who handles it
handling         办理中      the home body itself, or the company it gave the case to
whistled         吹哨中      the called departments: arrival, then results
resulted         待核实      the home body checks the results and closes, or calls again
awaiting         待认可      the reporter accepts the outcome or sends it back
refused          不予受理    the reporter accepts the refusal or objects to it
ended            已结束      nothing; `ended` says how: accepted, silent, anonymous, withdrawn
===============  ==========  =======================================================

**Home body** (责任社区/街道): the community, later perhaps the street, that coordinates the
case; it accepts, calls and closes. **Accountable body** (当前责任单位): the one that answers
for the case now: the home body, the company, or the lead department.

A move is decided by :func:`decide.decide` and carried out by :func:`evolve.evolve`:

* `moves` is the one table: act, who, from which states, to which states.
* `decide` adds what the table cannot say (the list, limits, evidence) and returns an event.
* An event carries *what became of the case*, not how to compute it, so that a later version
  of these rules cannot rewrite the past; `evolve` only puts it in place.
"""

from hemei.coordination.cases.rules.standards import STANDARDS

__all__ = ["STANDARDS"]
