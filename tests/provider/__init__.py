"""A real OpenID provider that tests start, steer and sign in with."""
