from __future__ import annotations

from datetime import date

from detente.knowledge import load_knowledge
from detente.knowledge.coverage import MOST_ACTIVE, coverage

FIRST, LAST = date(1990, 1, 1), date(2025, 1, 1)
MOST_REPORTED = (
    *("AFG", "AUS", "CAN", "CHN", "DEU", "EGY", "FRA", "GBR", "IND", "IRN", "IRQ", "ISR", "ITA"),
    *("JPN", "KOR", "PAK", "POL", "PRK", "PSE", "RUS", "SAU", "SYR", "TUR", "UKR", "USA"),
)


def test_shares_and_gaps_of_an_invented_office(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(
        "countries:\n  - {id: XVO, name: Vostavia, adjectives: [Vostavian], from: 2030-01-01}\n"
        "people:\n"
        "  - {name: Oren Daluk, country: XVO, office: Foreign Minister, start: 2031-01-01, end: 2032-01-01}\n"
        "  - {name: Kem Ostral, country: XVO, office: Foreign Minister, start: 2032, end: 2032}\n"
        "  - {name: Sela Marvenko, country: XVO, office: Foreign Minister, start: 2033-01-01}\n",
        "utf-8",
    )
    (found,) = coverage(load_knowledge([str(path)]), "foreign_minister", date(2020, 1, 1), date(2034, 1, 1), ["XVO"])
    assert found.gaps == ((date(2032, 1, 1), date(2033, 1, 1)), (date(2030, 1, 1), date(2031, 1, 1)))
    assert abs(found.share - 0.5) < 0.01


def test_foreign_ministers_of_the_most_active_states():
    found = coverage(load_knowledge(), "foreign_minister", FIRST, LAST)
    assert len(MOST_ACTIVE) == len(found) == 60
    assert sum(c.share >= 0.9 for c in found) >= 52
    assert sum(c.share >= 0.5 for c in found) >= 58


def test_defence_ministers_of_the_most_reported_states():
    found = coverage(load_knowledge(), "defense_minister", FIRST, LAST, MOST_REPORTED)
    assert sum(c.share >= 0.9 for c in found) >= 22
    assert sum(c.share >= 0.5 for c in found) >= 24
    found = coverage(load_knowledge(), "defense_minister", FIRST, LAST)
    assert sum(c.share >= 0.9 for c in found) >= 38


def test_opposition_leaders_of_the_most_active_states():
    found = coverage(load_knowledge(), "opposition_leader", FIRST, LAST)
    assert sum(c.share >= 0.9 for c in found) >= 36
    assert sum(c.share >= 0.5 for c in found) >= 52


def test_whoever_leads_the_most_active_states():
    knowledge = load_knowledge()
    states = [(c, knowledge.entity(c).code("led_by")) for c in MOST_ACTIVE]
    shares = [coverage(knowledge, role, FIRST, LAST, [c])[0].share for c, role in states]
    assert sum(s >= 0.9 for s in shares) >= 54


def test_whoever_leads_any_state_since_the_sources_end():
    knowledge = load_knowledge()
    shares = []
    for state in knowledge.countries():
        role = state.code("led_by")
        if role and not state.stop and state.code("kind") in ("", "state", None):
            shares += [c.share for c in coverage(knowledge, role, date(2011, 1, 1), date(2026, 1, 1), [state.id])]
    assert sum(s >= 0.9 for s in shares) >= 180


def test_one_head_of_an_international_body_at_a_time():
    """ "The European Commission president" is somebody only where commissioners are no heads of it."""
    knowledge = load_knowledge()
    deputy = ("deputy", "vice", "assistant")
    for body in ("IGO.EU.COMMISSION", "IGO.UN", "IGO.NATO", "IGO.IMF", "IGO.ECB", "IGO.ICAO", "IGO.IPU", "IGO.OSCE"):
        for year in range(1992, 2026):
            heads = {
                person
                for person, tenure in knowledge.in_body(body)
                if tenure.role == "igo_head"
                and tenure.holds(date(year, 5, 10)) == "yes"
                and not any(word in tenure.office.lower() for word in deputy)
            }
            assert len(heads) <= 1, (body, year, heads)
