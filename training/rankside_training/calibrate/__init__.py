"""What is fitted after an export: scores, thresholds, fusion weights and cascades."""
