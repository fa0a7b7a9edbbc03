"""Which offices a title may mean: a "leader" may be a president, a premier or a king."""

from __future__ import annotations

_LEADING = frozenset(
    [
        "head_of_state",
        "head_of_government",
        "supreme_leader",
        "party_leader",
        "rebel_leader",
        "opposition_leader",
        "crown_prince",
        "governor",
    ]
)
_COMPATIBLE = {
    "leader": _LEADING | {"military_chief", "igo_head", "cleric"},
    "head_of_state": frozenset({"head_of_state", "igo_head", "governor", "speaker", "central_bank_governor"}),
    "body_head": frozenset(
        {
            "igo_head",
            "executive",
            "party_leader",
            "spy_chief",
            "police_chief",
            "speaker",
            "central_bank_governor",
            "adviser",
            "rebel_leader",
        }
    ),
    "party_leader": frozenset({"party_leader", "opposition_leader", "rebel_leader"}),
    "minister": frozenset(
        {
            "foreign_minister",
            "defense_minister",
            "finance_minister",
            "interior_minister",
            "justice_minister",
            "trade_minister",
            "energy_minister",
        }
    ),
    "military_chief": frozenset({"rebel_leader", "military_chief"}),
    "military_officer": frozenset({"military_chief"}),
    "candidate": frozenset({"candidate", "opposition_leader"}),
    "former_nominee": frozenset({"candidate", "head_of_state"}),
    "envoy": frozenset({"un_envoy", "ambassador", "negotiator"}),
    "ambassador": frozenset({"un_envoy"}),
    "diplomat": frozenset(
        {"ambassador", "un_envoy", "envoy", "foreign_minister", "deputy_foreign_minister", "negotiator"}
    ),
    "opposition_leader": frozenset({"party_leader"}),
    "rebel_leader": frozenset({"rebel_leader", "party_leader"}),
    "cleric": frozenset({"supreme_leader", "party_leader", "head_of_state"}),
    "supreme_leader": frozenset({"head_of_state"}),
    "judge": frozenset({"judge"}),
    "adviser": frozenset({"nsa", "aide", "prime_minister_office"}),
    "igo_head": frozenset({"igo_head", "body_head", "party_leader"}),
    "executive": frozenset({"candidate", "governor"}),
    "prime_minister_office": frozenset({"aide", "adviser"}),
}


def compatible(said: str, held: str) -> bool:
    """Whether an office held is one that a title may mean."""
    return said == held or held in _COMPATIBLE.get(said, ())
