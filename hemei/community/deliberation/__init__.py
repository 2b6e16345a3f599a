"""Deliberation (议事协调): what a community talks over, concludes and sees done, with every side at the table.

议题 is a topic; 三位一体 the three-in-one meeting, chaired by the community's Party organisation, of which a sitting is
one; 机制 the registered mechanism of a community. 议定 is a conclusion: a task with owner and day, a proposal for the
owners' vote, or an answer. 关键小事 is a small matter, a topic that walks the five steps 五共: plan, build, manage,
rate, share together. Nothing concluded here replaces a vote of the owners (Civil Code art. 278).
"""
