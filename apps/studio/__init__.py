"""The studio, where decks are made: what a window of it shows and does."""
