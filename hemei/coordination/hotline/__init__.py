"""Hotline (热线文件): orders 工单 of other systems come in as files; what became of them goes back in the same.

A source system 来源系统, such as the hotline 12345 or the grid platform, numbers its orders itself. Each order opens
one case; the file out 回传文件 is the file in with the answers in the system's own columns. What the other system calls
a kind or an estate is told once by a person and remembered 对照.
"""
