"""Meetings (会议): one engine for whatever neighbours, committees and offices talk over and decide together.

A kind 会议类型 says who calls, how many days before 公告, which sides 参会方 must be there, who chairs 主持, how a
thing is decided, who signs 签字 and by when the result is posted 公示. The agenda 议程 is fixed by the notice; who
comes is registered 签到; every item gets its outcome 结果; the minutes 会议记录 are signed and then only added to.
What is to be done becomes a duty 任务, and what came of it returns to the meeting. Residents comment 意见 before,
during and after, with a right to be answered, and agree or disagree with short statements 观点, grouped so that common
ground 共识 shows.
"""
