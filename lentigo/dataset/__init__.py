"""What doctors have confirmed or corrected, as a data set to train on."""
