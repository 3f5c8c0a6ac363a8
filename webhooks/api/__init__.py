"""`/api/v1/`: what other systems may read."""

from webhooks.api.blueprint import create_api_blueprint

__all__ = ["create_api_blueprint"]
