"""Loaded before all plugins: nbval brings a schema library, which would compile a grammar."""

from otkit.front.schemas import leave_out_iris

leave_out_iris()
