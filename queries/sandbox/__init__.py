"""SQL that readers write: run in processes that can be killed and can reach nothing but what is granted."""
