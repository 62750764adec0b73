"""What answers a brush without reading every row: arrays and roll-ups, chosen by what a query's SQL allows."""
