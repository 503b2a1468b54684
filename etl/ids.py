"""Ids are hashes of content, so they are the same on every machine and in every run."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

_SEPARATOR = "\x1f"


def make_id(prefix: str, *parts: Any) -> str:
    """`prefix` and 16 hexadecimal digits of the SHA-256 of the parts (None counts as the empty string, dates as ISO 8601)."""
    joined = _SEPARATOR.join("" if part is None else str(part) for part in parts)
    return f"{prefix}_{sha256(joined.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
