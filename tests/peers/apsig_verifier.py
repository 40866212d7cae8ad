"""Lets apsig verify what it reads as JSON from stdin, and writes which key or method holds for each, or null."""

from __future__ import annotations

import base64
import json
import sys
from typing import Any
from urllib.parse import urlsplit

from apsig import ProofVerifier
from apsig.draft import Verifier
from apsig.rfc9421 import RFC9421Verifier
from cryptography.hazmat.primitives.serialization import load_pem_public_key


def draft(case: dict[str, Any]) -> str | None:
    """A request that is signed as draft-cavage-http-signatures-12 describes."""
    body = base64.b64decode(case["body"])
    return Verifier(case["pem"], case["method"], case["url"], case["headers"], body).verify()


def rfc9421(case: dict[str, Any]) -> str | None:
    """A request that is signed as RFC 9421 describes. apsig is told the component that it does not derive itself."""
    url = urlsplit(case["url"])
    headers = case["headers"] | {"@target-uri": case["url"]}
    key = load_pem_public_key(case["pem"].encode())
    return RFC9421Verifier(key, case["method"], url.path, url.netloc, headers).verify()


def proof(case: dict[str, Any]) -> str | None:
    """A document with a proof."""
    return ProofVerifier(case["multikey"]).verify(case["document"])


KINDS = {"draft": draft, "rfc9421": rfc9421, "proof": proof}


def main() -> None:
    """Verifies them all."""
    json.dump([KINDS[case["kind"]](case) for case in json.load(sys.stdin)], sys.stdout)


if __name__ == "__main__":
    main()
