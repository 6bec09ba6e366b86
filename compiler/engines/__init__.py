"""Engine settings to template contexts, one module per engine."""
