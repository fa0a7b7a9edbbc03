"""What the source does to the target: PLOVER events for a given pair.

>>> from detente.read.relations import RelationCoder, RelationQuery
>>> coder = RelationCoder()
>>> query = RelationQuery(sentence="Chad accused Sudan of arming rebels.", source=(0, 4), target=(13, 18))
>>> coder.code([query])[0].event
'ACCUSE'
"""

from __future__ import annotations

from detente.read.relations.coder import RelationCoder, RelationCoding, RelationQuery
from detente.read.relations.marking import locate_pair
from detente.read.relations.modes import choose_mode, contexts_of
from detente.read.relations.table import code_table

__all__ = [
    "RelationCoder",
    "RelationCoding",
    "RelationQuery",
    "choose_mode",
    "code_table",
    "contexts_of",
    "locate_pair",
]
