"""Makes rankside's embedded models: reads an encoder, exports it, calibrates it, judges it."""
