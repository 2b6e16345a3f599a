"""How many SQL statements a request costs, counted in this process; begin, commit and savepoints are not counted."""

from __future__ import annotations

import io

_CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def statements_of(request: bytes) -> int:
    """Run a request through our application once to warm it and once to count."""
    from django.core.handlers.wsgi import WSGIHandler
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    application = WSGIHandler()
    _answer(application, request)
    with CaptureQueriesContext(connection) as captured:
        status = _answer(application, _fresh(request))
    if status not in {200, 302}:
        raise RuntimeError(f"The request was answered with {status}.")
    return sum(not query["sql"].startswith(_CONTROL) for query in captured.captured_queries)


_KEYS = (b'name="submission_key"\r\n\r\n', b"&key=")  # of a form with files, of one without


def _fresh(request: bytes) -> bytes:
    """Give what is sent another submission key, of the same length: the same again would be found as done."""
    for name in _KEYS:
        start = request.find(name) + len(name)
        if start >= len(name):
            return request[:start] + b"ffffffff" + request[start + 8 :]
    return request


def _answer(application: object, request: bytes) -> int:
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _protocol = first.split(" ")
    path, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
    }
    for line in lines:
        name, _, value = line.partition(": ")
        key = name.upper().replace("-", "_")
        environ[key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"] = value
    statuses: list[int] = []
    answer = application(environ, lambda status, _headers: statuses.append(int(status[:3])))  # type: ignore[operator]
    b"".join(answer)
    answer.close()
    return statuses[0]
