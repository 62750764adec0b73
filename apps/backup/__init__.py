"""Backups: a whole installation in a folder, taken while it serves, and put back where nothing is."""
