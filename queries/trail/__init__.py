"""The audit trail: one chained line for everything that was shown or done, and receipts that can be checked later."""
