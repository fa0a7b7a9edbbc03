from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from detente.read.relations.marking import MARKERS, crop, find_occurrences, locate_pair, mark

SENTENCE = "Oman's envoy told Oman TV that the Omani navy had boarded a tanker."


def test_whole_words_come_first() -> None:
    assert find_occurrences(SENTENCE, "Oman") == ((0, 4), (18, 22))
    assert find_occurrences(SENTENCE, "oman tv") == ((18, 25),)
    assert find_occurrences(SENTENCE, "Omani na") == ((35, 43),)
    assert find_occurrences(SENTENCE, "Qatar") == ()
    assert find_occurrences(SENTENCE, "  ") == ()


def test_a_pair_that_does_not_overlap_is_preferred() -> None:
    assert locate_pair(SENTENCE, "Oman", "Oman TV") == ((0, 4), (18, 25))
    assert locate_pair(SENTENCE, "Oman TV", "Oman") == ((18, 25), (0, 4))


def test_overlapping_and_absent_texts() -> None:
    assert locate_pair("Chadian fighters fled.", "Chadian fighters", "Chadian") == ((0, 16), (0, 7))
    assert locate_pair(SENTENCE, "", "Peru") == (None, None)


def test_markers_nest() -> None:
    marked = mark("Chadian fighters fled.", (0, 16), (0, 7))
    assert marked == "[unused1] [unused3] Chadian [unused4] fighters [unused2] fled."


@given(st.text(alphabet="ab .,é", max_size=30), st.data())
def test_marking_keeps_the_words(sentence: str, data: st.DataObject) -> None:
    def span() -> tuple[int, int] | None:
        if not sentence or data.draw(st.booleans()):
            return None
        start = data.draw(st.integers(0, len(sentence) - 1))
        return start, data.draw(st.integers(start + 1, len(sentence)))

    marked = mark(sentence, span(), span())
    for marker in MARKERS:
        marked = marked.replace(marker, "")
    assert "".join(marked.split()) == "".join(sentence.split())


def test_a_long_sentence_is_cut_around_its_pair() -> None:
    sentence = "word " * 200 + "Vardania accused Ostmark of arming rebels " + "and so on " * 100
    at = sentence.index("Vardania")
    piece, source, target = crop(sentence, (at, at + 8), (at + 17, at + 24))
    assert source is not None
    assert target is not None
    assert len(piece) <= 500
    assert (piece[slice(*source)], piece[slice(*target)]) == ("Vardania", "Ostmark")
    assert piece.startswith("word ")
    assert crop(SENTENCE, (0, 4), None) == (SENTENCE, (0, 4), None)
    assert crop(sentence, None, None) == (sentence, None, None)
    assert crop(sentence, (0, 4), (at, at + 8)) == (sentence, (0, 4), (at, at + 8))


@given(st.text(alphabet="ab ", min_size=10, max_size=80), st.data())
def test_cutting_keeps_the_pair_s_words(sentence: str, data: st.DataObject) -> None:
    a = data.draw(st.integers(0, len(sentence) - 2))
    b = data.draw(st.integers(a + 1, len(sentence)))
    piece, source, _ = crop(sentence, (a, b), None, limit=data.draw(st.integers(5, 90)))
    assert source is not None
    assert piece[slice(*source)] == sentence[a:b]
