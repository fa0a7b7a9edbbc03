from __future__ import annotations

import pytest

from detente.config import Settings, load_settings
from detente.errors import LexiconError
from detente.read.issues import IssuesStep, find_matches, load_taxonomy
from detente.reading import Mention, Reading
from detente.records import Article, Span


def issues(text: str, step: IssuesStep, nlp, mentions=()) -> dict[str, tuple[str, ...]]:
    article = Article(id="a", text=text, body=Span(start=0, end=len(text), text=text))
    reading = Reading(article=article, doc=nlp(text), mentions=mentions)
    return {t.issue: tuple(s.text for s in t.spans) for t in step(reading)["issues"]}


@pytest.fixture(scope="module")
def step() -> IssuesStep:
    return IssuesStep(Settings())


def test_the_taxonomy_is_a_shallow_tree_of_at_least_eighty_leaves():
    taxonomy = load_taxonomy()
    assert len([i for i in taxonomy.issues.values() if i.leaf]) >= 80
    assert all(len(list(taxonomy.parents(i))) <= 2 for i in taxonomy.issues)
    assert all(i.id.replace("_", "a").isalnum() and i.id == i.id.lower() for i in taxonomy.issues.values())


def test_contexts_are_those_of_plover():
    from detente.lexicons import load_tsv

    known = {row["context"] for row in load_tsv("contexts.tsv")}
    named = {c for i in load_taxonomy().issues.values() for c in i.contexts}
    assert named <= known


@pytest.mark.parametrize(
    ("text", "issue"),
    [
        ("Both capitals want to normalise relations.", "normalization of relations"),
        (
            "They spoke of the non-proliferation of mass destruction weapons.",
            "non-proliferation of weapons of mass destruction",
        ),
        ("The cease-fire in Yemen did not hold.", "regional conflict: Yemen"),
        ("The island is claimed by both: the Spratly chain.", "South China Sea"),
        ("Ethiopia began to fill the reservoir behind the dam on the Nile.", "water sharing and dams"),
        ("The treaty on intermediate-range nuclear forces, INF, was dead.", "INF treaty"),
        ("Dokdo belongs to us, the minister said.", "Dokdo/Takeshima"),
        ("Europe fell out over steel tariffs.", "trade and tariffs"),
        ("The pipeline under the sea was blown up.", "gas and pipelines"),
        ("She asked for a swap of prisoners of war.", "prisoners and detainees"),
        ("The ambassador was expelled and the embassy closed.", "diplomats and embassies"),
    ],
)  # fmt: skip
def test_phrases_name_issues(text, issue, step, nlp):
    assert issue in issues(text, step, nlp)


def test_an_acronym_is_no_common_word(step, nlp):
    assert "New START treaty" in issues("They extended the New START treaty.", step, nlp)
    assert "New START treaty" not in issues("Talks will start on Monday.", step, nlp)


def test_the_narrower_issue_wins_the_words(step, nlp):
    found = issues("The strategic arms reduction treaty expires in winter.", step, nlp)
    assert "New START treaty" in found and "strategic stability and arms control" not in found


def test_what_must_stand_beside_must_be_another_word(step, nlp):
    assert "regional conflict: Iraq" not in issues("Iraq has a new flag.", step, nlp)


@pytest.mark.parametrize(
    "text",
    [
        "The striker faces sanctions from the league after the referee's report; his coach called the ban unfair.",
        "In the new film, a thriller, an actress plays a president who threatens a nuclear war.",
    ],
)
def test_sport_and_shows_are_no_diplomacy(text, step, nlp):
    assert not issues(text, step, nlp)


def test_a_state_known_only_to_the_overlay_has_its_conflict(step, nlp):
    text = "The civil war in Mirava has lasted for nine years."
    mention = Mention(span=Span(start=17, end=23, text="Mirava"), head=4, kind="name", actor="XMI")
    assert "regional conflict: XMI" in issues(text, step, nlp, (mention,))


def test_words_that_end_inside_the_name_of_a_state_name_nothing(step, nlp):
    text = "Peru opened the North Korean fair."
    state = Mention(span=Span(start=16, end=28, text="North Korean"), head=4, kind="demonym", actor="PRK")
    assert "North Korea" in issues(text, step, nlp)
    assert "North Korea" not in issues(text, step, nlp, mentions=(state,))


def test_every_tag_names_its_words_and_its_line(step, nlp):
    text = "Sanctions on oil exports were eased. The sanctions had lasted ten years."
    article = Article(id="a", text=text, body=Span(start=0, end=len(text), text=text))
    for tag in step(Reading(article=article, doc=nlp(text)))["issues"]:
        assert tag.spans and tag.why is not None and tag.why.source.startswith("issues.tsv:")
        assert 0.5 <= tag.confidence < 1
        assert all(text[s.start : s.end] == s.text for s in tag.spans)


def test_an_analyst_adds_an_issue_by_adding_a_line(tmp_path, nlp):
    header = "id\tname\tparent\tphrases\tweak\tnot\tstates\tcontexts\tflags\n"
    (tmp_path / "issues.tsv").write_text(header + "tea\ttea trade\ttrade\ttea auction*\t\t\t\teconomic\n", "utf-8")
    step = IssuesStep(load_settings(lexicons={"overlay": str(tmp_path)}))
    assert "tea trade" in issues("The tea auctions in Mombasa resumed.", step, nlp)


def test_bad_lines_are_all_named(tmp_path):
    header = "id\tname\tparent\tphrases\tweak\tnot\tstates\tcontexts\tflags\n"
    rows = "a\tA\tnowhere\tx\t\t\t\t\n" + "b\tB\t\tx & #nothing\t\t\t\t\n"
    (tmp_path / "issues.tsv").write_text(header + rows, "utf-8")
    with pytest.raises(LexiconError, match=r"nowhere.*nothing"):
        load_taxonomy(str(tmp_path))


def test_matches_slice_to_their_words():
    text = "Peace talks on Kashmir, talks on the Indus waters."
    for match in find_matches(text, [(0, len(text))], load_taxonomy()):
        assert text[match.start : match.end].strip() == text[match.start : match.end] != ""
