"""The description of our API (OpenAPI 3.1) as it is shipped: written by `hemei api write`, served as a file."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "openapi.json"
_METHODS = ("get", "post", "put", "patch", "delete")


@cache
def shipped() -> bytes:
    """Return the description as it is shipped."""
    return FILE.read_bytes()


@cache
def chapters() -> list[dict[str, Any]]:
    """Return the endpoints by what they are about, for people to read."""
    found: dict[str, list[dict[str, Any]]] = {}
    read = json.loads(shipped())
    for path, methods in read["paths"].items():
        for method in _METHODS:
            if method in methods:
                one = methods[method]
                found.setdefault(one["tags"][0], []).append(_endpoint(path, method, one, read))
    return [{"name": name, "endpoints": rows} for name, rows in found.items()]


def _endpoint(path: str, method: str, one: dict[str, Any], read: dict[str, Any]) -> dict[str, Any]:
    body = one.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    good = next(code for code in one["responses"] if code < "300")
    given = one["responses"][good].get("content", {}).get("application/json", {}).get("schema", {})
    return {
        "id": one["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": one["summary"],
        "zh": one.get("x-summary-zh", ""),
        "says": one.get("description", ""),
        "scope": one.get("x-scope", ""),
        "parameters": [
            {
                "name": parameter["name"],
                "where": parameter["in"],
                "type": _type(parameter["schema"]),
                "required": parameter.get("required", False),
            }
            for parameter in one.get("parameters", ())
        ],
        "takes": _fields(body, read),
        "gives": _fields(given, read),
        "status": good,
    }


def _fields(schema: dict[str, Any], read: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the fields of an object, those of the rows of a list among them."""
    found = _resolved(schema, read)
    needed = set(found.get("required", ()))
    rows = []
    for name, value in found.get("properties", {}).items():
        rows.append({"name": name, "type": _type(value), "required": name in needed})
        inner = _resolved(value.get("items", {}), read)
        rows += [
            {"name": f"{name}[].{field}", "type": _type(one), "required": field in inner.get("required", ())}
            for field, one in inner.get("properties", {}).items()
        ]
    return rows


def _resolved(schema: dict[str, Any], read: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    resolved: dict[str, Any] = read["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return resolved


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " | ".join(_type(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}]"
    return str(schema.get("format") or schema.get("type") or "any")
