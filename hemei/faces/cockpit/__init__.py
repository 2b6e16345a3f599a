"""Cockpit: the figures of a place and everything behind them (驾驶舱).

指标 is a figure, 对象 a subject, 未能证明 not provable. This is the only app that asks all chapters: each of
them offers relations or lists of subjects in its queries, the registry here ties them to figures. A figure is
never typed in and never stored but as a roll-up that can be thrown away.
"""
