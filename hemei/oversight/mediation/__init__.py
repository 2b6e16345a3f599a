"""Mediation 纠纷调处 (S15): disputes about property end where they start.

A body 调处机构 of one of four levels mediates, in the name of a people's mediation committee 人民调解委员会 where it
has one; without one what it brings about is a plain settlement 和解协议. A dispute 纠纷 has parties 当事人, a size 大小
proposed by a dated rule, a level 层级, mediators 调解员 who stand apart from both sides, sessions 调解会, and ends with
an agreement 调解协议, a failure 调解不成 or a stop 终止. It belongs to no place: only the body that mediates and the
parties see it.
"""
