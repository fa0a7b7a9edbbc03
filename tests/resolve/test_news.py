"""What the wires and broadcasters write: offices with a complement, letters for bodies, bodies of whoever speaks."""

from __future__ import annotations


def actors_of(reading, text):
    return [m.actor for m in reading.mentions if m.span.text == text]


def by_id(reading, ident):
    return next(a for a in reading.actors if a.id == ident)


def test_an_ambassador_is_of_who_sends_him_and_named_after_where_he_is_sent(read):
    reading = read("Vostavian Ambassador to Ostrakh Pelo Sarn said the talks went on. The diplomat gave no date.")
    assert by_id(reading, "text:pelo sarn").country == "XVO"
    assert actors_of(reading, "The diplomat") == ["text:pelo sarn"]


def test_a_name_after_a_comma_explains_the_office_before_it(read):
    reading = read("Vostavia's ambassador to Tulmar, Pelo Sarn told reporters on Monday that the talks went on.")
    assert by_id(reading, "text:pelo sarn").country == "XVO"


def test_an_office_is_of_whoever_is_named_with_it_soon_after(read):
    reading = read(
        "The Tulmari ambassador was summoned on Monday. Tulmari Ambassador Pelo Sarn left the ministry without a word."
    )
    assert actors_of(reading, "The Tulmari ambassador") == ["text:pelo sarn"]


def test_a_counterpart_is_whoever_is_named_after_it(read):
    reading = read("Foreign Minister Ilvara Toskel met her Vostavian counterpart, Pelo Sarn, on Monday.")
    assert "text:pelo sarn" in actors_of(reading, "her Vostavian counterpart")


def test_letters_in_brackets_stand_for_the_body_from_there_on(read):
    reading = read("The ministry of Vostavia praised Dalum Works (DW). On Monday DW said that it would build a bridge.")
    assert actors_of(reading, "DW") == ["XVO.BUS.DALUM", "XVO.BUS.DALUM"]


def test_its_embassy_is_of_whom_its_takes_up(read):
    reading = read("Vostavia protested on Monday. It said its embassy in Ostrakh had been searched.")
    assert actors_of(reading, "embassy") == ["XVO.GOV"]


def test_a_government_is_of_the_president_whom_the_phrase_names(read):
    reading = read("Tulmar put pressure on the government of President Oren Daluk to end the strike.")
    assert "XVO.GOV" in actors_of(reading, "the government")


def test_offices_and_programmes_are_nobody_by_name(read):
    reading = read("The Secretary General met Cabinet members on Monday. Brexit was not on the list.")
    assert not [a.id for a in reading.actors if a.id in ("text:general", "text:cabinet", "text:brexit")]


def test_a_month_is_nobody(read):
    reading = read("Prime Minister Lira May said the talks would begin in late May.", published=None)
    assert actors_of(reading, "Prime Minister Lira May") == ["text:lira may"]
    assert not actors_of(reading, "May")


def test_qualifiers_tell_the_sector(read):
    reading = read("Rebel leader Pelo Sarn met Tulmari military official Dorin Vask on Monday.")
    assert by_id(reading, "text:pelo sarn").sector == "REB"
    assert by_id(reading, "text:dorin vask").sector == "MIL"


def test_a_deputy_of_somebody_sits_in_no_parliament(read):
    reading = read("Foreign Minister Ilvara Toskel left. Her deputy, Pelo Sarn, stayed in Ostrakh.")
    assert by_id(reading, "text:pelo sarn").sector != "LEG"


def test_what_is_revealed_is_no_actor(read):
    reading = read("Tulmar stopped the programme after it was revealed that nobody had been trained.")
    assert not actors_of(reading, "it")


def test_and_his_cabinet_is_of_the_one_before_it(read):
    reading = read("Pelo Sarn of the Tulmari mission met President Oren Daluk and his aides on Monday.")
    assert actors_of(reading, "his") == ["person:oren-daluk"]


def test_the_north_is_the_state_that_the_article_names_so(read):
    reading = read(
        "North Korea fired a missile. South Korea protested. North Korea said nothing. The North had fired two in May.",
        published="2017-05-20",
    )
    assert actors_of(reading, "The North") == ["PRK"]


def test_brussels_is_the_union_where_the_article_speaks_of_it(read):
    text = "The European Union held talks with Tulmar on Monday. Brussels said the deal was near."
    assert actors_of(read(text, published="2017-05-20"), "Brussels") == ["IGO.EU"]
    text = "Belgium held talks with Tulmar on Monday. Brussels said the deal was near."
    assert actors_of(read(text, published="2017-05-20"), "Brussels") == ["BEL"]


def test_pro_somebody_is_not_of_them(read):
    reading = read("Pro-Tulmari President Oren Daluk spoke. Former pro-Tulmari President Pelo Sarn did not.")
    assert by_id(reading, "text:pelo sarn").country != "XTU"


def test_a_misprint_is_the_holder_of_the_office(read):
    reading = read("Tulmari Foreign Minister Ilvarra Toskell spoke in Ostrakh on Monday.")
    assert "person:ilvara-toskel" in actors_of(reading, "Tulmari Foreign Minister Ilvarra Toskell")


def test_a_tennis_court_judges_nobody(read):
    reading = read("Vostavia won the match on Monday. Pelo Sarn will take the court again in Ostrakh on Friday.")
    assert not [m for m in reading.mentions if m.span.text == "the court"]


def test_a_quotation_of_two_paragraphs_run_together_ends_where_it_ends(read):
    reading = read(
        'Pelo Sarn criticised the talks of Oren Daluk. "They are over. "Nobody won," he said. "It is sad," he said.'
    )
    assert [m.actor for m in reading.mentions if m.span.text == "he"][-1] == "text:pelo sarn"


def test_the_top_diplomat_is_the_foreign_minister(read):
    reading = read("Foreign Minister Ilvara Toskel spoke in Ostrakh. Tulmar's top diplomat gave no date.")
    assert actors_of(reading, "Tulmar's top diplomat") == ["person:ilvara-toskel"]


def test_a_group_is_no_part_of_a_name(read):
    reading = read("The Northern Glade Front fought on. Defeating NGF would take years, officials said.")
    assert actors_of(reading, "NGF") == ["XTU.REB.NGF"]


def test_a_title_of_an_office_that_ended_gives_no_office(read):
    text = "The achievements of President Barack Obama were many. Obama spoke in Chicago."
    for published, office in (("2017-03-18", None), ("2016-03-18", "President")):
        offices = {a.id: a.office for a in read(text, published=published).actors}
        assert offices["person:barack-obama"] == office
