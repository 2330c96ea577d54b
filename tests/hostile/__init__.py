"""A corpus of files that nobody sends by accident, made by a script; each is sent to a real server over HTTP."""
