"""Measures of event coding."""
