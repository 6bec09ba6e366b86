"""Selection of frames: descriptors, clustering, farthest points, filters."""
