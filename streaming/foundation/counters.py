"""Where every counter of this process that /metrics tells is registered."""

from prometheus_client import CollectorRegistry

registry = CollectorRegistry()
