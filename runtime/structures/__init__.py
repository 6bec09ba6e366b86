"""Crystal structures: reading, checking, canonical form, perturbation."""
