"""Patrols (网格巡查): each grid cell 网格 is walked in rounds 巡查 of points 点位, and what was found becomes a case.

The plan 计划 is proposed by the worker from the standard `patrol-rounds`: which points are due on which working day,
and who walks. A grid worker takes a round on his phone, without a network if need be; it arrives once and only once.
A point he could not reach 没能查看, a point or a round nobody walked 漏查、漏巡 is listed by itself until it is
walked or explained. A find 发现 is a case with photo and position, and the case says where it came from.
"""
