"""One uploaded picture, from upload to report; the history."""
