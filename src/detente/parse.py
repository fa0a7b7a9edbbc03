"""English parsing, by spaCy: text to Doc, with sentences that end where paragraphs end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from detente.errors import ModelError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

VERSION = "1"
# spaCy's parser wants about 1 GB for 100,000 characters at once; chunks of whole paragraphs keep memory flat.
CHUNK_CHARS = 20_000
_PARAGRAPH = re.compile(r"\n\s*\n\s*")
# A single line break ends a sentence only where the line above looks finished: hard-wrapped text goes on.
_LINE_END = re.compile(r"(?<=[.!?:…\"”’)\]])[ \t]*\n\s*(?=[\"“‘(\[A-Z0-9])")


def paragraph_starts(text: str) -> frozenset[int]:
    """Offsets at which a new paragraph, and so a new sentence, begins."""
    return frozenset(m.end() for p in (_PARAGRAPH, _LINE_END) for m in p.finditer(text))


def _add_boundary_component() -> None:
    from spacy.language import Language

    if Language.has_factory("detente_paragraphs"):
        return

    @Language.component("detente_paragraphs")
    def mark(doc: Doc) -> Doc:
        starts = paragraph_starts(doc.text)
        for token in doc:
            if token.idx in starts and not token.is_space:
                token.is_sent_start = True
        return doc


@lru_cache(maxsize=4)
def load_parser(name: str) -> Language:
    """A spaCy pipeline, loaded once a process.

    Raises:
        ModelError: where no such pipeline is installed, or it lacks a parser.
    """
    import spacy

    try:
        nlp = spacy.load(name)
    except OSError as error:
        raise ModelError(f"spaCy pipeline {name!r} is not installed; pip install it or set [parse] spacy") from error
    if "parser" not in nlp.pipe_names:
        raise ModelError(f"spaCy pipeline {name!r} has no parser; detente reads by syntax")
    prepare(nlp)
    return nlp


def prepare(nlp: Language) -> Language:
    """Make a pipeline end sentences where paragraphs end."""
    _add_boundary_component()
    if "detente_paragraphs" not in nlp.pipe_names:
        nlp.add_pipe("detente_paragraphs", before="parser")
    return nlp


def chunks(text: str, size: int = CHUNK_CHARS) -> Iterator[str]:
    """The text in pieces of whole paragraphs, at most ``size`` where paragraphs allow; joined they are the text."""
    start = last = 0
    for cut in sorted(paragraph_starts(text)):
        if cut - start > size and last > start:
            yield text[start:last]
            start = last
        last = cut
    if last > start and len(text) - start > size:
        yield text[start:last]
        start = last
    # A paragraph that alone is longer than allowed is cut at white space: better a broken sentence than none.
    while len(text) - start > 5 * size:
        cut = text.rfind(" ", start, start + size) + 1 or start + size
        yield text[start:cut]
        start = cut
    yield text[start:]


def parse(text: str, nlp: Language) -> Doc:
    """The Doc of the whole text: ``token.idx`` is the offset in ``text``."""
    from spacy.tokens import Doc

    # A lone surrogate cannot be encoded; its stand-in is as long, so offsets stay.
    clean = re.sub(r"[\ud800-\udfff]", "\ufffd", text)
    pieces = list(chunks(clean))
    if len(pieces) == 1:
        return nlp(clean)
    return Doc.from_docs(list(nlp.pipe(pieces, batch_size=4)), ensure_whitespace=False)
