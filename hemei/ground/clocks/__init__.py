"""Clocks (时限): stored deadlines, the pauses that moved them, the calendars they were computed with.

A deadline (时限) belongs to a subject's stream and a body; it runs, is paused
(暂停计时) or is settled: met (按时), missed (超时) or cancelled (取消). Its end is
provisional (暂定) where a year's holiday notice (放假通知) was not out yet.

Two ways in. `services.start_deadline` and its like keep a clock here and record
its events. An app whose own events carry its clocks (cases) writes them with
`services.write_deadlines`, and its own service computes them again when
`services.recompute_deadlines` calls it.
"""
