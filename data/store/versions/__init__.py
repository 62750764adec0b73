"""The migrations of the app store, in order; one that was released does not change any more."""
