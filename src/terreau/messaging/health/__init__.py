"""Whether the platform lives and is ready, what it measures of itself, and a line of log per request."""
