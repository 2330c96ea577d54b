"""The Keras side: data sets, ResNet50, the two-phase fit, evaluation, calibration, export."""
