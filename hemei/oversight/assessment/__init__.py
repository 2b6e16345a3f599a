"""Assessment 考核评价 (S3 S4 S5 S6 S8 S12): one engine for every scored evaluation.

A standard 评价标准 is a tree: sections 维度, in them items 评价项 with a weight 分值, a scale and the evidence
wanted. A mark 评分 says how far an item is fulfilled; what nobody can prove yet leaves the denominator. A veto
一票否决 caps the grade 等次. A round 评价轮次 is one evaluation of its subjects by one version of the standard.
"""
