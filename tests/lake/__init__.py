"""The catalog on a lake, over a real PostgreSQL and a real S3 server."""
