"""What is downloaded for a campaign: cells of the Materials Project, weights of models."""
