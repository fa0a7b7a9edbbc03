"""Names on the command line to files: folders, globs, single files, in an order that does not depend on the machine."""

from __future__ import annotations

import glob
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from detente.ingest.build import stem_of
from detente.ingest.options import Code, IngestFailure
from detente.ingest.streams import PACKED, kind_of

#: What a folder is searched for. A file that is named itself is read whatever it is called.
ARTICLE_KINDS = frozenset(
    [
        ".txt",
        ".text",
        ".md",
        ".html",
        ".htm",
        ".xhtml",
        ".shtml",
        ".json",
        ".jsonl",
        ".ndjson",
        ".csv",
        ".tsv",
        ".parquet",
        ".xml",
        ".rss",
        ".atom",
        ".rdf",
        ".warc",
        ".wacz",
        ".zip",
        ".urls",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file to read.

    Attributes:
        path: as opened.
        key: what the article's id is made from: its path below the folder that was named, without endings.
    """

    path: str
    key: str


def is_glob(name: str) -> bool:
    """Whether a name that is no file holds wildcards."""
    return glob.has_magic(name) and not Path(name).exists()


def find_files(name: str, *, key: str | None = None) -> Iterator[Found | IngestFailure]:
    """Files behind one name: the file itself, all of a folder and its sub-folders, or the matches of a glob."""
    if is_glob(name):
        matches = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 (absolute patterns)
        base = _fixed_part(name)
        if not matches:
            yield IngestFailure(source=name, code=Code.NOT_FOUND.value, message="nothing matches this pattern")
        files = [m for m in matches if not Path(m).is_dir()]
        keys = _keys([Path(m).relative_to(base).as_posix() if base else m for m in files])
        yield from (Found(path=m, key=k) for m, k in zip(files, keys, strict=True))
    elif Path(name).is_dir():
        yield from _walk(Path(name), Path(name), ancestors=())
    elif Path(name).exists() or Path(name).is_symlink():
        yield Found(path=name, key=key or stem_of(name))
    else:
        yield IngestFailure(source=name, code=Code.NOT_FOUND.value, message="there is no such file or folder")


def _fixed_part(pattern: str) -> Path | None:
    parts = Path(pattern).parts
    fixed = next((i for i, p in enumerate(parts) if glob.has_magic(p)), len(parts) - 1)
    return Path(*parts[:fixed]) if fixed else None


def _keys(names: list[str]) -> list[str]:
    """Paths without endings; where two files of a folder would share one, both keep theirs."""
    stems = [_without_endings(n) for n in names]
    times = Counter(stems)
    return [stem if times[stem] == 1 else name for stem, name in zip(stems, names, strict=True)]


def _without_endings(name: str) -> str:
    folder, _, base = name.rpartition("/")
    stem = stem_of(base)
    return f"{folder}/{stem}" if folder else stem


def _walk(folder: Path, root: Path, ancestors: tuple[tuple[int, int], ...]) -> Iterator[Found | IngestFailure]:
    try:
        status = folder.stat()
        entries = sorted(os.scandir(folder), key=lambda e: e.name)
    except PermissionError:
        yield IngestFailure(
            source=str(folder),
            code=Code.NO_PERMISSION.value,
            message="the folder may not be read; check its permissions",
        )
        return
    except OSError as error:
        yield IngestFailure(source=str(folder), code=Code.UNREADABLE.value, message=_reason(error))
        return
    here = (status.st_dev, status.st_ino)
    if here in ancestors:
        yield IngestFailure(
            source=str(folder), code=Code.UNREADABLE.value, message="the link leads back to a folder that holds it"
        )
        return
    names: list[str] = []
    folders: list[Path] = []
    passed: dict[str, int] = {}
    for entry in entries:
        if entry.name.startswith("."):
            continue
        try:
            is_folder, is_odd = entry.is_dir(), not entry.is_file() and not entry.is_symlink()
        except OSError:  # a link to itself: opening it says so
            is_folder = is_odd = False
        kind = kind_of(entry.name)
        if is_folder:
            folders.append(Path(entry.path))
        elif is_odd:
            passed["pipes and devices"] = passed.get("pipes and devices", 0) + 1
        elif kind in ARTICLE_KINDS or (not kind and entry.name.lower().endswith(PACKED)) or kind == "":
            names.append(entry.name)
        else:
            passed[kind] = passed.get(kind, 0) + 1
    below = folder.relative_to(root).as_posix()
    prefix = "" if below == "." else f"{below}/"
    for name, key in zip(names, _keys(names), strict=True):
        yield Found(path=str(folder / name), key=prefix + key)
    if passed:
        counts = ", ".join(f"{n} {k}" for k, n in sorted(passed.items()))
        yield IngestFailure(
            source=str(folder), code=Code.UNKNOWN_FORMAT.value, message=f"passed over, no formats of articles: {counts}"
        )
    for inner in folders:
        yield from _walk(inner, root, (*ancestors, here))


def _reason(error: OSError) -> str:
    return f"cannot be read: {error.strerror or error}"
