"""Status: what words that govern an event, or stand before it, make of it. Invented states throughout."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detente.config import Settings
from detente.errors import LexiconError
from detente.read.events import load_status_rules, read_status
from detente.read.events.dating import place_in_time
from detente.read.times import TimesStep
from detente.reading import Reading
from detente.records import Article, Status


@pytest.mark.parametrize(
    ("text", "word", "status"),
    [
        ("The commission did not hesitate to condemn the raid.", "condemn", Status.HAPPENED),
        ("The general hesitated to condemn the raid.", "condemn", Status.DENIED),
        ("The long-planned summit opened in Halmer on Monday.", "summit", Status.HAPPENED),
        ("The upcoming visit has been welcomed by exporters.", "visit", Status.PLANNED),
        ("Lawyers have moved to dismiss the minister.", "dismiss", Status.PLANNED),
        ("Police used tear gas to disperse the crowd.", "disperse", Status.HAPPENED),
        ("The bloc will use the summit to condemn the raid.", "condemn", Status.PLANNED),
        ("Kestria used to arm the rebels.", "arm", Status.HISTORICAL),
        ("The premier managed to persuade the rebels.", "persuade", Status.HAPPENED),
        ("Drevnia became the last state to ratify the treaty.", "ratify", Status.HAPPENED),
        ("The delegates discussed ways of ending the war.", "ending", Status.HYPOTHETICAL),
        ("The minister apologized for closing the border.", "closing", Status.HAPPENED),
        ("The dispute could spark a war.", "war", Status.HYPOTHETICAL),
        ("The king did not respond to an invitation.", "invitation", Status.HYPOTHETICAL),
        ("At no point did the delegation raise the matter.", "raise", Status.DENIED),
        ("Not until the third day did the rebels release the nurses.", "release", Status.HAPPENED),
        ("The navy neither arrested nor searched the crew.", "searched", Status.DENIED),
        ("According to rumours, the prince has been arrested.", "arrested", Status.HYPOTHETICAL),
        ("It was impossible to verify that the rebels had taken the town.", "taken", Status.HYPOTHETICAL),
        ("No one doubts that the army ordered the raid.", "ordered", Status.HAPPENED),
        ("He should have condemned the raid.", "condemned", Status.HYPOTHETICAL),
        ('"We will crush you," the general told them.', "crush", Status.THREATENED),
        ("Kestria has warned it may expel the monitors.", "expel", Status.THREATENED),
        ("Free our men or we will burn the bridge, the rebels said.", "burn", Status.THREATENED),
        ("The talks collapsed before they began.", "began", Status.DENIED),
        ('"Release them now," the crowd shouted.', "Release", Status.DEMANDED),
        ("It is time for the general to resign.", "resign", Status.DEMANDED),
        ("The proposal came to nothing, like the deal.", "proposal", Status.DENIED),
    ],
)
def test_status(nlp, text: str, word: str, status: Status) -> None:
    token = next(t for t in nlp(text) if t.text == word)
    assert read_status(token, load_status_rules()).status is status


@pytest.mark.parametrize(
    ("text", "word", "status", "date"),
    [
        ("Kestria had expelled the envoys.", "expelled", Status.HAPPENED, None),
        ("Officials said that Kestria had expelled the envoys.", "expelled", Status.HAPPENED, "2019-05-15"),
        ("Kestria once defended the envoys.", "defended", Status.HISTORICAL, None),
        ("Velmora spoke on Monday in response to attacks on its ships.", "attacks", Status.HAPPENED, "2019-05-15"),
        ("Kestria criticized the envoys before the vote on May 30.", "criticized", Status.HAPPENED, "2019-05-15"),
        ("Three days of talks ended on Tuesday.", "talks", Status.HAPPENED, "2019-05-14"),
    ],
)
def test_what_was_before_is_not_of_the_day_of_the_article(nlp, text: str, word: str, status: Status, date) -> None:
    article = Article(id="a", text=text, published="2019-05-15")
    article = replace(article, body=article.span(0, len(text)))
    reading = Reading(article=article, doc=nlp(text))
    reading = replace(reading, times=tuple(TimesStep(Settings())(reading)["times"]))
    start = text.index(word)
    dated = place_in_time(reading, reading.span(start, start + len(word)), article.body, Status.HAPPENED, present=False)
    assert dated.status is status
    assert (dated.date.value if dated.date else None) == date


def test_words_and_patterns_may_be_laid_over(tmp_path, nlp) -> None:
    token = next(t for t in nlp("Kestria vowed that somebody else would pay.") if t.text == "vowed")
    (tmp_path / "status_words.toml").write_text('[words]\nno = "somebody"\n', "utf-8")
    rules = load_status_rules(str(tmp_path))
    assert rules.words["no"] == {"somebody"}
    assert rules.words["whether"] == load_status_rules().words["whether"]
    assert read_status(token, rules).status is Status.HAPPENED
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "status_words.toml").write_text('[patterns]\nin_case = ["("]\n', "utf-8")
    with pytest.raises(LexiconError, match="status_words"):
        load_status_rules(str(tmp_path / "bad"))
