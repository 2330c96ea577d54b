"""From bytes to an assessment: decode, quality, engine, explain. Imports neither Flask nor a database.

A library of its own; in a notebook:

    >>> from lentigo.vision.bundle import load_bundle, shipped_bundle_path
    >>> from lentigo.vision.classifier import Classifier
    >>> classifier = Classifier(load_bundle(shipped_bundle_path()))
    >>> classifier.assess(Path("spot.jpg").read_bytes())
"""
