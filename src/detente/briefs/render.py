"""A brief as Markdown, as a page of HTML that stands alone, and as PDF. The same brief gives the same bytes.

Text from outside is data in all three: escaped in Markdown, escaped by Jinja in HTML, handed to Typst as JSON.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import asdict
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from detente.briefs.model import Brief, Note
from detente.errors import DetenteError
from detente.views.words import day

if TYPE_CHECKING:
    import jinja2

# Where detente serve answers unless told otherwise.
WORKBENCH = "http://127.0.0.1:8420"
# What Markdown (CommonMark, and GitHub's with its autolinks, footnotes and mathematics) might take for markup.
_MARKUP = re.compile(r"([\\`*_\[\]<>#|~&!$^={}])")
_LINKS = re.compile(r"(?i)(\b(?:https?|ftp|mailto|xmpp))(:)|(\bwww)(\.)|()(@)")
_LEADING = re.compile(r"^(\d{1,9})([.)])|^()([-+:])")


def to_markdown(brief: Brief) -> str:
    """As Markdown with numbered notes; the chart is left out."""
    out = [f"# {_md(brief.title)}", "", _md(f"{brief.subtitle}."), ""]
    for section in brief.sections:
        out += [f"## {_md(section.title)}", ""]
        for line in section.lines:
            notes = "".join(f"\\[{n}\\]" for n in line.notes)
            out.append(f"{'- ' if section.listed else ''}{_md(line.text)}{' ' + notes if notes else ''}")
            if not section.listed:
                out.append("")
        if section.listed:
            out.append("")
    if brief.notes:
        out += ["## Notes", ""]
        for note in brief.notes:
            out.append(f"{note.number}. {_md(note_text(note))}")
        out.append("")
    out.append(_md(f"Made by detente {brief.version}."))
    return "\n".join(out) + "\n"


def note_text(note: Note) -> str:
    """A note in words: for a fact its outlet, day, title, id and words; for a count the command."""
    if note.command is not None:
        return f"Counted from the record: {note.command}"
    where = f"{note.article}#{note.fact}" if note.fact else note.article or ""
    parts = [note.outlet or "no outlet", day(note.date) or "undated", f"“{note.title}”" if note.title else "", where]
    return f"{', '.join(p for p in parts if p)}: “{note.words}”"


def _md(text: str) -> str:
    escaped = _MARKUP.sub(r"\\\1", text)
    for pattern in (_LINKS, _LEADING):
        escaped = pattern.sub(lambda m: "\\".join(part for part in m.groups() if part is not None), escaped)
    return escaped


def to_html(brief: Brief, *, workbench: str = WORKBENCH) -> str:
    """As a page that stands alone: no script, nothing from elsewhere; notes link to the workbench.

    Args:
        workbench: where ``detente serve`` answers.

    Raises:
        ValueError: where that is no http(s) address.
    """
    if not re.match(r"https?://", workbench):
        raise ValueError(f"{workbench!r} is no address of a workbench; it begins with http:// or https://")
    svg = brief.figure.svg if brief.figure is not None else ""
    image = f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}" if svg else ""
    return _environment().get_template("brief.html").render(brief=brief, base=workbench.rstrip("/"), image=image)


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    try:
        import jinja2
    except ImportError as error:
        raise DetenteError("HTML wants Jinja: pip install 'detente[analysis]'") from error
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("detente.briefs"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = day
    return environment


def to_pdf(brief: Brief) -> bytes:
    """As PDF, tagged for screen readers, by Typst with the fonts that it brings.

    Raises:
        DetenteError: where Typst is not installed.
    """
    try:
        import typst
    except ImportError as error:
        raise DetenteError("PDF wants Typst: pip install 'detente[pdf]'") from error
    page = {**asdict(brief), "notes": [{"number": n.number, "text": note_text(n)} for n in brief.notes]}
    source = resources.files("detente.briefs").joinpath("templates", "brief.typ").read_bytes()
    made: bytes = typst.compile(source, sys_inputs={"brief": json.dumps(page)}, ignore_system_fonts=True)
    return made
