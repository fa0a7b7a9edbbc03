"""The second opinion on status: how states are laid beside the parse, what it overrules. Invented states throughout."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from spacy.tokens import Doc

from detente.config import Settings
from detente.errors import ModelError
from detente.read.events import EventsStep, StatusReading, load_status_rules, read_status
from detente.read.events.status.second_opinion import default_folder, load_second_opinion, look
from detente.read.relations import RelationCoder, RelationQuery
from detente.records import Status
from tests.read.events.test_events import reading_of


@pytest.fixture(scope="module")
def coder() -> RelationCoder:
    return RelationCoder()


def settled(text: str, word: str, nlp, coder: RelationCoder) -> StatusReading:
    token = next(t for t in nlp(text) if t.text == word)
    read = read_status(token, load_status_rules())
    return load_second_opinion().settle(read, token, coder.encode(RelationQuery(sentence=token.sent.text))[1])


def test_it_learned_on_the_states_that_ship(coder: RelationCoder) -> None:
    opinion = load_second_opinion()
    assert opinion.encoder == coder.model.sha256
    assert {Status(name) for name in opinion.classes[1:]} == {
        Status.DENIED, Status.HYPOTHETICAL, Status.THREATENED, Status.PLANNED, Status.PROMISED, Status.DEMANDED,
    }  # fmt: skip


def test_states_of_a_word_are_found_whatever_is_marked(nlp, coder: RelationCoder) -> None:
    text = "  Kestria  got cold feet about expelling\nVelmora's envoys."
    token = next(t for t in nlp(text) if t.text == "expelling")
    sentence = token.sent.text
    source, target = ((sentence.index(name), sentence.index(name) + len(name)) for name in ("Kestria", "Velmora"))
    for query in (RelationQuery(sentence=sentence), RelationQuery(sentence=sentence, source=source, target=target)):
        _, hidden = coder.encode(query)
        assert hidden is not None
        seen = look(token, hidden)
        assert seen is not None
        pieces = [hidden.marked[a:b] for (a, b), at in zip(hidden.offsets, seen.at, strict=True) if at]
        assert "".join(pieces) == "expelling"
        assert set(seen.role[seen.at]) == {1}
        assert len(seen.states) == len(seen.role) == len(hidden.offsets)


def test_of_a_long_sentence_the_words_around_the_pair_are_found(nlp, coder: RelationCoder) -> None:
    words = ["rain", "and"] * 120 + ["Kestria", "expelled", "envoys", "of", "Velmora"] + ["and", "rain"] * 120
    verb = words.index("expelled")
    deps = ["dep"] * verb + ["ROOT"] + ["dep"] * (len(words) - verb - 1)
    doc = Doc(nlp.vocab, words=words, heads=[verb] * len(words), deps=deps)
    text = doc.text
    source, target = ((text.index(n), text.index(n) + len(n)) for n in ("Kestria", "Velmora"))
    _, hidden = coder.encode(RelationQuery(sentence=text, source=source, target=target))
    assert hidden is not None
    assert hidden.start > 0
    seen = look(doc[verb], hidden)
    assert seen is not None
    pieces = [hidden.marked[a:b] for (a, b), at in zip(hidden.offsets, seen.at, strict=True) if at]
    assert "".join(pieces) == "expelled"
    assert look(doc[0], hidden) is None  # cut off


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Kestria expelled four envoys of Velmora on Monday.", "expelled"),
        ("Kestria made peace with Velmora after years of threats to bomb the port.", "made"),
        ("Having ruled it out for months, Kestria recognized the province on Friday.", "recognized"),
        ("Kestria condemned the raid and denied that it had been warned.", "condemned"),
    ],
)
def test_done_deeds_stay_done(text: str, word: str, nlp, coder: RelationCoder) -> None:
    read = settled(text, word, nlp, coder)
    assert (read.status, read.opinion, read.sure) == (Status.HAPPENED, "", 1.0)


def test_what_the_rules_call_undone_is_not_asked_about(nlp, coder: RelationCoder) -> None:
    assert settled("Kestria refused to expel the envoys.", "expel", nlp, coder).opinion == ""


def test_the_explanation_names_it_and_confidence_falls(nlp) -> None:
    text = "Kestria pulled the plug on its sanctions against Velmora."
    step = EventsStep(Settings())
    rules_only = EventsStep(Settings())
    rules_only.__dict__["second_opinion"] = None
    (event,) = (e for e in step(reading_of(text, nlp))["events"] if e.trigger.text == "sanctions")
    (before,) = (e for e in rules_only(reading_of(text, nlp))["events"] if e.trigger.text == "sanctions")
    assert before.status is Status.HAPPENED
    assert event.status is Status.DENIED
    assert event.why is not None
    assert "second opinion: model:status" in event.why.note
    assert "rules happened" in event.why.note
    assert event.confidence < before.confidence


def test_weights_of_another_encoder_get_no_second_opinion(nlp, monkeypatch: pytest.MonkeyPatch) -> None:
    other = replace(load_second_opinion(), encoder="other")
    monkeypatch.setattr("detente.read.events.step.load_second_opinion", lambda: other)
    assert EventsStep(Settings()).second_opinion is None


def test_weights_are_checked(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        load_second_opinion(tmp_path)
    meta = json.loads((default_folder() / "meta.json").read_text("utf-8"))
    (tmp_path / "meta.json").write_text(json.dumps(meta | {"sha256": "0"}), "utf-8")
    (tmp_path / "nets.npz").write_bytes((default_folder() / "nets.npz").read_bytes())
    with pytest.raises(ModelError, match="hash"):
        load_second_opinion(tmp_path)


def test_probabilities_are_a_distribution(nlp, coder: RelationCoder) -> None:
    token = next(t for t in nlp("Kestria bombed the port.") if t.text == "bombed")
    _, hidden = coder.encode(RelationQuery(sentence=token.sent.text))
    assert hidden is not None
    seen = look(token, hidden)
    assert seen is not None
    p = load_second_opinion().probabilities(seen)
    assert p.shape == (7,)
    assert np.isclose(p.sum(), 1)
