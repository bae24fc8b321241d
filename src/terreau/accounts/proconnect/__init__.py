"""ProConnect, the State's identity provider for agents: OpenID Connect with userinfo as a signed token."""
