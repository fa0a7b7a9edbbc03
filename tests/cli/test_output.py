"""What goes to stdout: one line, one object, whatever a text holds."""

import json

from hypothesis import given
from hypothesis import strategies as st

from detente.cli import output


@given(st.text(st.characters(codec=None)))
def test_an_object_is_one_line_to_every_reader(text):
    lines: list[str] = []
    whole = output.put
    output.put = lines.append
    try:
        output.put_json({"text": text})
    finally:
        output.put = whole
    (line,) = lines
    assert line.splitlines() == [line]
    assert json.loads(line) == {"text": text}
