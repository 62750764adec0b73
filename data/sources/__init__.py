"""One module for each disclosure format."""
