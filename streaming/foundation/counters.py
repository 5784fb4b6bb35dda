"""The Prometheus registry: all counters of this process that /metrics shows."""

from prometheus_client import CollectorRegistry

registry = CollectorRegistry()
