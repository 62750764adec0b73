"""Sign-in with an OpenID provider: authorization code with PKCE and a client secret, everything checked."""

from auth.openid.openid import OpenID
from auth.openid.registration import Registration

__all__ = ["OpenID", "Registration"]
