"""Quality: where the registers contradict themselves, and whether that becomes less (数据质量).

检查 is a check, 矛盾 a contradiction, 统计 a round of counting. Each app of the ground offers the checks of its own
registers; here they are joined, listed for whoever is in charge, and counted each night. A list is always what stands
now; the numbers over time are those the worker counted, and nobody can change them.
"""
