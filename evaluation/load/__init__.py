"""How the workbench bears a million events and fifty readers: docs/workbench.md has what came of it."""
