"""What the workspace keeps for its readers: tabs, runs, saved statements, charts on boards, and results."""
