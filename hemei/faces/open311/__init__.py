"""Open311: the city's door for other platforms, GeoReport v2 whole.

A service 服务 is a line of the responsibility list, a service request 服务请求 is a case as anyone may see it: where it
stands, never who reported it nor in which words. Programs that report do so with a key 接口密钥 for their body.
"""
