"""Bytes to text, without losing or inventing characters silently."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from detente.records import Diagnostic

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"MZ\x90", b"\xd0\xcf\x11\xe0", b"SQLite format 3",
    b"RIFF", b"OggS", b"ID3", b"\x00\x00\x00\x18ftyp", b"Rar!", b"7z\xbc\xaf", b"wOFF", b"wOF2",
)  # fmt: skip
_SNIFF = 8192
#: Above this share of control characters in the first bytes, a file is no text. Latin and Cyrillic text has none.
_MAX_CONTROL_SHARE = 0.1
_CONTROL = frozenset(range(32)) - {9, 10, 12, 13, 27}


class NotText(ValueError):
    """The bytes are no text in any encoding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text with the encoding it was read in, and what was odd about it."""

    text: str
    encoding: str
    diagnostics: tuple[Diagnostic, ...] = ()


def decode(data: bytes, *, encoding: str | None = None) -> Decoded:
    """The text of a file.

    A byte order mark decides, then ``encoding``, then UTF-8, then detection by charset-normalizer. The mark itself is
    not part of the text; line ends are kept.

    Raises:
        NotText: for pictures, programs, archives and the like.
        LookupError: where ``encoding`` names no encoding.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], name)
    if encoding is not None:
        return _decode_as(data, encoding)
    if looks_binary(data):
        raise NotText("the file is binary, not text")
    wide = _wide(data[:_SNIFF])
    if wide is not None:
        return _decode_as(data, wide)
    try:
        return Decoded(text=data.decode("utf-8"), encoding="utf-8")
    except UnicodeDecodeError as error:
        return _detect(data, error)


def looks_binary(data: bytes) -> bool:
    """Whether the first bytes are those of a picture, program or archive, or full of control characters."""
    head = data[:_SNIFF]
    if head.startswith(_MAGIC):
        return True
    if not head:
        return False
    nul_share = head.count(0) / len(head)
    if nul_share > 0.3:
        # Half of UTF-16 Latin text is NUL, always at the same parity.
        even, odd = head[::2].count(0), head[1::2].count(0)
        return not (max(even, odd) > 20 * (min(even, odd) + 1))
    return sum(b in _CONTROL for b in head) / len(head) > _MAX_CONTROL_SHARE


def _wide(head: bytes) -> str | None:
    """UTF-16 without a byte order mark, told from its NULs, which are valid UTF-8 too."""
    if head.count(0) <= len(head) * 0.3:
        return None
    return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"


def _decode_as(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(text=data.decode(encoding), encoding=encoding)
    except UnicodeDecodeError as error:
        text = data.decode(encoding, errors="replace")
        return Decoded(text=text, encoding=encoding, diagnostics=(_replaced(text, encoding, error.start),))


def _replaced(text: str, encoding: str, offset: int) -> Diagnostic:
    count = text.count("\ufffd")
    return Diagnostic(
        code="invalid_bytes",
        message=f"{count} byte sequences are not {encoding} (the first at byte {offset}); read as U+FFFD",
    )


def _detect(data: bytes, error: UnicodeDecodeError) -> Decoded:
    """Few bad bytes in UTF-8 are damage; many are another encoding."""
    lenient = data.decode("utf-8", errors="replace")
    bad = lenient.count("\ufffd")
    high = sum(1 for b in data[: 4 * _SNIFF] if b >= 0x80)
    good_multibyte = sum(1 for c in lenient[: 4 * _SNIFF] if c > "\x7f" and c != "\ufffd")
    if good_multibyte > 3 * bad or (bad <= 2 and high <= 2 and good_multibyte):
        return Decoded(text=lenient, encoding="utf-8", diagnostics=(_replaced(lenient, "utf-8", error.start),))
    return _guess(data, lenient, error)


def _guess(data: bytes, lenient: str, error: UnicodeDecodeError) -> Decoded:
    from charset_normalizer import from_bytes

    # The sample is bounded: detection is quadratic in the worst case.
    best = from_bytes(data[: 16 * _SNIFF]).best()
    name = best.encoding if best is not None else None
    if name is None or name in {"ascii", "utf_8"}:
        return Decoded(text=lenient, encoding="utf-8", diagnostics=(_replaced(lenient, "utf-8", error.start),))
    if name.startswith(("cp125", "latin", "iso8859", "mac_", "cp85", "cp437", "hp_roman", "cp1140", "cp500", "cp037")):
        # Single-byte Western encodings differ in a few marks; what news files in "Latin-1" hold is Windows-1252.
        name = _western(data) or name
    decoded = _decode_as(data, name)
    note = Diagnostic(code="charset_guessed", message=f"not UTF-8; read as {name}, which fits its bytes best")
    return Decoded(text=decoded.text, encoding=name, diagnostics=(note, *decoded.diagnostics))


def _western(data: bytes) -> str | None:
    """Windows-1252 where its high characters are those of Western European prose."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    high = [c for c in text if c > "\x7f"]
    usual = sum(c in "‘’“”–—…•€£§°·«»éèêëàâäáåæçíìîïñóòôöøœúùûüßÉÈÀÄÅÆÇÑÓÖØÜ\u00a0¿¡®™©½¼¾" for c in high)
    return "cp1252" if high and usual / len(high) >= 0.9 else None
