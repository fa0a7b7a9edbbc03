"""Opening what is named: files, packed or not, members of archives, standard input; with limits on all of it.

Nothing is ever unpacked to disk, so that a member called ``../../etc/passwd`` can do no harm; it is refused all the
same, for its name would become an article's id.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, BinaryIO, cast

from detente.ingest.options import Code, IngestFailure, IngestOptions

_MAGIC = (
    (b"\x1f\x8b", ".gz"),
    (b"BZh", ".bz2"),
    (b"\xfd7zXZ\x00", ".xz"),
    (b"\x28\xb5\x2f\xfd", ".zst"),
)
PACKED = (".gz", ".bz2", ".xz", ".lzma", ".zst")
#: Ratios are judged only from here on: a short file of blanks packs a thousandfold and harms nobody.
_BOMB_FLOOR = 4_000_000
_CHUNK = 1 << 16
#: Errors that damaged packing raises while it is read.
BROKEN: tuple[type[Exception], ...] = (EOFError, OSError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, RuntimeError)


class Refused(Exception):
    """A source that is not read, with the failure to report."""

    def __init__(self, failure: IngestFailure) -> None:
        super().__init__(str(failure))
        self.failure = failure


def refuse(source: str, code: Code, message: str, *, line: int | None = None) -> Refused:
    """The exception for one source."""
    return Refused(IngestFailure(source=source, code=code.value, message=message, line=line))


@dataclass(slots=True)
class Opened:
    """A source open for reading, unpacked.

    Attributes:
        name: as shown to the user; members as ``outer.zip!inner.txt``.
        kind: lower-case name endings that tell the format, without those of packing (``.html``).
        stream: bytes, unpacked and watched.
        key: what ids are derived from: the path below the folder or archive that was named.
    """

    name: str
    kind: str
    stream: io.BufferedReader
    key: str


class _Watched(io.RawIOBase):
    """A stream of unpacked bytes that stops where it grows out of all proportion to what it was packed in."""

    def __init__(self, stream: IO[bytes], packed: _Counted, source: str, options: IngestOptions) -> None:
        self._stream = stream
        self._packed = packed
        self._source = source
        self._options = options
        self._total = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(min(len(buffer), _CHUNK))
        self._total += len(data)
        limit = self._options.max_total_bytes
        if limit is not None and self._total > limit:
            raise refuse(self._source, Code.TOO_LARGE, f"unpacks to more than {limit:,} bytes")
        if self._total > _BOMB_FLOOR and self._total > self._options.max_ratio * max(self._packed.count, 1):
            raise refuse(
                self._source,
                Code.BAD_ARCHIVE,
                f"unpacks to more than {self._options.max_ratio:g} times its size; taken for a decompression bomb",
            )
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
            self._packed.close()
        super().close()


class _Counted(io.RawIOBase):
    """A stream that counts what was read from it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        self.count += len(data)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()


def unpack(stream: IO[bytes], name: str, key: str, options: IngestOptions) -> Opened:
    """The stream with its packing taken off, layer by layer, told by magic bytes rather than by name.

    Raises:
        Refused: where a library is missing or there are too many layers.
    """
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream))
    try:
        for _ in range(options.max_depth + 1):
            head = buffered.peek(8)[:8]
            packing = next((suffix for magic, suffix in _MAGIC if head.startswith(magic)), None)
            if packing is None or kind_of(name) in {".warc", ".wacz"}:
                return Opened(name=name, kind=kind_of(name), stream=buffered, key=key)
            counted = _Counted(buffered)
            watched = _Watched(_opener(packing, counted, name), counted, name, options)
            buffered = io.BufferedReader(watched, _CHUNK)
        raise refuse(name, Code.BAD_ARCHIVE, f"packed more than {options.max_depth} times over")
    except BaseException:
        buffered.close()
        raise


def _opener(packing: str, stream: _Counted, source: str) -> IO[bytes]:
    raw = io.BufferedReader(stream)
    if packing == ".gz":
        return cast(IO[bytes], gzip.GzipFile(fileobj=raw, mode="rb"))
    if packing == ".bz2":
        return cast(IO[bytes], bz2.BZ2File(raw))
    if packing == ".xz":
        return cast(IO[bytes], lzma.LZMAFile(raw))
    try:
        import zstandard
    except ImportError as error:
        raise refuse(source, Code.EXTRA_MISSING, "reading .zst needs: pip install 'detente[sources]'") from error
    return cast(IO[bytes], zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True))


_ENDING = re.compile(r"(\.[A-Za-z0-9]{1,8})$")


def kind_of(name: str) -> str:
    """The ending that tells the format: the last one that is not of packing, lower-cased; empty for none.

    >>> kind_of("2019/pages.warc.gz"), kind_of("notes.TXT"), kind_of("README")
    ('.warc', '.txt', '')
    """
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    while True:
        match = _ENDING.search(base)
        if match is None or match.start() == 0:
            return ""
        if match[1].lower() not in PACKED:
            return match[1].lower()
        base = base[: match.start()]


def read_limited(opened: Opened, options: IngestOptions) -> bytes:
    """All of a small source.

    Raises:
        Refused: where it is larger than one article may be, or its packing is damaged.
    """
    try:
        data = opened.stream.read(options.max_bytes + 1)
    except BROKEN as error:
        raise refuse(opened.name, Code.BAD_ARCHIVE, f"cannot be unpacked: {error}") from error
    if len(data) > options.max_bytes:
        raise refuse(
            opened.name,
            Code.TOO_LARGE,
            f"larger than {options.max_bytes:,} bytes, more than one article may be (--max-bytes)",
        )
    return data


def iter_lines(opened: Opened, max_bytes: int) -> Iterator[tuple[int, bytes | None]]:
    """Lines with their 1-based numbers, without line ends; None for a line longer than ``max_bytes``.

    A long line is skipped without being held in memory.

    Raises:
        Refused: where the packing is damaged half-way; the lines before it have been given.
    """
    number = 0
    while True:
        number += 1
        try:
            line = opened.stream.readline(max_bytes + 1)
            too_long = len(line) > max_bytes and not line.endswith(b"\n")
            rest = line
            while too_long and rest and not rest.endswith(b"\n"):
                rest = opened.stream.readline(_CHUNK)
        except BROKEN as error:
            raise refuse(opened.name, Code.BAD_ARCHIVE, f"cannot be unpacked: {error}", line=number) from error
        if not line:
            return
        yield number, None if too_long else line.rstrip(b"\r\n")


def is_zip(opened: Opened) -> bool:
    """Whether the bytes are those of a ZIP archive."""
    return opened.stream.peek(4)[:4] in {b"PK\x03\x04", b"PK\x05\x06"}


_DRIVE = re.compile(r"^[A-Za-z]:")


def unsafe_name(name: str) -> bool:
    """Whether the name of an archive member leads out of the archive."""
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or _DRIVE.match(name) is not None or ".." in parts or "\x00" in name


def iter_zip(opened: Opened, options: IngestOptions) -> Iterator[Opened | IngestFailure]:
    """Members of a ZIP archive in the order of their names.

    Raises:
        Refused: where the archive itself cannot be read.
    """
    try:
        # Archives inside archives and on standard input cannot be sought in: held in memory, within limits.
        seekable = opened.stream if opened.stream.seekable() else io.BytesIO(read_limited(opened, options))
        archive = zipfile.ZipFile(cast(BinaryIO, seekable))
        members = sorted(archive.infolist(), key=lambda m: m.filename)
    except BROKEN as error:
        raise refuse(opened.name, Code.BAD_ARCHIVE, f"is no readable ZIP archive: {error}") from error
    with archive:
        total = 0
        for member in members:
            name = f"{opened.name}!{member.filename}"
            if member.is_dir():
                continue
            if unsafe_name(member.filename) or stat.S_ISLNK(member.external_attr >> 16):
                yield IngestFailure(
                    source=name, code=Code.UNSAFE_MEMBER.value, message="the member's name leads out of the archive"
                )
                continue
            if member.flag_bits & 0x1:
                yield IngestFailure(source=name, code=Code.BAD_ARCHIVE.value, message="the member is encrypted")
                continue
            total += member.file_size
            if options.max_total_bytes is not None and total > options.max_total_bytes:
                raise refuse(opened.name, Code.TOO_LARGE, f"unpacks to more than {options.max_total_bytes:,} bytes")
            if member.file_size > _BOMB_FLOOR and member.file_size > options.max_ratio * max(member.compress_size, 1):
                yield IngestFailure(
                    source=name,
                    code=Code.BAD_ARCHIVE.value,
                    message=f"unpacks to {member.file_size:,} from {member.compress_size:,} bytes; taken for a"
                    " decompression bomb",
                )
                continue
            try:
                stream = archive.open(member)
                yield unpack(stream, name, f"{opened.key}/{member.filename}", options)
            except Refused as refused:
                yield refused.failure
            except BROKEN as error:
                yield IngestFailure(source=name, code=Code.BAD_ARCHIVE.value, message=f"cannot be unpacked: {error}")
