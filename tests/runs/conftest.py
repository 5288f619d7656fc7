from fakes.light import light_server

__all__ = ["light_server"]
