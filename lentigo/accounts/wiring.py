"""How an application gets its accounts."""

from apiflask import APIFlask

from lentigo.accounts import people_routes, routes
from lentigo.accounts.paths import AddressConverter
from lentigo.accounts.permissions import REFUSALS
from lentigo.accounts.service import Accounts
from lentigo.accounts.tokens import init_tokens
from lentigo.settings import Settings


def install(app: APIFlask, *, accounts: Accounts, settings: Settings) -> None:
    """Make guards and tokens work, and add the routes on people; those of `routes.blueprint` the application adds.

    Args:
        app: The application; its errors are to be answered by `lentigo.web.errors`.
        accounts: The rules, on an open store.
        settings: Secret, lives, and the public address.
    """
    app.extensions[routes.EXTENSION] = accounts
    app.extensions[people_routes.PUBLIC_URL] = settings.public_url
    app.extensions[REFUSALS] = accounts.note_refusal
    app.url_map.converters[AddressConverter.NAME] = AddressConverter
    init_tokens(app, accounts=accounts, settings=settings)
    app.register_blueprint(people_routes.blueprint)
