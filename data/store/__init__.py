"""The app store: what the server itself has to remember. Sessions, sign-ins on their way, failed attempts."""

from data.store.store import Store, StoreError

__all__ = ["Store", "StoreError"]
