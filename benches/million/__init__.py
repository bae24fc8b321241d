"""A million invented organisations, the engines that search them, and what each takes."""
