"""The shell around the core: options in, two or three calls, text out; nothing here knows biology."""
