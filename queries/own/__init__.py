"""Own data: files that readers bring, read by a confined process into tables of their own, and results taken out."""
