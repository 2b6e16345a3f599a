"""The open side: our own typed API under `/api/`, and webhooks that push what happened (事件推送).

A program 程序 enters with its key 接口密钥 and sees what the body and role of the key see, nothing more. A webhook
事件推送 is an address that is told of events by their ids; a delivery 推送 is one event on its way there, once.
"""
