"""Decks taken along: as PDF, slides and workbooks, written in processes of their own."""
