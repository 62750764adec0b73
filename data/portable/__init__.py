"""The part of DuckDB's SQL that means the same on Spark, and how Spark writes it."""
