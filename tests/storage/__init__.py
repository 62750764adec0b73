"""The S3 server that the tests keep lakes in."""
