"""Charts on paper: what a page sends a browser of a chart, drawn with matplotlib as vectors or as a sharp picture."""
