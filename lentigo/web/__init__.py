"""What every answer shares, whichever room gives it: errors, headers, health, the documents and the page itself."""
