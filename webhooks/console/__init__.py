"""The console: the queue of tasks and the pages on which CHWs work them, behind a login."""

from webhooks.console.account_page import create_account_blueprint
from webhooks.console.blueprint import create_console_blueprint
from webhooks.console.listings import create_listings_blueprint
from webhooks.console.login import init_login
from webhooks.console.review import create_review_blueprint
from webhooks.pages import init_limiter

__all__ = [
    "create_account_blueprint",
    "create_console_blueprint",
    "create_listings_blueprint",
    "create_review_blueprint",
    "init_limiter",
    "init_login",
]
