"""A deck as one HTML file that opens without a server: charts, brushes and undo work on what it holds."""
