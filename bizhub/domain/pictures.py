"""Pictures of centers: what is taken, and what is made of it."""

LARGEST_BYTES = 2 * 1024**2
MOST_PIXELS = 25_000_000
SIDE = 256
"""Width and height, in pixels, of what is kept and shown."""
