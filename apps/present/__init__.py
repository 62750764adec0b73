"""Decks: slides that are live states of pages, the words that go with them, and what one slide is on paper."""
