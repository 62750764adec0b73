"""Sign-in, sign-out, the account, the audit and receipts, as plain pages without scripts."""
