"""Results taken out whole: CSV, workbooks and Parquet files, written by a confined process."""
