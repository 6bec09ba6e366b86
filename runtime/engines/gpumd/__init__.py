"""Execute GPUMD's decks on a CPU and read what GPUMD writes."""
