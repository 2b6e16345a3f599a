"""Bench: our work beside the floor's, in one run, under the same web server and worker count.

The **floor** is a bare framework view over one case table and one event table,
kept outside this repository and run unchanged; it tells what the machine can do
in this minute. Rounds alternate (floor, ours, floor, ours ...), so a noisy
neighbour hits both; a ratio is taken within a pair and shown as least, median,
most. Nothing is written into the repository.
"""
