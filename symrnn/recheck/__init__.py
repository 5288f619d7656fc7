"""The trusted base: values, truth, samples, witnesses and certificates of serialised statements, on python-flint."""
