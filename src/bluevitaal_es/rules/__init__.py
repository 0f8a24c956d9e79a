"""Pure rules that decisions and projections share: what holds, what is due, what may be told."""
