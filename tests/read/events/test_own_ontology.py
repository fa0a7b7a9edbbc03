"""Own ontologies: from a file of classes to a coder. A toy encoder counts words, so no weights are needed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from detente.errors import LexiconError
from detente.read.events.own_ontology import (
    check_ontology,
    evaluate_ontology,
    load_coder,
    load_ontology,
    train_ontology,
    write_coder,
)

WORDS = ("river", "dam", "well", "fish", "boat", "net")
FILE = """
[classes.water]
meaning = "at odds over water"
examples = ["They fought over the river.", "A dam holds back the river.", "The well was shut.", "The dam and the well."]
[classes.fishing]
examples = ["The boat lost its net.", "No fish in the net.", "A boat full of fish.", "They cut the net."]
"""


def encode(sentences):
    return np.array([[float(w in s.lower()) for w in WORDS] for s in sentences])


@pytest.fixture
def classes(tmp_path: Path):
    path = tmp_path / "own.toml"
    path.write_text(FILE, "utf-8")
    return load_ontology(path)


def test_train_store_and_code(classes, tmp_path: Path) -> None:
    coder = train_ontology(classes, encode)
    write_coder(coder, tmp_path / "coder.json")
    again = load_coder(tmp_path / "coder.json")
    ranked = again.code(["Villagers opened the dam.", "Their boat sank."], encode)
    assert [r[0][0] for r in ranked] == ["water", "fishing"]
    assert all(abs(sum(p for _, p in r) - 1) < 0.01 for r in ranked)
    assert again.source == coder.source


def test_evaluate_never_sees_what_it_codes(classes) -> None:
    assert evaluate_ontology(classes, encode).accuracy > 0.7


def test_check_names_small_classes(classes) -> None:
    assert len(check_ontology(classes)) == 2


def test_every_bad_class_is_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text('[classes.a]\nexamples = ["One."]\n[classes.b]\nexamples = "no list"\n', "utf-8")
    with pytest.raises(LexiconError, match=r"class a.*class b"):
        load_ontology(path)
