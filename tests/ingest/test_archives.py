"""Web archives and agencies' formats."""

from __future__ import annotations

import gzip
import json
import zipfile

import pytest

from detente.ingest import Code, IngestFailure, read_sources

from .pages import PARAGRAPHS, TEXT, TITLE, page


def record(url: str, payload: bytes, kind: str = "text/html", number: int = 1) -> bytes:
    """One WARC response record."""
    http = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(payload)}\r\n\r\n".encode() + payload
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-00000000000{number}>\r\n"
        f"WARC-Target-URI: {url}\r\nWARC-Date: 2031-06-01T00:00:00Z\r\nContent-Type: application/http;"
        f" msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


@pytest.fixture
def warc() -> bytes:
    pytest.importorskip("fastwarc")
    records = (
        record("https://courier.example/harbour", page().encode(), number=1),
        record("https://courier.example/x.png", b"\x89PNG", "image/png", number=2),
        record("https://courier.example/herring", page(title="Herring is back").encode(), number=3),
    )
    return b"".join(gzip.compress(r) for r in records)


def test_warc(tmp_path, warc):
    (tmp_path / "crawl.warc.gz").write_bytes(warc)
    first, second = read_sources([str(tmp_path / "crawl.warc.gz")])
    assert (first.text, first.url) == (TEXT, "https://courier.example/harbour")
    assert first.id == "urn:uuid:00000000-0000-0000-0000-000000000001"
    assert first.published is None  # when it was crawled is not when it was published
    assert second.title == "Herring is back"


def test_wacz(tmp_path, warc):
    with zipfile.ZipFile(tmp_path / "crawl.wacz", "w") as package:
        package.writestr("archive/data.warc.gz", warc)
        package.writestr("datapackage.json", "{}")
    assert len(list(read_sources([str(tmp_path / "crawl.wacz")]))) == 2


def test_damaged_warc(tmp_path, warc):
    (tmp_path / "a.warc.gz").write_bytes(warc[: len(warc) // 2])
    (tmp_path / "b.warc").write_bytes(b"no archive")
    found = list(read_sources([str(tmp_path)]))
    assert isinstance(found[-1], IngestFailure)


NEWSML = f"""<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>
<newsItem guid="urn:agency:1"><itemMeta><provider><name>Agency</name></provider>
<versionCreated>2031-05-16T00:00:00Z</versionCreated></itemMeta>
<contentMeta><contentCreated>2031-05-15T10:00:00Z</contentCreated><headline>{TITLE}</headline><by>Ada Venn</by>
<language tag="en-GB"/><subject><name>Shipping</name></subject></contentMeta>
<contentSet><inlineXML><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body>
<body.head><hedline><hl1>Other head</hl1></hedline>
</body.head><body.content>{{}}</body.content></body></nitf></inlineXML></contentSet></newsItem>
<newsItem guid="urn:agency:2"><contentSet><remoteContent href="x.jpg"/></contentSet></newsItem>
</itemSet></newsMessage>"""


def test_newsml(tmp_path):
    (tmp_path / "a.xml").write_text(NEWSML.format("".join(f"<p>{p}</p>" for p in PARAGRAPHS)))
    (article,) = read_sources([str(tmp_path / "a.xml")])
    assert (article.id, article.title, article.text) == ("urn:agency:1", TITLE, TEXT)
    assert (article.published, article.publisher, article.author) == ("2031-05-15T10:00:00Z", "Agency", "Ada Venn")
    assert (article.section, article.language) == ("Shipping", "en")
    assert article.body.text == "\n\n".join(PARAGRAPHS)


def test_newsml_does_not_expand_entities(tmp_path):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    (tmp_path / "a.xml").write_text(bomb + NEWSML.format(f"<p>{PARAGRAPHS[0]} &b; &f;</p>"))
    (article,) = read_sources([str(tmp_path / "a.xml")])
    assert "root:" not in article.text and "aaaa" not in article.text


def test_newsml_without_text(tmp_path):
    (tmp_path / "a.xml").write_text('<newsItem guid="1"><contentSet/></newsItem>')
    (failure,) = read_sources([str(tmp_path / "a.xml")])
    assert failure.code == Code.NO_ARTICLE


@pytest.mark.parametrize(
    "body",
    [
        {"body_text": "\n\n".join(PARAGRAPHS)},
        {"body_xhtml": "".join(f"<p>{p}</p>" for p in PARAGRAPHS)},
        {"bodies": [{"contenttype": "text/plain", "value": "\n\n".join(PARAGRAPHS)}]},
    ],
)
def test_ninjs(tmp_path, body):
    item = {"uri": "urn:n:1", "headline": TITLE, "versioncreated": "2031-05-15T10:00:00Z", "byline": "By A", **body}
    (tmp_path / "a.json").write_text(json.dumps(item))
    (article,) = read_sources([str(tmp_path / "a.json")])
    assert (article.id, article.text, article.published) == ("urn:n:1", TEXT, "2031-05-15T10:00:00Z")
