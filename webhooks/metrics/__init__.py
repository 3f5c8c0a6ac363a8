"""The pages, exports and monthly report of figures: what may be known of everybody without knowing anyone."""

from webhooks.metrics.blueprint import create_metrics_blueprint

__all__ = ["create_metrics_blueprint"]
