"""The app store: what the server itself has to remember. Sessions, sign-ins on their way, failed attempts."""

from data.store.kind import StoreError
from data.store.store import Store

__all__ = ["Store", "StoreError"]
