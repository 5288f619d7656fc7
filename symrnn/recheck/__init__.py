"""The small trusted base: values, truth, samples, witnesses and certificates of serialised statements, over python-flint alone."""
