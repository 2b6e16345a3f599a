"""Boards (公示牌): every estate hangs its basic facts and who takes which complaint 小区基本信息公示牌.

For each violation and common problem the board says who accepts it (受理部门) and who handles it (处理主体), with
telephone numbers 服务电话. Nothing on it is typed: it is made from the registers and the responsibility list. A print
is an edition 版次 with a version code 版本码; the platform knows which editions hang (张贴), and says by itself which
no longer tell the truth (过期) and in what.
"""
