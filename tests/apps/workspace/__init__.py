"""The SQL workspace on the server's side."""
