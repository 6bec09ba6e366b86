"""Settings of each engine, a discriminated union on `engine`."""
