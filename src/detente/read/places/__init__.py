"""Places: toponyms found in a text, resolved to GeoNames, and the place of an event.

:func:`find_toponyms` needs a parse; :func:`resolve_toponyms` only a text and spans; :class:`PlacesStep` is both as a
step of the pipeline; :func:`place_for` chooses where something happened; :func:`where` looks a name up.
"""

from __future__ import annotations

from detente.read.places.gazetteer import Gazetteer, load_gazetteer
from detente.read.places.lookup import Found, render_where, where
from detente.read.places.placing import LIKELY, place_for
from detente.read.places.recognition import Toponym, find_toponyms
from detente.read.places.resolution import Resolution, resolve_toponyms
from detente.read.places.step import PlacesStep, is_adjective

__all__ = [
    "LIKELY",
    "Found",
    "Gazetteer",
    "PlacesStep",
    "Resolution",
    "Toponym",
    "find_toponyms",
    "is_adjective",
    "load_gazetteer",
    "place_for",
    "render_where",
    "resolve_toponyms",
    "where",
]
