"""Templates of every text that the compiler renders."""
