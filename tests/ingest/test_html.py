"""Pages: text, and what they say about themselves."""

from __future__ import annotations

import json

import pytest

from detente.ingest.html import NoArticle, read_page

from .pages import PARAGRAPHS, TITLE, page


def ld(**fields) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


# --- text ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "furniture",
    [
        "<p>Read more: Islands to vote on ferry</p>",
        "<p>DON'T MISS</p>",
        "<p>Photo: A view of the harbour</p>",
        "<p>Comments are closed.</p>",
        "<p>© 2031 The Sella Courier</p>",
        "<p>Share this article</p>",
        "<p>Sign up for our morning newsletter to read more</p>",
        f"<p>{TITLE}</p>",
        "<ul><li><h3><a href='/a'>Islands vote on ferry</a></h3></li><li><h3><a href='/b'>Herring is back in the"
        " bay</a></h3></li><li><h3><a href='/c'>New mayor for Port Sella elected</a></h3></li></ul>",
    ],
)
def test_furniture_is_left_out(furniture):
    markup = page().replace("</article>", f"{furniture}</article>").replace("</h1>", f"</h1>{furniture}")
    assert read_page(markup).paragraphs == PARAGRAPHS


def test_what_was_left_out_is_told():
    found = read_page(page().replace("</article>", "<p>Read more: Islands to vote on ferry</p></article>"))
    assert found.dropped == ("Read more: Islands to vote on ferry",)
    assert "Islands to vote" in found.diagnostics[0].message


def test_text_cut_into_sections_is_taken_whole():
    parts = "".join(f"<section><div class='chunk'><p>{p}</p><p>{p[::-1]}</p></div></section>" for p in PARAGRAPHS * 3)
    found = read_page(f"<html><body><article><h1>{TITLE}</h1>{parts}</article></body></html>")
    assert all(p in found.paragraphs for p in PARAGRAPHS)


def test_stated_text_stands_in_where_the_page_shows_little():
    markup = page(paragraphs=PARAGRAPHS[:1], head=ld(headline=TITLE, articleBody="\n".join(PARAGRAPHS)))
    assert read_page(markup).paragraphs == PARAGRAPHS


def test_lists_and_quotations_are_paragraphs():
    extra = "<blockquote><p>We shall not sign today.</p></blockquote><ul><li>One inspector</li><li>No flags</li></ul>"
    found = read_page(page().replace("</article>", f"{extra}</article>"))
    assert found.paragraphs[-3:] == ("We shall not sign today.", "One inspector", "No flags")


def test_scripts_and_comments_are_no_text():
    evil = "<script>alert('Minister resigns')</script><!-- Minister resigns --><style>p{content:'resigns'}</style>"
    found = read_page(page(before=evil).replace("</article>", f"{evil}</article>"))
    assert "resigns" not in " ".join(found.paragraphs)


def test_entities_are_not_fetched():
    markup = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + page().replace("harbour", "&x; harbour")
    assert "root:" not in " ".join(read_page(markup).paragraphs)


def test_no_article():
    with pytest.raises(NoArticle):
        read_page("<html><body><p>Too short.</p></body></html>")


# --- title -----------------------------------------------------------------------------------------------------------


def title_of(markup: str, url: str | None = None) -> str | None:
    return read_page(markup, url=url).meta.title


def test_site_name_over_the_title_is_not_taken_for_it():
    assert title_of(page(before="<header><h1>The Sella Courier</h1></header>")) == TITLE


def test_title_without_a_heading_loses_the_name_of_the_site():
    assert title_of(page().replace(f"<h1>{TITLE}</h1>", "")) == TITLE


def test_title_in_a_second_heading():
    markup = page(before="<h1>Notes from a small island</h1>").replace(f"<h1>{TITLE}</h1>", f"<h2>{TITLE}</h2>")
    assert title_of(markup) == TITLE


def test_label_inside_the_heading_is_no_part_of_the_title():
    markup = page(head=ld(headline=TITLE)).replace(f"<h1>{TITLE}", f"<h1><span>Shipping</span> {TITLE}")
    assert title_of(markup) == TITLE


def test_shortened_headline_yields_to_the_visible_one():
    assert title_of(page(head=ld(headline=TITLE[:20] + "..."))) == TITLE


def test_escaped_headline():
    found = title_of(page(head=ld(headline="Fish &amp;#8216;n&amp;#8217; ships")).replace(f"<h1>{TITLE}</h1>", ""))
    assert found == "Fish ‘n’ ships"


def test_dash_in_a_title_stays():
    title = "Harbour – a chronicle of two years of talks"
    assert title_of(page(title=title)) == title


# --- date ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "day", "basis"),
    [
        (ld(headline=TITLE, datePublished="2031-05-15T09:00:00Z"), "2031-05-15", "json-ld"),
        ('<meta property="article:published_time" content="2031-05-15">', "2031-05-15", "meta"),
        ('<meta itemprop="datePublished" content="2031-05-15">', "2031-05-15", "meta"),
        (
            '<script type="application/ld+json">{"@graph": [{"@type": ["WebPage"]}, {"@type": "NewsArticle",'
            ' "headline": "x", "datePublished": "2031-05-15",}]}</script>',
            "2031-05-15",
            "json-ld",
        ),
    ],
)
def test_stated_date(head, day, basis):
    meta = read_page(page(head=head)).meta
    assert (meta.published[:10], meta.basis["published"]) == (day, basis)


def test_day_of_the_newsroom_wins_over_the_next_day_in_utc():
    head = ld(headline=TITLE, datePublished="2031-05-16T01:30:00Z")
    meta = read_page(page(head=head), url="https://courier.example/2031/05/15/harbour-treaty.html").meta
    assert (meta.published, meta.basis["published"]) == ("2031-05-15", "url")


def test_visible_date():
    meta = read_page(page(before="<p class='date'>May 15, 2021</p>")).meta
    assert (meta.published, meta.basis["published"]) == ("2021-05-15", "visible")


def test_teaser_of_another_article_does_not_give_the_date():
    other = ld(headline="Herring is back", datePublished="2030-01-01", url="https://courier.example/herring")
    own = ld(headline=TITLE, datePublished="2031-05-15", url="https://courier.example/harbour")
    meta = read_page(page(head=other + own), url="https://courier.example/harbour").meta
    assert meta.published == "2031-05-15"


def test_broken_structured_data_is_passed_over():
    head = (
        '<script type="application/ld+json">{"headline": </script>' + '<script type="application/ld+json">[]</script>'
    )
    assert title_of(page(head=head)) == TITLE


# --- the rest --------------------------------------------------------------------------------------------------------


def test_section_author_publisher():
    crumbs = ld(**{"@type": "BreadcrumbList"}) and (
        '<script type="application/ld+json">{"@type": "BreadcrumbList", "itemListElement": [{"name": "Home"},'
        ' {"item": {"name": "World"}}, {"name": "' + TITLE + '"}]}</script>'
    )
    head = crumbs + ld(
        headline=TITLE, author=[{"name": "By Ada Venn"}, {"name": "Orlo Tarn"}], publisher={"name": "SC"}
    )
    meta = read_page(page(head=head)).meta
    assert (meta.section, meta.author, meta.publisher) == ("World", "Ada Venn; Orlo Tarn", "SC")


def test_unknown_stays_unknown():
    meta = read_page(f"<html><body><article>{''.join(f'<p>{p}</p>' for p in PARAGRAPHS)}</article></body></html>").meta
    assert (meta.title, meta.published, meta.url, meta.publisher, meta.section, meta.author) == (None,) * 6
