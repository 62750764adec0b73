"""What the programs of the tests have imported before they begin: all that takes long."""

from apps import commands, server
from tests.apps.serving import doors

__all__ = ["commands", "doors", "server"]
