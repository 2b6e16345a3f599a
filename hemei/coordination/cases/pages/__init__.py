"""Pages of a case, by what people come for: report, follow, work, one case.

They read a form, call one service or query, and render. What an act's form asks
for is in `act_forms`, how a case reads on screen in `faces`.
"""
