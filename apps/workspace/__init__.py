"""The SQL workspace: what one reader writes, runs and keeps, on the server's side."""
