"""Candidates and the choice among them, on a table and scores made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from detente.parse import parse
from detente.read.statements import load_tagger
from detente.read.statements.candidates import Candidate, Origin, find_candidates
from detente.read.statements.chooser import JUDGED, Chooser, choose, read_chooser, worth_of
from detente.read.statements.decode import log_softmax
from detente.read.statements.evidence import weigh_evidence
from detente.read.statements.features import table_of
from detente.read.statements.shape import Shapes

TEXT = (
    "“The road is open,” the envoy said. “It will stay open until May, and nobody will close it,” she added on Friday."
)


def candidate(content: tuple[int, int], cue: tuple[int, int]) -> Candidate:
    return Candidate(content=(content,), cue=cue, source=None, origin=Origin.READING, link=0.0, speaker=0.0)


def test_the_worthiest_set_without_a_shared_token() -> None:
    some = [
        candidate((0, 5), (6, 7)),
        candidate((0, 4), (6, 7)),
        candidate((8, 9), (10, 11)),
        candidate((20, 21), (22, 23)),
    ]
    p = np.asarray([[0.5, 0.2, 0.6], [0.6, 0.5, 0.6], [0.9, 0.9, 0.9], [0.1, 0.1, 0.1]])
    worth = worth_of(p, np.zeros(len(some), np.bool_))
    assert choose(some, worth, 1.0) == [1, 2]
    assert choose(some, worth, 2.5) == [2]


def test_of_two_readings_of_a_quotation_the_surer_speaker_wins() -> None:
    some = [candidate((0, 5), (6, 7)), candidate((0, 5), (8, 9))]
    p = np.asarray([[0.5, 0.8, 0.9], [0.7, 0.6, 0.8]])
    assert choose(some, worth_of(p, np.asarray([False, False])), 1.0) == [0]
    assert choose(some, worth_of(p, np.asarray([True, True])), 1.0) == [1]


def test_a_chooser_is_what_its_bytes_say() -> None:
    rng = np.random.default_rng(0)
    networks = (((rng.normal(size=(2, 3)), rng.normal(size=3)), (rng.normal(size=(3, 3)), rng.normal(size=3))),)
    networks = tuple(
        tuple((w.astype(np.float32).astype(float), b.astype(np.float32).astype(float)) for w, b in n) for n in networks
    )
    one = Chooser(
        names=("a", "b"),
        mean=np.zeros(2),
        scale=np.ones(2),
        networks=networks,
        calibration=np.asarray([[1.0, 0.0]] * 3),
        threshold=0.5,
    )
    again = read_chooser(one.to_bytes())
    evidence = {"b": np.asarray([True, False]), "a": np.asarray([0.5, -9.0]), "c": np.zeros(2)}
    assert again.names == one.names and again.to_bytes() == one.to_bytes()
    assert np.array_equal(again.probabilities(evidence), one.probabilities(evidence))
    assert one.probabilities(evidence).shape == (2, len(JUDGED))


@pytest.fixture(scope="module")
def table(nlp):
    return table_of(parse(TEXT, nlp), load_tagger().space)


def test_candidates_share_no_word_among_their_parts_and_lie_in_the_text(table) -> None:
    tagger = load_tagger()
    scores = tagger.score(table)
    found = find_candidates(table, log_softmax(scores.tags), scores.links, tagger.link_weights)
    assert found and found[0].origin is Origin.READING
    assert len({(c.content, c.cue, c.source) for c in found}) == len(found)
    for c in found:
        parts = [*c.content, c.cue]
        assert all(0 <= b < e <= len(table) for b, e in parts)
        tokens = [i for b, e in parts for i in range(b, e)]
        assert len(tokens) == len(set(tokens))


def test_every_number_is_finite_and_has_one_entry_a_candidate(table) -> None:
    tagger = load_tagger()
    scores = tagger.score(table)
    logp = log_softmax(scores.tags)
    found = find_candidates(table, logp, scores.links, tagger.link_weights)
    evidence = weigh_evidence(table, logp, found, tagger.space)
    assert tagger.chooser is not None and set(tagger.chooser.names) <= set(evidence)
    for name, values in evidence.items():
        assert np.asarray(values).shape == (len(found),), name
        assert np.isfinite(np.asarray(values, float)).all(), name


def test_contents_are_tidied(table) -> None:
    shapes = Shapes.of(table)
    assert table.words[0] == '"' and table.words[5:7] == (",", '"')
    assert shapes.tidy(0, 6) == (0, 7)  # a mark that closes is taken in
    assert shapes.shaped([(0, 5), (6, 7)], (9, 10), None) == ((0, 7),)  # a small gap is closed
