"""Records (SQLite or MongoDB) and blobs (a folder), each behind one narrow interface."""
