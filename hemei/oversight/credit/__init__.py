"""Credit 信用管理 of companies and project managers (S11): conduct on a project, each line with its clause.

A score 信用分 is never stored as a truth: it is replayed from the lines 信用记录 and the catalogue 信用清单 of any
day, and every point names its line. A level 信用等级 is the rank of a year's end.
"""
