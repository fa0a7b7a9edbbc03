"""Alembic migrations: numbered, in order, never edited once released."""
