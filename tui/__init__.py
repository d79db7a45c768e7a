"""Samspill: partners, office hours and agreement goals in a terminal, with a local copy."""

__version__ = "0.1.0"
