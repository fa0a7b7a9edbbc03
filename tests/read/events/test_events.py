"""Events: parties by syntax, status by governing words, one record for one event. Invented states throughout."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detente.config import Settings
from detente.read.events import EventsStep, load_status_rules, merge_events, read_status, same_event
from detente.read.events.arguments import Arguments
from detente.read.events.find import Finder
from detente.read.events.in_article import in_article
from detente.read.events.triggers import load_triggers
from detente.reading import Mention, Reading
from detente.records import Actor, Article, DateValue, Event, Status

STATES = {"Kestria": "KES", "Velmora": "VEL", "Drevnia": "DRE", "Kestrian": "KES", "Velmoran": "VEL"}


def reading_of(text: str, nlp) -> Reading:
    article = Article(id="a", text=text, published="2019-05-15")
    article = replace(article, body=article.span(0, len(text)))
    doc = nlp(text)
    mentions = []
    for token in doc:
        if token.text in STATES:
            span = article.span(token.idx, token.idx + len(token))
            kind = "demonym" if token.text.endswith("n") else "name"
            mentions.append(Mention(span=span, head=token.i, kind=kind, actor=STATES[token.text]))
    actors = tuple(Actor(id=i, name=i, country=i) for i in sorted(set(STATES.values())))
    return Reading(article=article, doc=doc, mentions=tuple(mentions), actors=actors)


def parties(text: str, nlp, trigger: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    reading = reading_of(text, nlp)
    triggers = load_triggers()
    finder = Finder(Arguments(reading, triggers), triggers)
    for candidate in finder.find(next(iter(reading.sents))):
        if reading.doc[candidate.trigger].text == trigger:
            return (
                tuple(i for a in candidate.actors for i in a.actors),
                tuple(i for a in candidate.recipients for i in a.actors),
            )
    raise AssertionError(f"nothing found at {trigger!r} in {text!r}")


@pytest.mark.parametrize(
    ("text", "trigger", "actor", "recipient"),
    [
        ("Kestria accused Velmora of arming the rebels.", "accused", "KES", "VEL"),
        ("Velmora was attacked by Kestria on Monday.", "attacked", "KES", "VEL"),
        ("Kestria, which invaded Velmora in March, wants peace.", "invaded", "KES", "VEL"),
        ("Kestria imposed sanctions on Velmora.", "imposed", "KES", "VEL"),
        ("Kestria lifted the embargo against Velmora.", "lifted", "KES", "VEL"),
        ("Kestria agreed to withdraw its troops from Velmora.", "withdraw", "KES", "VEL"),
        ("Kestria and Velmora met on Friday.", "met", "KES", "VEL"),
        ("Talks between Kestria and Velmora ended on Friday.", "Talks", "KES", "VEL"),
        ("Kestria attacked and occupied Velmora.", "occupied", "KES", "VEL"),
        ("Velmora faces criticism from Kestria over the dam.", "criticism", "KES", "VEL"),
        ("Kestrian jets bombed Velmora overnight.", "bombed", "KES", "VEL"),
        ("The ministers of Kestria and Velmora met on Friday.", "met", "KES", "VEL"),
        ("The Kestrian leader spoke by telephone with his Velmoran counterpart.", "spoke", "KES", "VEL"),
        ("Three Velmoran soldiers were killed in a Kestrian air strike on Monday.", "killed", "KES", "VEL"),
        ("Three Velmoran soldiers died in a Kestrian bombing on Monday.", "bombing", "KES", "VEL"),
        ("Three Velmoran farmers were killed when Kestrian troops opened fire on Monday.", "killed", "KES", "VEL"),
        ("Kestrian gunmen killed forty people in Velmora on Monday.", "killed", "KES", "VEL"),
        ("Kestrian jets and helicopters attacked Velmora.", "attacked", "KES", "VEL"),
        ("Kestria rejected a call by Velmora for an end to attacks on Drevnia.", "rejected", "KES", "VEL"),
        ("Kestria agreed to visit Velmora, according to Drevnia.", "agreed", "KES", "VEL"),
        ("Kestria sought the extradition of the banker from Velmora.", "sought", "KES", "VEL"),
    ],
)
def test_parties_by_syntax(nlp, text, trigger, actor, recipient) -> None:
    assert parties(text, nlp, trigger) == ((actor,), (recipient,))


@pytest.mark.parametrize(
    "text",
    [
        "The Kestrian ministry declined to comment on Velmora.",
        "The Kestrian spokesman declined to discuss the talks with Velmora.",
        "A reporter asked the Kestrian minister what he thought of Velmora.",
        "Kestria wants to end the dispute with Velmora.",
        "The Kestrian envoy released a letter about Velmora at a news conference.",
        "The Kestrian leader - Velmora's old friend - was ill.",
        "Kestria warned that the drought could hurt Velmora.",
        "The 1979 treaty requires Velmora to disarm.",
    ],
)
def test_words_that_are_no_event(nlp, text) -> None:
    reading = reading_of(text, nlp)
    triggers = load_triggers()
    found = Finder(Arguments(reading, triggers), triggers).find(next(iter(reading.sents)))
    assert [reading.doc[c.trigger].text for c in found if c.matches and c.actors and c.recipients] == []


@pytest.mark.parametrize(
    ("text", "trigger", "actor", "recipient"),
    [
        ("Six Velmoran aid workers have been killed in an ambush.", "killed", (), ("VEL",)),
        ("Critics of Kestria claimed that Velmora was weak.", "claimed", ("text:critics",), ("VEL",)),
        ("Kestria fired a missile on Monday while Velmora held a summit.", "fired", ("KES",), ()),
        ("Kestria fired a missile at Velmora on Monday.", "fired", ("KES",), ("VEL",)),
        ("Kestria asked traders to stay calm.", "asked", ("KES",), ("text:traders",)),
        ("Kestria carried out air strikes in support of Velmora.", "strikes", ("KES",), ()),
    ],
)
def test_nobody_is_put_where_none_is_named(nlp, text, trigger, actor, recipient) -> None:
    assert parties(text, nlp, trigger) == (actor, recipient)


def test_days_of_a_month_are_no_score(nlp) -> None:
    for text, noise in (("Kestria meets Velmora on April 6-7.", False), ("Kestria beat Velmora 6-4 on Monday.", True)):
        reading = reading_of(text, nlp)
        triggers = load_triggers()
        assert (Finder(Arguments(reading, triggers), triggers)._noise(next(iter(reading.sents))) > 1) is noise


def test_what_is_refused_is_only_refused(nlp) -> None:
    reading = reading_of("Kestria refused to congratulate Velmora.", nlp)
    triggers = load_triggers()
    found = Finder(Arguments(reading, triggers), triggers).find(next(iter(reading.sents)))
    assert [reading.doc[c.trigger].text for c in found] == ["refused"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Kestria has bombed Velmora since 2014.", Status.ONGOING),
        ("Kestria accused Velmora of arming rebels, however, a spokesman denied it.", Status.HAPPENED),
    ],
)
def test_status_in_the_record(nlp, text, status) -> None:
    events = EventsStep(Settings())(reading_of(text, nlp))["events"]
    assert [e.status for e in events if e.trigger.text in ("bombed", "accused")] == [status]


@pytest.mark.parametrize(
    ("text", "trigger", "event"),
    [
        ("Kestria backed out of the pact with Velmora.", "backed", "REJECT"),
        ("Kestria backed Velmora.", "backed", "SUPPORT"),
        ("Kestria declined the offer of Velmora.", "declined", "REJECT"),
        ("Kestria refused to provide aid to Velmora.", "refused", "REJECT"),
        ("Kestria wants Velmora to free the crew.", "wants", "REQUEST"),
        ("Kestria asked Velmora to free the crew.", "asked", "REQUEST"),
        ("Kestria summoned the ambassador of Velmora.", "summoned", "ACCUSE"),
    ],
)
def test_words_that_are_one(nlp, text, trigger, event) -> None:
    doc = nlp(text)
    token = next(t for t in doc if t.text == trigger)
    assert event in {m.trigger.event for m in load_triggers().matches(token)}


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("A car bomb in Kestria killed three Velmoran soldiers.", "killed"),
        ("Three Velmoran soldiers were killed in Kestria.", "killed"),
        ("The bombing of an embassy in Kestria killed three Velmoran soldiers.", "killed"),
    ],
)
def test_where_violence_happens_is_not_who_does_it(nlp, text, trigger) -> None:
    assert "KES" not in parties(text, nlp, trigger)[0]


@pytest.mark.parametrize(
    ("text", "recipient"),
    [
        ("Kestria condemned the bombing of the Velmoran embassy.", ()),
        ("Kestria condemned the attack on Drevnia by Velmora.", ("VEL",)),
        ("Kestria condemned the Velmoran attack on Drevnia.", ("VEL",)),
        ("Kestria condemned the breach of Velmoran laws.", ()),
    ],
)
def test_who_suffered_is_not_who_is_blamed(nlp, text, recipient) -> None:
    assert parties(text, nlp, "condemned")[1] == recipient


def test_nobody_is_defended_against_himself(nlp) -> None:
    with pytest.raises(AssertionError, match="nothing found"):
        parties("Kestria defended itself against criticism from Velmora.", nlp, "defended")


def test_a_state_of_emergency_is_no_state(nlp) -> None:
    assert not any(parties("Kestria declared a state of emergency on Monday.", nlp, "declared")[1])


def test_what_was_done_after_an_attack_is_not_the_attack(nlp) -> None:
    text = "Kestria launched strikes on Velmora in the wake of attacks by Drevnian rebels."
    assert "KES" not in parties(text, nlp, "attacks")[0]


def test_headlines_leave_out_was(nlp) -> None:
    assert parties("Kestria accused of fraud.", nlp, "accused") == ((), ("KES",))


def test_each_other_is_the_other(nlp) -> None:
    assert parties("Kestria and Velmora attacked each other.", nlp, "attacked") == (("KES",), ("VEL",))


def test_those_who_sign_together_sign_with_each_other(nlp) -> None:
    assert parties("Kestria and Velmora signed the accession papers of Velmora.", nlp, "signed") == (("KES",), ("VEL",))


@pytest.mark.parametrize(
    ("text", "word", "status"),
    [
        ("Kestria bombed the port.", "bombed", Status.HAPPENED),
        ("Kestria is shelling the port.", "shelling", Status.ONGOING),
        ("The ministers will meet in June.", "meet", Status.PLANNED),
        ("Kestria promised to send doctors.", "send", Status.PROMISED),
        ("Kestria threatened to bomb the port.", "bomb", Status.THREATENED),
        ("The council urged Kestria to release the crew.", "release", Status.DEMANDED),
        ("Kestria denied that it had bombed the port.", "bombed", Status.DENIED),
        ("Kestria denied having threatened to bomb the port.", "bomb", Status.DENIED),
        ("The report found the absence of a conspiracy.", "conspiracy", Status.DENIED),
        ("If Kestria bombs the port, ships will leave.", "bombs", Status.HYPOTHETICAL),
        ("Kestria will not withdraw its troops.", "withdraw", Status.DENIED),
        ("The mission condemned the attack.", "attack", Status.HAPPENED),
        ("The attack was called off.", "attack", Status.DENIED),
        ("The chancellor ruled out sending tanks.", "sending", Status.DENIED),
        ("The council stopped short of expelling the envoy.", "expelling", Status.DENIED),
        ("The parliament has yet to ratify the accord.", "ratify", Status.DENIED),
        ("False reports of an invasion emptied the shops.", "invasion", Status.DENIED),
        ("Kestria withdrew its offer to mediate.", "mediate", Status.DENIED),
        ("Rather than condemn the coup, the bloc sent congratulations.", "condemn", Status.DENIED),
        ("Lawmakers introduced a bill sanctioning the shipping line.", "sanctioning", Status.HYPOTHETICAL),
        ("The assembly passed a law banning foreign ships.", "banning", Status.HAPPENED),
        ("The general is thought to have ordered the raid.", "ordered", Status.HYPOTHETICAL),
        ("Kestria was the first state to recognize the province.", "recognize", Status.HAPPENED),
        ("The minister told parliament that Kestria had closed the pipeline.", "closed", Status.HAPPENED),
        ("The ministry did not say why it had closed the port, which it regretted.", "closed", Status.HAPPENED),
    ],
)
def test_status_by_what_governs_the_word(nlp, text, word, status) -> None:
    token = next(t for t in nlp(text) if t.text == word)
    assert read_status(token, load_status_rules()).status is status


def test_a_vowed_attack_is_a_threat(nlp) -> None:
    token = next(t for t in nlp("Kestria vowed to attack the port.") if t.text == "attack")
    assert read_status(token, load_status_rules(), hostile=True).status is Status.THREATENED


def event(
    trigger: str, start: int, *, actor: str = "KES", recipient: str = "VEL", day: str | None = None, **more
) -> Event:
    text = " " * start + trigger + " "
    article = Article(id="a", text=text)
    span = article.span(start, start + len(trigger))
    date = DateValue(value=day, precision="day", span=span) if day else None
    return Event(
        id="", event="CONSULT", quad=1, trigger=span, sentence=article.span(start, start + len(trigger) + 1),
        status=Status.HAPPENED, actor=(actor,), recipient=(recipient,), date=date, **more,
    )  # fmt: skip


def test_one_event_one_record() -> None:
    merged = merge_events([event("met", 0, day="2019-05-14"), event("meeting", 100)])
    assert len(merged) == 1
    assert [m.text for m in merged[0].mentions] == ["meeting"]
    assert merged[0].date is not None and merged[0].date.value == "2019-05-14"


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({"recipient": "DRE"}, False),
        ({"day": "2019-05-15"}, False),
        ({"day": "2019-05"}, True),
        ({"actor": "VEL", "recipient": "KES"}, True),
        ({"actor": "KES.MIL"}, True),
    ],
)
def test_same_event_asks_parties_and_date(other, same) -> None:
    assert same_event(event("talks", 0, day="2019-05-14"), event("talks", 50, **other)) is same


def test_the_step_keeps_threats_and_deeds_apart_and_says_why(nlp) -> None:
    step = EventsStep(Settings())
    found = step(reading_of("Kestria condemned Velmora on Monday.\n\nKestria threatened to bomb Velmora.", nlp))[
        "events"
    ]
    assert {(e.event, e.status) for e in found if not e.candidate} >= {("ACCUSE", Status.HAPPENED)}
    assert not [e for e in found if e.event == "ASSAULT" and e.status in (Status.HAPPENED, Status.ONGOING)]
    assert all(e.why is not None and e.why.words for e in found)
    assert [e.id for e in found] == [f"e{n}" for n in range(1, len(found) + 1)]


def test_what_answers_is_toward_those_who_were_told_of_before(nlp) -> None:
    text = "Kestria imposed sanctions on Drevnia on Monday.\n\nVelmora condemned the step."
    found = EventsStep(Settings())(reading_of(text, nlp))["events"]
    answers = [e for e in found if e.actor == ("VEL",)]
    assert [(e.event, e.recipient) for e in answers] == [("ACCUSE", ("KES",))]
    assert answers[0].recipient_text[0].text == "Kestria"


def test_the_two_are_the_last_two(nlp) -> None:
    text = "Kestria and Velmora met on Monday.\n\nThe two agreed to exchange prisoners."
    found = EventsStep(Settings())(reading_of(text, nlp))["events"]
    agreed = [e for e in found if e.event == "AGREE"]
    assert agreed and {*agreed[0].actor, *agreed[0].recipient} == {"KES", "VEL"}


def test_events_of_two_articles_need_near_dates() -> None:
    one, other = event("met", 0, day="2019-05-14"), event("meeting", 50, day="2019-05-14")
    assert same_event(one, other, across=True)
    assert not same_event(one, event("met", 50, day="2018-05-14"), across=True)
    assert not same_event(one, event("met", 50), across=True)


def test_sport_is_not_war(nlp) -> None:
    found = EventsStep(Settings())(reading_of("Kestria beat Velmora 3-1 in the final of the cup.", nlp))["events"]
    assert [e for e in found if not e.candidate] == []


def test_the_same_reading_gives_the_same_events(nlp) -> None:
    reading = reading_of("Kestria and Velmora signed an agreement after talks in May.", nlp)
    assert EventsStep(Settings())(reading) == EventsStep(Settings())(reading)


def test_an_article_has_a_confidence_of_its_own(nlp) -> None:
    step = EventsStep(Settings())
    text = "Kestria condemned Velmora. Kestria made it an issue for Velmora. Kestria helped Velmora enormously."
    told = step.told(reading_of(text, nlp))
    assert told
    for one in told:
        sure = in_article(one.in_article, one.event.confidence)
        assert 0 < sure < 1
        assert in_article(one.in_article | {"overruled": 1.0}, one.event.confidence) < 0.42
    whole = {e.trigger.text: e for e in step(reading_of(text, nlp))["events"]}
    alone = {e.trigger.text: e for e in step(reading_of("Kestria condemned Velmora.", nlp))["events"]}
    assert whole["condemned"].confidence <= alone["condemned"].confidence
    assert not whole["condemned"].candidate


def test_the_way_of_an_event_is_not_that_of_its_reason(nlp) -> None:
    text = "Kestria attacked Velmora on Monday after a wave of suicide bombings."
    found = EventsStep(Settings())(reading_of(text, nlp))["events"]
    assert "suicide-attack" not in {e.mode for e in found if e.trigger.text == "attacked"}
