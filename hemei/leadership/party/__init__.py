"""The Party side (党建引领): organisations as a graph, their responsibility lists, what they cover, who leads where.

党组织 is an organisation: a body of `people` with a form (党委, 党支部, 党小组 ...) and a level. 领导 *leads* and
指导 *guides* are dated relations beside the administrative tree; one organisation may have several leaders.
责任清单 is the responsibility list of a level, whose lines become duties. 覆盖 is coverage: of organisation (a branch
of one's own or a joint one) and of work (an instructor is sent). No member is named here, and no membership.
"""
