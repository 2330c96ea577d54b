"""One spot on one body, followed over time: what it is called, where it is, and which pictures show it."""
