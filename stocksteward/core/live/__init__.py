"""Live topics: what a browser may subscribe to, how it is announced, and the socket that serves it."""
