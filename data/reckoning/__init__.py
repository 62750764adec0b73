"""Where statements over Parquet files are worked out: in this process by DuckDB, or on a cluster by Spark."""
