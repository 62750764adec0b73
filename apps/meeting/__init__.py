"""Meetings: what a host shows reaches every follower's screen, whichever worker serves it."""
