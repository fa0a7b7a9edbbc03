"""Pages and texts for the tests, all invented."""

from __future__ import annotations

PARAGRAPHS = (
    "The foreign minister of Veldonia said on Tuesday that the harbour of Port Sella would be opened to ships of all"
    " flags once the inspection treaty had been signed by both governments.",
    "“We have waited long enough, and so have the fishermen,” she told reporters after a meeting of the joint"
    " commission, which had not sat for almost two years because of the dispute over the northern islands.",
    "Her colleague from Marenia did not rule out a signature before the end of the month, but asked for a guarantee"
    " that patrol boats would keep away from the fishing grounds while inspectors were at work there.",
    "Diplomats who took part in the talks described them as slow but friendly, and said that a further round had been"
    " agreed for the second week of June in the same building.",
)
TITLE = "Veldonia ready to open harbour once treaty is signed"
TEXT = "\n\n".join((TITLE, *PARAGRAPHS))


def page(
    *,
    title: str = TITLE,
    head: str = "",
    before: str = "",
    after: str = "",
    site: str = "The Sella Courier",
    paragraphs: tuple[str, ...] = PARAGRAPHS,
) -> str:
    """A news page of the usual make."""
    body = "\n".join(f"<p>{p}</p>" for p in paragraphs)
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} - {site}</title>
<meta property="og:title" content="{title} | {site}"><meta property="og:site_name" content="{site}">{head}</head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav>{before}
<main><article><h1>{title}</h1>{body}</article></main>{after}
<footer><p>Copyright 2031 {site}. All rights reserved.</p></footer></body></html>"""
