"""Fetching, against a server on this machine."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from detente.ingest import Article, Code, FetchOptions, IngestFailure, IngestOptions, read_sources

from .pages import PARAGRAPHS, TEXT, TITLE, page

pytest.importorskip("httpx")
pytest.importorskip("feedparser")
pytest.importorskip("protego")


class Site:
    """Pages by path: bytes, or a function of the request's number that gives (status, headers, bytes)."""

    def __init__(self) -> None:
        self.pages: dict[str, object] = {}
        self.asked: Counter[str] = Counter()
        self.headers: dict[str, dict[str, str]] = {}
        self.base = ""

    def answer(self, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        self.asked[path] += 1
        self.headers[path] = headers
        what = self.pages.get(path)
        if what is None:
            return 404, {}, b"nothing here"
        if callable(what):
            return what(self.asked[path])
        if headers.get("If-None-Match") == '"v1"':
            return 304, {}, b""
        kind = "application/xml" if path.endswith(".xml") else "text/html; charset=utf-8"
        return 200, {"ETag": '"v1"', "Content-Type": kind}, what.encode() if isinstance(what, str) else what


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, data = site.answer(self.path, dict(self.headers))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(data)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield site
    server.shutdown()
    thread.join()
    server.server_close()


def read(site: Site, path: str, **options):
    fetch = FetchOptions(**{"delay_s": 0.0, "retries": 2, "timeout_s": 5.0, **options})
    return list(read_sources([site.base + path], IngestOptions(fetch=fetch)))


def rss(*links: str, content: str = "") -> str:
    items = "".join(
        f"<item><guid>g{n}</guid><title>{TITLE}</title><link>{link}</link>"
        f"<pubDate>Thu, 15 May 2031 10:00:00 GMT</pubDate>{content}</item>"
        for n, link in enumerate(links)
    )
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return f'<?xml version="1.0"?><rss version="2.0" {space}><channel><title>Courier</title>{items}</channel></rss>'


def test_single_page(site):
    site.pages["/world/harbour.html"] = page()
    (article,) = read(site, "/world/harbour.html")
    assert article.text == TEXT
    assert article.id == site.base.removeprefix("http://") + "/world/harbour.html"
    assert site.headers["/world/harbour.html"]["User-Agent"].startswith("detente")


def test_feed_leads_to_its_pages(site):
    site.pages["/a"] = page(title="First of two")
    site.pages["/feed.xml"] = rss(site.base + "/a", site.base + "/missing")
    article, failure = read(site, "/feed.xml")
    assert (article.id, article.title, article.published) == ("g0", "First of two", "2031-05-15T10:00:00+00:00")
    assert article.basis["published"] == "list"
    assert (failure.code, failure.source) == (Code.FETCH_FAILED, site.base + "/missing")


def test_second_run_asks_only_for_what_is_new(site, tmp_path):
    state = str(tmp_path / "seen.db")
    site.pages["/a"], site.pages["/b"] = page(), page(title="Another story about herring")
    site.pages["/feed.xml"] = rss(site.base + "/a")
    assert len(read(site, "/feed.xml", state=state)) == 1
    assert read(site, "/feed.xml", state=state) == []
    assert site.headers["/feed.xml"]["If-None-Match"] == '"v1"'
    assert site.asked["/a"] == 1
    feed = rss(site.base + "/a", site.base + "/b")
    site.pages["/feed.xml"] = lambda _n: (200, {"Content-Type": "application/rss+xml"}, feed.encode())
    (article,) = read(site, "/feed.xml", state=state)
    assert article.title == "Another story about herring"
    assert site.asked["/a"] == 1


def test_run_that_was_killed_loses_nothing(site, tmp_path):
    state = str(tmp_path / "seen.db")
    site.pages["/a"], site.pages["/b"] = page(), page(title="Another story about herring")
    site.pages["/feed.xml"] = rss(site.base + "/a", site.base + "/b")
    options = IngestOptions(fetch=FetchOptions(delay_s=0.0, state=state))
    run = read_sources([site.base + "/feed.xml"], options)
    assert next(run).title == TITLE
    run.close()  # the first was handed on but never asked beyond: it comes again
    assert [a.title for a in read(site, "/feed.xml", state=state)] == [TITLE, "Another story about herring"]


def test_feed_with_full_texts_needs_no_pages(site):
    body = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    site.pages["/feed.xml"] = rss(
        "http://elsewhere.example/", content=f"<content:encoded><![CDATA[{body}]]></content:encoded>"
    )
    (article,) = read(site, "/feed.xml", full_pages=False)
    assert (article.text, article.url, article.publisher) == (TEXT, "http://elsewhere.example/", "Courier")
    assert article.body.text == "\n\n".join(PARAGRAPHS)


def test_saved_feed_is_read_without_fetching(site, tmp_path):
    path = tmp_path / "feed.xml"
    path.write_text(rss(site.base + "/a", content=f"<description>{PARAGRAPHS[0]}</description>"))
    (article,) = read_sources([str(path)])
    assert article.body.text == PARAGRAPHS[0]
    assert "summary_only" in {d.code for d in article.read_with}
    assert not site.asked


def test_atom_and_json_feed(tmp_path):
    (tmp_path / "a.atom").write_text(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>C</title><entry><id>tag:1</id><title>{TITLE}</title>'
        f"<updated>2031-05-15T10:00:00Z</updated><content type='html'>&lt;p&gt;{PARAGRAPHS[0]}&lt;/p&gt;</content>"
        "</entry></feed>"
    )
    (tmp_path / "b.json").write_text(
        '{"version": "https://jsonfeed.org/version/1.1", "title": "C", "items": [{"id": 5, "title": "T",'
        f' "content_text": "{PARAGRAPHS[0]}", "date_published": "2031-05-15"}}]}}'
    )
    atom, feed = read_sources([str(tmp_path)])
    assert (atom.id, atom.title, atom.published) == ("tag:1", TITLE, "2031-05-15T10:00:00Z")
    assert (feed.id, feed.text, feed.published) == ("5", f"T\n\n{PARAGRAPHS[0]}", "2031-05-15")


def test_broken_feed(tmp_path):
    (tmp_path / "a.rss").write_text("<html><p>no feed</p></html>")
    (failure,) = read_sources([str(tmp_path / "a.rss")])
    assert failure.code == Code.BAD_FEED


def test_news_sitemap(site, tmp_path):
    site.pages["/a"] = page().replace("<h1>", "<h4>").replace("</h1>", "</h4>").replace("<title>", "<titel>")
    site.pages["/news.xml"] = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
        f"<url><loc>{site.base}/a</loc><n:news><n:publication><n:name>Courier</n:name></n:publication>"
        "<n:publication_date>2031-05-15</n:publication_date><n:title>From the map</n:title></n:news></url></urlset>"
    )
    site.pages["/index.xml"] = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<sitemap><loc>{site.base}/news.xml</loc></sitemap></sitemapindex>"
    )
    state = str(tmp_path / "seen.db")
    (article,) = read(site, "/index.xml", state=state)
    assert article.published == "2031-05-15"
    assert read(site, "/index.xml", state=state) == []
    assert site.asked["/a"] == 1


def test_robots_are_obeyed(site):
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /private\n"
    site.pages["/private/a"], site.pages["/a"] = page(), page()
    (failure,) = read(site, "/private/a")
    assert failure.code == Code.ROBOTS and site.asked["/private/a"] == 0
    assert isinstance(read(site, "/a")[0], Article)
    assert isinstance(read(site, "/private/a", respect_robots=False)[0], Article)


def test_busy_server_is_asked_again_after_a_wait(site, monkeypatch):
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    site.pages["/a"] = lambda n: (503, {"Retry-After": "7"}, b"") if n == 1 else (200, {}, page().encode())
    from detente.ingest.fetch import Fetcher

    with Fetcher(FetchOptions(delay_s=0.5, retries=2), sleep=waits.append, clock=lambda: 0.0) as client:
        client.trust(site.base)
        response = client.get(site.base + "/a")
    assert not isinstance(response, IngestFailure) and response.status == 200
    assert 7.0 in waits and 0.5 in waits  # what the server asked for; and the delay between two requests


def test_server_that_stays_down_is_a_failure(site):
    site.pages["/a"] = lambda _n: (500, {}, b"")
    (failure,) = read(site, "/a", retries=1)
    assert failure.code == Code.FETCH_FAILED and "2 tries" in failure.message
    assert site.asked["/a"] == 2


def test_nobody_listens():
    fetch = FetchOptions(delay_s=0.0, retries=0, timeout_s=2.0, respect_robots=False)
    (failure,) = read_sources(["http://127.0.0.1:9/x"], IngestOptions(fetch=fetch))
    assert failure.code == Code.FETCH_FAILED


def test_large_response_is_given_up(site):
    site.pages["/a"] = b"x" * 100_000
    (failure,) = read(site, "/a", max_bytes=50_000)
    assert failure.code == Code.TOO_LARGE


def test_redirects(site):
    site.pages["/old"] = lambda _n: (301, {"Location": "/new"}, b"")
    site.pages["/new"] = page()
    site.pages["/round"] = lambda _n: (302, {"Location": "/round"}, b"")
    site.pages["/file"] = lambda _n: (302, {"Location": "file:///etc/passwd"}, b"")
    assert read(site, "/old")[0].url == site.base + "/new"
    assert read(site, "/round")[0].code == Code.FETCH_FAILED
    assert read(site, "/file")[0].code == Code.FETCH_FAILED


def test_feed_may_not_lead_to_other_hosts_of_this_machine(site):
    inner = site.base.replace("127.0.0.1", "localhost")
    site.pages["/secret"] = page()
    site.pages["/feed.xml"] = rss(inner + "/secret")
    (failure,) = read(site, "/feed.xml")
    assert failure.code == Code.FETCH_FAILED and "private" in failure.message
    assert site.asked["/secret"] == 0


def test_picture_is_no_page(site):
    site.pages["/a"] = lambda _n: (200, {"Content-Type": "image/png"}, b"\x89PNG")
    assert read(site, "/a")[0].code == Code.UNKNOWN_FORMAT


def test_list_of_addresses(site, tmp_path):
    site.pages["/a"] = page()
    (tmp_path / "list.urls").write_text(f"# pages\n\n{site.base}/a\nnot an address\n")
    options = IngestOptions(fetch=FetchOptions(delay_s=0.0))
    article, failure = read_sources([str(tmp_path / "list.urls")], options)
    assert article.text == TEXT
    assert (failure.code, failure.line) == (Code.FETCH_FAILED, 4)


def test_table_of_addresses(site, tmp_path):
    site.pages["/a"] = page()
    (tmp_path / "a.csv").write_text(f"stories_id,publish_date,media_name,url\n77,2031-05-15,A,{site.base}/a\n")
    (article,) = read_sources([str(tmp_path / "a.csv")], IngestOptions(fetch=FetchOptions(delay_s=0.0)))
    assert (article.id, article.published, article.publisher) == ("77", "2031-05-15", "The Sella Courier")


def test_failed_page_of_a_feed_is_asked_for_again(site, tmp_path):
    state = str(tmp_path / "seen.db")
    site.pages["/a"] = page()
    site.pages["/b"] = lambda n: (503, {}, b"") if n == 1 else (200, {}, page(title="Later").encode())
    site.pages["/feed.xml"] = rss(site.base + "/a", site.base + "/b")
    article, failure = read(site, "/feed.xml", state=state, retries=0)
    assert (article.title, failure.code) == (TITLE, Code.FETCH_FAILED)
    (article,) = read(site, "/feed.xml", state=state, retries=0)
    assert article.title == "Later" and site.asked["/a"] == 1
    assert read(site, "/feed.xml", state=state) == []


def test_pages_count_as_seen_only_when_they_are_confirmed(site, tmp_path):
    from detente.ingest.intake import Intake

    state = str(tmp_path / "seen.db")
    links = [f"{site.base}/{n}" for n in "abc"]
    for n in "abc":
        site.pages[f"/{n}"] = page(title=f"Story {n} about herring")
    site.pages["/feed.xml"] = rss(*links)

    def taken(confirmed: int) -> list[str]:
        intake = Intake()
        options = IngestOptions(fetch=FetchOptions(delay_s=0.0, state=state), intake=intake)
        found = list(read_sources([site.base + "/feed.xml"], options))
        assert intake.handed == len(found)
        intake.confirm(confirmed)
        return [a.title for a in found]

    assert len(taken(0)) == 3
    assert len(taken(2)) == 3  # nothing had been confirmed
    assert taken(1) == ["Story c about herring"]  # and now the feed's own tag is kept
    asked = site.asked["/feed.xml"]
    assert taken(0) == []
    assert site.asked["/feed.xml"] == asked + 1 and site.headers["/feed.xml"]["If-None-Match"] == '"v1"'


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_killed_while_fetching_loses_no_page(site, tmp_path, root, workers):
    """Workers read ahead and records are written in batches: what was taken is more than what is safe."""
    import os
    import signal

    from detente.store import Store
    from tests.running.runs import start

    count = 40
    for n in range(count):
        site.pages[f"/{n}"] = page(title=f"Story {n} about herring")
    site.pages["/feed.xml"] = rss(*(f"{site.base}/{n}" for n in range(count)))
    run_arguments = (site.base + "/feed.xml", tmp_path / "r.db", tmp_path / "seen.db", workers)
    kills = 0
    for _ in range(20):
        run = start(root, *run_arguments, module="tests.running.fetching")
        assert run.stdout is not None
        for number, _line in enumerate(run.stdout):
            if number >= 3 and kills < 3:
                os.killpg(run.pid, signal.SIGKILL)
                kills += 1
                break
        _, err = run.communicate(timeout=120)
        if run.returncode == 0:
            break
        assert run.returncode == -signal.SIGKILL, err
    with Store(tmp_path / "r.db") as store:
        titles = sorted(r.article.title for r in store.records())
    assert titles == sorted(f"Story {n} about herring" for n in range(count))
