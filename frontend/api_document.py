"""What the page keeps of the server's OpenAPI document, to make its types from."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path

PLACE = Path(__file__).resolve().parent / "openapi.json"
_PROSE = {"description", "summary", "title", "example", "examples", "operationId", "tags", "info"}


def keep(address: str) -> None:
    """Fetch the document from a running server and keep what matters of it.

    Args:
        address: Of the document.

    Raises:
        OSError: The server does not answer.
    """
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310
        document = json.load(answer)
    PLACE.write_text(text(document), encoding="utf-8")


def text(document: object) -> str:
    """Write what the page's types depend on of an OpenAPI document: sorted, without the prose, which may change."""
    return json.dumps(_without_prose(document), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _without_prose(node: object, *, names: bool = False) -> object:
    # Below `properties` and `schemas` the keys are names that somebody chose, `description` among them perhaps.
    if isinstance(node, dict):
        return {
            key: _without_prose(value, names=not names and key in {"properties", "schemas"})
            for key, value in node.items()
            if names or key not in _PROSE
        }
    if isinstance(node, list):
        return [_without_prose(value) for value in node]
    return node
