"""The step of the pipeline, and the choice of the expression that dates an event."""

from __future__ import annotations

import pytest

from detente.config import Settings
from detente.parse import parse
from detente.pipeline import Reader
from detente.read.times import TimesStep, date_for, published_date
from detente.reading import Reading
from detente.records import Article, Span


def article(text, published="2019-05-15", start=0, end=None):
    end = len(text) if end is None else end
    return Article(id="a", text=text, published=published, body=Span(start=start, end=end, text=text[start:end]))


@pytest.fixture(scope="module")
def read(nlp):
    step = TimesStep(Settings())

    def reading(text, **rest):
        made = Reading(article=article(text, **rest), doc=parse(text, nlp))
        return Reading(article=made.article, doc=made.doc, **step(made))

    return reading


def test_the_step_fills_times(nlp):
    step = TimesStep(Settings())
    record = Reader(Settings(), steps=(step,)).read_doc(article("They met on May 3."), nlp("They met on May 3."))
    assert [(t.text, t.value, t.anchored) for t in record.times] == [("May 3", "2019-05-03", "published")]
    assert record.run.steps["times"] == step.version


@pytest.mark.parametrize("published", ["2019-05-15", "2019-05-15T22:10:00Z", "20190515", " 2019-05-15 10:00"])
def test_published_in_its_shapes(read, published):
    assert read("They met today.", published=published).times[0].value == "2019-05-15"


@pytest.mark.parametrize("published", ["2019-02-31", "yesterday", "15/05/2019", "0000-01-01", "٢٠١٩-٠٥-١٥"])
def test_published_that_is_no_date_is_a_diagnostic(read, published):
    reading = read("They met on May 3.", published=published)
    assert [d.code for d in reading.diagnostics] == ["unreadable_published"]
    assert reading.times[0].value == "XXXX-05-03"


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en-GB", "Signed on 5/3/2019.", "2019-03-05"),
        ("en_US", "Signed on 5/3/2019.", "2019-05-03"),
        ("en", "Signed on 5/3/2019.", "2019-XX-XX"),
        ("en", "Signed on 5/3/2019, void from 31/3/2019.", "2019-03-05"),
        ("en", "Signed on 5/3/2019, void from 3/31/2019.", "2019-05-03"),
    ],
)
def test_numeric_dates_by_region_or_by_the_texts_own_habit(nlp, language, text, value):
    made = Article(id="a", text=text, language=language, body=Span(start=0, end=len(text), text=text))
    times = TimesStep(Settings())(Reading(article=made, doc=parse(text, nlp)))["times"]
    assert times[0].value == value


def test_only_the_body_is_read(read):
    text = "Monday menu\n\nThey met on May 3.\n\nFriday footer"
    assert [t.text for t in read(text, start=13, end=31).times] == ["May 3"]


@pytest.mark.parametrize(
    ("text", "word", "value"),
    [
        ("The minister said on Monday that the army attacked the town on May 3.", "attacked", "2019-05-03"),
        ("The minister said on Monday that the army attacked the town on May 3.", "said", "2019-05-13"),
        ("The minister said on Monday that the army attacked the town.", "attacked", None),
        ("After talks in Geneva in 2015, the two sides signed an accord.", "signed", "2015"),
        ("Police arrested the editor on Sunday.", "arrested", "2019-05-12"),
        ("The two sides signed a truce.", "signed", None),
        ("The envoy, who met the general on Monday, will travel next week.", "met", "2019-05-13"),
        ("The envoy, who met the general on Monday, said he would travel.", "said", None),
        ("Troops left the town on Sunday and rebels entered it on Monday.", "left", "2019-05-12"),
        ("Troops left the town on Sunday and rebels entered it on Monday.", "entered", "2019-05-13"),
        (
            "The call with the president on May 3 and the meeting with the envoy on May 14 went well.",
            "call",
            "2019-05-03",
        ),
        (
            "The call with the president on May 3 and the meeting with the envoy on May 14 went well.",
            "meeting",
            "2019-05-14",
        ),
        ("She left on Thursday, a day after the strike.", "strike", None),
        ("The envoys have recently met.", "met", None),
    ],
)
def test_what_dates_an_event(read, text, word, value):
    reading = read(text)
    start = text.index(word)
    found = date_for(reading, reading.span(start, start + len(word)))
    assert (found.value if found else None) == value
    if found:
        assert found.span is not None and found.precision in ("day", "year")


def test_the_articles_own_day_stands_in(read):
    found = published_date(read("They met."))
    assert found is not None and (found.value, found.anchored, found.span) == ("2019-05-15", "published", None)
    assert published_date(read("They met.", published=None)) is None
