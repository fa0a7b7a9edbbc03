"""Put deeds into frames: sentences with one event each, whose status the frame tells.

A frame gets several deeds, half of the sentences invented states, the other half real ones, so that a net learns
neither the names nor the deeds. Some sentences get a neutral beginning or end, as news has them, and some another event
behind the first, of any status, so that it learns to look at the event it is asked about.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
STATUS = {
    "d": "denied", "h": "hypothetical", "t": "threatened", "y": "happened", "o": "ongoing", "p": "planned",
    "r": "promised", "m": "demanded",
}  # fmt: skip
INVENTED = ["Kestria", "Velmora", "Drevnia", "Ostalia", "Tolvania", "Norrland", "Marzan"]
REAL = [
    "Kenya", "Uganda", "Serbia", "Austria", "Norway", "Jordan", "Chad", "Peru", "India", "Iran", "France", "Poland",
    "Turkey", "China", "Vietnam", "Cuba",
]  # fmt: skip
BODIES = (
    "the junta", "the navy", "the alliance", "the bloc", "the ministry", "the army", "the parliament", "the council",
    "the militia", "the government", "the cabinet", "the regional assembly", "the rebels", "the guerrillas",
    "Parliament",
)  # fmt: skip
SPEAKERS = (
    "the minister", "the spokeswoman", "the general", "a diplomat", "the premier", "the envoy", "the president",
    "a government spokesman", "officials in Tolm", "the foreign ministry",
)  # fmt: skip
PLURAL = frozenset({"the rebels", "the guerrillas"})
WITHOUT_ARTICLE = frozenset({
    "condemnation", "praise", "mediation", "recognition", "arming", "sanctions", "talks", "negotiations", "bombing",
    "shelling", "lifting", "suspension", "ratification", "deportation", "evacuation", "demobilization", "extradition",
})  # fmt: skip
PLURAL_NOUNS = frozenset({"sanctions", "talks", "negotiations"})
OPENINGS = (
    "On Tuesday, ", "In the north, ", "Late on Sunday, ", "Over the weekend, ", "In the capital, ", "Meanwhile, ",
)  # fmt: skip
ENDINGS = (
    ", as fighting went on in the south", ", in a week of tension", ", while prices in the capital kept rising",
    ", according to a paper published in Tolm", ", on the third day of the crisis", ", local media reported",
    ", and {B} recalled its envoy", ", and {B} threatened to close its ports", ", while {B} closed its ports",
    ", and talks with {B} may follow", ", but {B} has not freed the crew", ", and {B} promised to send a mediator",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with its event: ``start`` and ``word`` of its trigger, ``frame`` what it was made from."""

    frame: str
    status: str
    start: int
    word: str
    sentence: str


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _present(infinitive: str) -> str:
    if infinitive.endswith(("s", "sh", "ch")):
        return infinitive + "es"
    if infinitive.endswith("y") and infinitive[-2] not in "aeo":
        return infinitive[:-1] + "ies"
    return infinitive + "s"


def _deed(frame: str, verb: dict[str, str]) -> str | None:
    """The frame with a deed in it, its trigger in brackets; None where the two do not go together."""
    tail = " ".join(x for x in (verb["object"], verb["rest"]) if x)
    tail = f" {tail}" if tail else ""
    bare = verb["noun"] in WITHOUT_ARTICLE
    article = "" if bare else "an " if verb["noun"][0] in "aeiou" else "a "
    *first, last = verb["noun"].split()
    noun = f"{' '.join([*first, f'[{last}]'])} {verb['noun_rest']}".strip()
    if "<O>" in frame and (not verb["object"] or verb["rest"] or "{B}" in verb["object"]):
        return None
    plural_noun = verb["noun"] in PLURAL_NOUNS and re.search(r"<[at]?N!?>", frame)
    if plural_noun and not re.search(r" (?:of|for|against) <aN>", frame):
        return None
    passive = re.search(r"<((?:was|be|have been|had been)[\w ]*?) ?PP>", frame)
    if passive:
        aux = passive.group(1).strip()
        if verb["object"].split()[-1].endswith("s"):
            aux = re.sub(r"^was", "were", aux)
        frame = frame.replace(passive.group(0), f"{aux} [{verb['participle']}]")
    forms = {
        "<V>": f"[{verb['infinitive']}]{tail}", "<G>": f"[{verb['gerund']}]{tail}", "<P>": f"[{verb['past']}]{tail}",
        "<PP1>": f"[{verb['participle']}]{tail}", "<Z>": f"[{_present(verb['infinitive'])}]{tail}", "<N>": noun,
        "<aN>": article + noun, "<tN>": f"the {noun}", "<aN!>": article + noun, "<O>": verb["object"],
    }  # fmt: skip
    for slot, text in forms.items():
        if slot in frame:  # of two deeds in a frame the first is asked about
            frame = frame.replace(slot, text, 1).replace(slot, text.replace("[", "").replace("]", ""))
    return frame if frame.count("[") == 1 else None


def _names(sentence: str, states: list[str], rng: random.Random) -> str:
    actor = rng.choice([*states, *rng.sample(BODIES, min(len(BODIES), len(states)))])
    other = rng.choice([s for s in states if s != actor])
    if actor in PLURAL:
        for one, many in (("is", "are"), ("has", "have"), ("was", "were")):
            sentence = re.sub(rf"\{{A\}} {one}\b", f"{{A}} {many}", sentence)
    return sentence.replace("{A}", actor).replace("{B}", other).replace("{W}", rng.choice(SPEAKERS))


def _news(sentence: str, rng: random.Random) -> str:
    """Sometimes with a neutral beginning or end."""
    plain = sentence.endswith(".") and not re.search(r'[":?!;]', sentence)
    plain = plain and not re.match(r"(?:If|Unless|Had|Were|Should|Even|Whether|To|That)\b", sentence)
    if plain and rng.random() < 0.3:
        sentence = sentence[:-1] + rng.choice(ENDINGS) + "."
    if plain and rng.random() < 0.2 and re.match(r"(?:\{[AW]\}|The|A|An|It|There)\b|\{", sentence):
        first = sentence if sentence.startswith("{") else sentence[0].lower() + sentence[1:]
        sentence = rng.choice(OPENINGS) + first
    return sentence


def examples(each: int, seed: int = 0, frames: str = "frames.tsv") -> Iterator[Example]:
    """``each`` sentences of every frame, with different deeds."""
    rng = random.Random(seed)
    verbs = _rows("verbs.tsv")
    for number, row in enumerate(_rows(frames)):
        made = 0
        for verb in rng.sample(verbs, len(verbs)):
            text = _deed(row["frame"], verb)
            if text is None:
                continue
            text = _names(_news(text, rng), INVENTED if made % 2 else REAL, rng)
            text = re.sub(r'^(["[]*)(\w)', lambda m: m.group(1) + m.group(2).upper(), text)
            start = text.index("[")
            word = text[start + 1 : text.index("]")]
            yield Example(f"frame{number}", STATUS[row["status"]], start, word, text.replace("[", "").replace("]", ""))
            made += 1
            if made == each:
                break
        assert made, f"no deed fits {row['frame']!r}"
