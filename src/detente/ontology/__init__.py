"""PLOVER as data: events, modes, contexts, sectors, quad classes, scores and the way from and to CAMEO.

>>> from detente.ontology import load_plover
>>> plover = load_plover()
>>> plover.quad("ASSAULT"), plover.score("ASSAULT", "aerial"), plover.cameo("ASSAULT", "aerial", ())
(4, -9.5, '195')
>>> plover.from_cameo("1031").event
'REQUEST'
"""

from __future__ import annotations

from detente.ontology.plover import CameoCode, Event, Mode, Ontology, load_plover

__all__ = ["CameoCode", "Event", "Mode", "Ontology", "load_plover"]
