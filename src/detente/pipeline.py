"""From article to record: the reading steps, in one place, and the reader that runs them.

Each step declares what it requires and what it assigns, so that an impossible order is found before any text is
read. A step gets the :class:`~detente.reading.Reading` so far and returns new tuples for the fields it assigns.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from importlib import import_module, resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast, runtime_checkable

from detente import __version__
from detente import parse as parsing
from detente.config import Settings
from detente.errors import PipelineError
from detente.lexicons import LANGUAGE
from detente.reading import Reading
from detente.records import Article, Diagnostic, Record, Run

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

GIVEN = frozenset({"article", "doc"})


@runtime_checkable
class Step(Protocol):
    """One step of reading.

    Attributes:
        name: unique in a pipeline.
        version: changes whenever the step may read differently.
        requires, assigns: fields of :class:`~detente.reading.Reading`.
    """

    name: str
    version: str
    requires: tuple[str, ...]
    assigns: tuple[str, ...]

    def __call__(self, reading: Reading) -> Mapping[str, tuple[Any, ...]]:
        """Newly assigned fields, whole; ``diagnostics`` alone are added to those before."""
        ...


# In this order. "module:class", imported when a reader is made, so that importing detente stays quick.
DEFAULT_STEPS: tuple[str, ...] = (
    "detente.read.times:TimesStep",
    "detente.read.places:PlacesStep",
    "detente.resolve:ActorsStep",
    "detente.read.statements:StatementsStep",
    "detente.resolve:DeixisStep",
    "detente.read.events:EventsStep",
    "detente.read.issues:IssuesStep",
    "detente.read.positions:PositionsStep",
    "detente.read.claims:ClaimsStep",
)


def load_steps(settings: Settings, names: Sequence[str] = DEFAULT_STEPS) -> tuple[Step, ...]:
    """Instances of the steps, checked for order."""
    steps = []
    for name in names:
        module, _, cls = name.partition(":")
        steps.append(getattr(import_module(module), cls)(settings))
    check_order(steps)
    return tuple(steps)


def check_order(steps: Sequence[Step]) -> None:
    """See that each step finds what it requires.

    Raises:
        PipelineError: naming every step that comes too early.
    """
    there = set(GIVEN)
    problems = []
    for step in steps:
        missing = [r for r in step.requires if r not in there]
        if missing:
            problems.append(f"step {step.name} requires {', '.join(missing)}, which no step before it assigns")
        there.update(step.assigns)
    if problems:
        raise PipelineError("; ".join(problems), code="DT501")


class Reader:
    """Reads articles into records. Made once, used for many; models are loaded at first use.

    >>> from detente.records import Article
    >>> Reader(Settings(), steps=()).read(Article(id="a", text="")).diagnostics[0].code
    'empty_text'
    """

    def __init__(self, settings: Settings | None = None, steps: Sequence[Step] | None = None) -> None:
        self.settings = settings or Settings()
        self.steps = tuple(steps) if steps is not None else load_steps(self.settings)
        check_order(self.steps)

    @cached_property
    def nlp(self) -> Language:
        """The spaCy pipeline that the settings name."""
        return parsing.load_parser(self.settings.parse.spacy)

    @cached_property
    def run(self) -> Run:
        """What every record of this reader was read with."""
        models = {"spacy": f"{self.settings.parse.spacy}-{self.nlp.meta.get('version', '')}"}
        knowledge = hashlib.sha256(lexicons_sha256(self.settings).encode())
        for step in self.steps:
            models.update(getattr(step, "models", {}))
            knowledge.update(getattr(step, "knowledge_sha256", "").encode())
        return Run(
            version=__version__,
            models=models,
            knowledge=knowledge.hexdigest(),
            settings=self.settings.sha256,
            steps={"parse": parsing.VERSION} | {s.name: s.version for s in self.steps},
        )

    def read(self, article: Article) -> Record:
        """The record of one article. The same article gives the same record, byte for byte."""
        problems = self._unreadable(article)
        if problems is not None:
            return Record(article=article, diagnostics=problems, run=self.run)
        return self.read_doc(article, parsing.parse(article.text, self.nlp))

    def read_doc(self, article: Article, doc: Doc) -> Record:
        """The same from a Doc parsed elsewhere, whose text is the article's."""
        reading = Reading(article=article, doc=doc, diagnostics=article.read_with)
        for step in self.steps:
            found = dict(step(reading))
            unknown = found.keys() - set(step.assigns)
            if unknown:
                raise PipelineError(f"step {step.name} assigned {', '.join(sorted(unknown))} undeclared", code="DT502")
            if "diagnostics" in found:
                found["diagnostics"] = (*reading.diagnostics, *found["diagnostics"])
            reading = replace(reading, **cast("dict[str, Any]", found))
        return Record(
            article=reading.article,
            actors=reading.actors,
            statements=reading.statements,
            positions=reading.positions,
            events=reading.events,
            times=reading.times,
            places=reading.places,
            issues=reading.issues,
            claims=reading.claims,
            diagnostics=reading.diagnostics,
            run=self.run,
        )

    def _unreadable(self, article: Article) -> tuple[Diagnostic, ...] | None:
        """Why nothing is read from the article; None where it is read."""
        if any(d.code in ("language_skipped", "empty_text") for d in article.read_with):
            return article.read_with  # said when the article was taken in
        if article.body is None or not article.text.strip():
            return (Diagnostic(code="empty_text", message="there is no text to read"),)
        limit = self.settings.parse.max_chars
        if len(article.text) > limit:
            message = f"{len(article.text):,} characters, more than [parse] max_chars = {limit:,}; not read"
            return (*article.read_with, Diagnostic(code="text_too_long", message=message))
        return None


def lexicons_sha256(settings: Settings) -> str:
    """Hash of every dictionary that a reading may have gone by, the user's overlay included."""
    digest = hashlib.sha256()
    folder = resources.files("detente.lexicons").joinpath(LANGUAGE)
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_file():
            digest.update(entry.name.encode() + entry.read_bytes())
    overlay = settings.lexicons.overlay
    for path in sorted(Path(overlay).iterdir()) if overlay and Path(overlay).is_dir() else ():
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
