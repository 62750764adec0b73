"""Measurements of Tidemark itself: of a brush on its own, and of a server with many readers."""
