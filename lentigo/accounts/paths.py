"""E-mail addresses as parts of paths, so that a word such as `approve` is never taken for one."""

from werkzeug.routing import BaseConverter


class AddressConverter(BaseConverter):
    """Matches what may be an e-mail address: it holds an at sign, in any spelling that `addresses` reads as one.

    Whether it is one, and whose, the route finds out; to the caller both are a 404.
    """

    NAME = "address"
    regex = "[^/]*[@\N{SMALL COMMERCIAL AT}\N{FULLWIDTH COMMERCIAL AT}][^/]*"
    part_isolating = True
