"""What the rules need to know of a stream, folded from its events; pure."""
