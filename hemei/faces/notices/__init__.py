"""Notices (通知): who has to know of something is told by his channel, in working time, several things as one.

What happened elsewhere becomes a notice 提醒 for each person it concerns; notices of one person that wait together
become one message 消息, which is sent by his channel 渠道 (text message, e-mail, WeCom, DingTalk) or only shown on the
platform 站内. A message names order numbers and an address of the platform, never a person. What the law wants served
or posted is served and posted by the app it belongs to; a notice never stands for it. The calendar 日历订阅 of one's
office is a feed under a secret address.
"""
