"""Limits, orders and growth; integrals and expectations in closed form."""
