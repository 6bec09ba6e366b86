"""Engine adapters: how a deck is executed and its output read, one module per engine."""
