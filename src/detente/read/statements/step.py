"""The reading step: statements of the body, with speakers, circumstances and confidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from detente.config import Settings
from detente.lexicons import sha256 as lexicon_sha256
from detente.read.statements.circumstances import find_circumstances, load_frames
from detente.read.statements.cue_book import FILE, FRAMES, load_cue_book
from detente.read.statements.find import FoundStatement, find_statements, unclosed
from detente.read.statements.quotation_marks import find_quotations
from detente.read.statements.tagger import load_tagger
from detente.reading import Reading
from detente.records import Diagnostic, Evidence, Kind, Span, Statement

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass
class StatementsStep:
    """Finds statements. Models and dictionaries are loaded at the first article."""

    settings: Settings
    name: str = field(default="statements", init=False)
    version: str = field(default="5", init=False)
    requires: tuple[str, ...] = field(default=("doc", "mentions"), init=False)
    assigns: tuple[str, ...] = field(default=("statements", "diagnostics"), init=False)

    @property
    def models(self) -> dict[str, str]:
        """Name and hash of the model, for the run."""
        return {"statements": load_tagger().sha256}

    @property
    def knowledge_sha256(self) -> str:
        """Hash of the dictionaries that this step goes by."""
        overlay = self.settings.lexicons.overlay
        return lexicon_sha256(FILE, overlay=overlay) + lexicon_sha256(FRAMES, overlay=overlay)

    def __call__(self, reading: Reading) -> dict[str, tuple[Any, ...]]:
        """Statements in order of their first content, then those inside others, numbered ``s1``, ``s2``, ..."""
        body = reading.article.body
        if body is None:
            return {"statements": (), "diagnostics": ()}
        found = find_statements(reading.doc, load_tagger(), (body.start, body.end))
        threshold = self.settings.statements.threshold
        ids: dict[int, str] = {}
        for number, f in enumerate(found):
            if f.confidence >= threshold and (f.within is None or f.within in ids):
                ids[number] = f"s{len(ids) + 1}"
        statements = tuple(
            self._statement(reading, name, found[number], ids.get(-1 if (w := found[number].within) is None else w))
            for number, name in ids.items()
        )
        return {"statements": statements, "diagnostics": _odd_marks(reading, body)}

    def _statement(self, reading: Reading, name: str, found: FoundStatement, within: str | None) -> Statement:
        overlay = self.settings.lexicons.overlay
        content = tuple(reading.span(*c) for c in found.content)
        source = reading.span(*found.source) if found.source else None
        cue = reading.span(*found.cue) if found.cue else None
        speaker = reading.actor_at(source)
        tokens = _tokens(reading, cue)
        cue_reading = load_cue_book(overlay).read(tokens)
        around = find_circumstances(reading, tokens, content, source, load_frames(overlay))
        return Statement(
            id=name,
            kind=Kind(found.kind),
            content=content,
            source=source,
            source_actor=speaker,
            joint_sources=tuple(a for a in reading.actors_at(source) if a != speaker),
            cue=cue,
            addressee=around.addressee,
            verb_class=cue_reading.verb_class,
            venue=around.venue,
            date=around.date,
            place=around.place,
            within=within,
            negated=cue_reading.negated,
            confidence=round(found.confidence, 4),
            why=Evidence(
                source="model:statements" if found.rule == "tagger" else f"rule:{found.rule}",
                version=str(load_tagger().meta["version"]) if found.rule == "tagger" else self.version,
                words=(cue.text,) if cue else (),
                note=f"class by {cue_reading.line}" if cue_reading.line else "class by default: cue not in dictionary",
            ),
        )


def _tokens(reading: Reading, cue: Span | None) -> tuple[Token, ...]:
    if cue is None:
        return ()
    words = reading.doc.char_span(cue.start, cue.end, alignment_mode="expand")
    return tuple(t for t in words if not t.is_space) if words is not None else ()


def _odd_marks(reading: Reading, body: Span) -> tuple[Diagnostic, ...]:
    quotations = find_quotations(reading.article.text)
    return tuple(
        Diagnostic(
            code="unclosed_quotation",
            message="no mark closes this quotation; it was taken to end with its paragraph or at the next opening mark",
            span=reading.span(q.start, q.end),
        )
        for q in unclosed(quotations)
        if body.start <= q.start < body.end and q.end > q.start
    )
