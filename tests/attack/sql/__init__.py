"""Attacks on a running server: what a stranger, a reader and a lying provider may try, and what they are answered."""
