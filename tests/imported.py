"""What the programs of the tests have imported and drawn before they begin: all that takes long."""

from apps import commands, server
from apps.grown import front
from apps.studio.shell import studio
from apps.workspace.shell import workspace
from tests.apps.serving import doors

__all__ = ["commands", "doors", "server"]

for drawn in (front, studio, workspace):
    drawn()
