"""What the whole service does when a part of it fails: the store, the disk, the thread that judges pictures."""
