from __future__ import annotations

import pytest

from tests.resolve.test_actors import stands_for


@pytest.mark.parametrize(
    ("published", "actor"),
    [("2025-06-15", "XVO.PTY.HEATH"), ("2031-06-15", "XVO.PTY.AMBER"), ("2033-06-15", "XVO.PTY.AMBER")],
)
def test_the_ruling_party_is_that_of_the_day(read, published, actor):
    reading = read("Vostavia's ruling party rejected the bill on Monday.", published=published)
    assert stands_for(reading, "Vostavia's ruling party") == actor


@pytest.mark.parametrize(
    ("published", "actor"),
    [
        ("2031-06-15", ("XVO.PTY.AMBER", "XVO.PTY.LARCH")),
        ("2033-06-15", "XVO.PTY.AMBER"),  # the partner has left
    ],
)
def test_the_coalition_is_all_who_govern_then(read, published, actor):
    reading = read("Vostavia held talks with Tulmar. The Vostavian governing coalition was split.", published=published)
    assert stands_for(reading, "The Vostavian governing coalition") == actor


def test_the_state_may_stand_before(read):
    reading = read("Vostavia's parliament met on Monday. The ruling party asked for a delay.")
    assert stands_for(reading, "The ruling party") == "XVO.PTY.AMBER"


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("Vostavia's former ruling party lost the vote on Monday.", "2031-06-15"),
        ("Tulmar's ruling party lost the vote on Monday.", "2031-06-15"),  # the table does not say who governs there
        ("Vostavia's ruling party lost the vote on Monday.", "2036-06-15"),  # nor who did then
        ("Vostavia's ruling party lost the vote on Monday.", None),
        ("Guests of the Vostavian party danced on Monday.", "2031-06-15"),
    ],
)
def test_what_is_not_said_is_not_known(read, text, published):
    assert not any("PTY" in (m.actor or "") for m in read(text, published=published).mentions)
