"""Cases (案件): a problem in an estate goes from a resident's phone to an accepted result.

The community carries the main responsibility (主体责任), the street the backstop
one (兜底责任). The community handles a case itself, gives it to the property
company, or whistles (吹哨) for one lead department (牵头部门) and any number of joint
ones (配合部门), which arrive (报到) and give their results (反馈结果). The case is
closed with an outcome (办结) and the reporter accepts (认可) or sends it back (退回重办).
Supervision (督办) asks questions and sets a time for the answer without moving the case.
"""
