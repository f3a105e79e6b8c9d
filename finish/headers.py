"""The headers that a server sends with every answer: one table, and its text for each kind of server."""

from collections.abc import Iterable, Sequence

#: The file at the root of a site that hosts of static sites read.
STATIC_HOSTS = "_headers"
#: For a file whose name holds a hash of what is in it: keep it for a year, and never ask again.
FOREVER = "public, max-age=31536000, immutable"

# What a page could ask a browser for. The guide asks for nothing but to copy a text, and a script that
# somebody plants in it gets no more. A name that Chromium does not know makes it complain on every page.
_UNUSED = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "clipboard-read",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "keyboard-map",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "otp-credentials",
    "payment",
    "picture-in-picture",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "sync-xhr",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)


def table(policy: str) -> dict[str, str]:
    """The headers of every answer, whatever its status; `policy` is the Content-Security-Policy."""
    return {
        "Content-Security-Policy": policy,
        # Two years. Not for subdomains: other sites of the host may not have https, and would be gone.
        "Strict-Transport-Security": "max-age=63072000",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": ", ".join(
            ["clipboard-write=(self)", *(f"{feature}=()" for feature in _UNUSED)]
        ),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Frame-Options": "DENY",  # the policy says it too; this is for old browsers
        # Or a browser asks for the addresses of linked sites before anyone follows a link.
        "X-DNS-Prefetch-Control": "off",
    }


def nginx(policy: str) -> str:
    """Directives for a `server` block; `always` is what makes them hold on errors."""
    return _lines(f'add_header {name} "{value}" always;' for name, value in table(policy).items())


def caddy(policy: str) -> str:
    """One directive for a site and, once more, for its `handle_errors`."""
    fields = (f'\t{name} "{value}"' for name, value in table(policy).items())
    return _lines(["header {", *fields, "\t-Server", "}"])  # it would name itself


def static_hosts(policy: str, hashed: Sequence[str]) -> str:
    """The text of the file STATIC_HOSTS.

    `hashed` are the paths, from the root of the site, of files whose names hold their hash. Nothing else
    gets a Cache-Control: these hosts tell browsers to ask again of their own accord, and some would join
    two values into one.
    """
    fields = (f"  {name}: {value}" for name, value in table(policy).items())
    forever = (line for path in hashed for line in (f"/{path}", f"  Cache-Control: {FOREVER}"))
    return _lines(["/*", *fields, *forever])


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
