"""Files of every format become raw sheets; content decides which it is, never the name."""
