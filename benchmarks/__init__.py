"""How fast and how large Lentigo is, measured against the bare network and against the original's way of serving.

`make bench` (or `python -m benchmarks`) measures everything in one run and writes `results/*.json` and, from those
alone, `results/summary.md`. `python -m benchmarks.servers` compares WSGI servers under the same application.
"""
