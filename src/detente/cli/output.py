"""What all commands share for printing."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

# Control characters (C0 without tab and line feed, DEL, C1) and marks that change the direction of writing:
# text of articles may hold them, a terminal must not obey them.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def safe(text: str) -> str:
    """The text with what would steer a terminal made visible."""
    return _UNSAFE.sub(lambda m: f"\\x{ord(m.group()):02x}", text)


def talk(message: str) -> None:
    """A message for people, to stderr."""
    sys.stderr.write(safe(message) + "\n")


def put(line: str) -> None:
    """A line of data, to stdout, always UTF-8 so that the bytes do not hang on the locale."""
    sys.stdout.buffer.write(line.encode("utf-8", "surrogatepass") + b"\n")
    sys.stdout.buffer.flush()


# What some readers take for the end of a line (Python's splitlines, JavaScript before 2019) is written as an escape.
_LINE_ENDS = str.maketrans({c: f"\\u{ord(c):04x}" for c in "\x85\u2028\u2029"})


def put_json(value: Mapping[str, Any]) -> None:
    """One JSON object on a line, whatever the reader takes for a line."""
    # A lone surrogate is no UTF-8; as a JSON escape it survives.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:
        text = json.dumps(value, separators=(",", ":"))
    put(text.translate(_LINE_ENDS))


def duration(seconds: float | None) -> str:
    """A time as ``1:02:03``; a dash where it is unknown.

    >>> duration(3723.4)
    '1:02:03'
    """
    if seconds is None:
        return "–"
    whole = round(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def console(*, stderr: bool = False) -> Console:
    """Rich's console: no markup from outside is obeyed, since all text is passed as ``Text``."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=False)
