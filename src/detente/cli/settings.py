"""detente settings: every setting, explained, with the value in force."""

from __future__ import annotations

from importlib import resources

import typer

from detente.cli.options import Json, SettingsFile
from detente.cli.output import put, put_json


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("settings")(settings)


def settings(settings_file: SettingsFile = None, as_json: Json = False) -> None:
    """Print all settings with their defaults.

    With --json, as they are in force.
    """
    from detente.config import load_settings

    loaded = load_settings(settings_file)
    if as_json:
        put_json(loaded.model_dump(mode="json"))
    else:
        put(resources.files("detente").joinpath("default.toml").read_text("utf-8").rstrip())
