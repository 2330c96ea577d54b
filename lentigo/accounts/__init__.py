"""Who may come in: registration, sign-in, tokens, roles, approval, doctors."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apiflask import APIFlask

    from lentigo.accounts.service import Accounts
    from lentigo.parts import Parts


def init_app(app: "APIFlask", parts: "Parts") -> "Accounts":
    """Give an application its accounts; what its people own is erased with them.

    Args:
        app: The application.
        parts: What it consists of.
    """
    # Imported late: the command line reads this package without needing the web.
    from lentigo.accounts.service import Accounts
    from lentigo.accounts.wiring import install

    accounts = Accounts(
        records=parts.records,
        audit=parts.audit,
        settings=parts.settings,
        on_erase=parts.submissions.erase_all,
    )
    install(app, accounts=accounts, settings=parts.settings)
    return accounts
