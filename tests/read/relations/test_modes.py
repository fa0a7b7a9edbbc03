# ruff: noqa: E501  (one case a line)
from __future__ import annotations

import pytest

from detente.errors import LexiconError
from detente.ontology import load_plover
from detente.read.relations import choose_mode, contexts_of, locate_pair
from detente.read.relations.phrases import compile_phrases


@pytest.mark.parametrize(
    ("event", "sentence", "source", "target", "mode"),
    [
        ("COERCE", "Police in Vardania arrested two reporters near a closed border.", "Police in Vardania", "two reporters", "arrest"),
        ("COERCE", "The junta imposed a curfew in Port Azur.", "The junta", "Port Azur", "curfew"),
        ("CONSULT", "The premier spoke by telephone with the Vardanian king.", "The premier", "the Vardanian king", "phone"),
        ("ASSAULT", "Gunmen shot dead a judge outside a bombed church.", "Gunmen", "a judge", "firearms"),
        ("RETREAT", "Rebels declared a truce in Port Azur.", "Rebels", "Port Azur", "ceasefire"),
        ("SANCTION", "Vardania recalled its ambassador from Ostmark.", "Vardania", "Ostmark", "withdraw"),
        ("AGREE", "Vardania agreed to meet Ostmark.", "Vardania", "Ostmark", None),
    ],
)  # fmt: skip
def test_the_nearest_words_give_the_mode(event: str, sentence: str, source: str, target: str, mode: str | None) -> None:
    chosen = choose_mode(event, sentence, *locate_pair(sentence, source, target))
    assert (chosen.mode if chosen else None) == mode


def test_every_mode_of_plover_has_words() -> None:
    from detente.read.relations.modes import _modes

    known = {event: {row[0] for row in rows} for event, rows in _modes("").items()}
    plover = load_plover()
    for event in plover.events:
        assert known.get(event, set()) == set(plover.modes(event))


def test_every_context_has_words() -> None:
    from detente.read.relations.modes import _contexts

    assert tuple(name for name, _ in _contexts("")) == load_plover().contexts


def test_contexts_of_a_sentence() -> None:
    found = contexts_of("The court jailed a bishop over an oil embargo.")
    assert {"legal", "religion_ethnicity", "natural_resource", "economic"} <= set(found)
    assert contexts_of("It rained.") == ()


def test_phrases() -> None:
    pattern = compile_phrases(["let _ in", "free*", "ban"])
    assert pattern.search("they let the convoy in")
    assert pattern.search("was Freed today")
    assert not pattern.search("a banner")


def test_a_user_s_overlay_with_a_bad_mode_is_refused(tmp_path) -> None:
    from detente.read.relations.modes import _modes

    (tmp_path / "modes.tsv").write_text("event\tmode\tphrases\nAID\tgenerous\tgave\n", encoding="utf-8")
    with pytest.raises(LexiconError, match="no AID generous"):
        _modes(str(tmp_path))
