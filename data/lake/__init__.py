"""The catalog on a lake: DuckLake on PostgreSQL and S3, which several hosts read and publish to."""
