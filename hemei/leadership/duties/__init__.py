"""Duties (任务): one engine for everything a body owes by a day.

A policy clause, an item of a Party list, a task of a meeting, a board to replace, a wrong fact to correct: each is a
duty 任务 with an origin 来源, the body that owes it 责任单位, the body that set it 布置单位, what is demanded, a clock,
evidence 完成情况, acceptance 验收 or sending back 退回. Whoever sets a duty is another app or a person; what becomes of
it is decided here.
"""
