"""One module a file format: bytes -> Source, by reading the header only."""
