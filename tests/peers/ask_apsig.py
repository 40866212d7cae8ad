"""Lets apsig verify and sign what it reads as JSON from stdin, and writes what it answers to each."""

from __future__ import annotations

import base64
import json
import sys
from typing import Any
from urllib.parse import urlsplit

from apsig import ProofSigner, ProofVerifier
from apsig.draft import Signer, Verifier
from apsig.rfc9421 import RFC9421Signer, RFC9421Verifier
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key


def verify_draft(case: dict[str, Any]) -> str | None:
    """The key of a request that is signed as draft-cavage-http-signatures-12 describes."""
    body = base64.b64decode(case["body"])
    return Verifier(case["pem"], case["method"], case["url"], case["headers"], body).verify()


def verify_rfc9421(case: dict[str, Any]) -> str | None:
    """The key of a request that is signed as RFC 9421 describes. apsig is told what it does not derive itself."""
    url = urlsplit(case["url"])
    headers = case["headers"] | {"@target-uri": case["url"]}
    key = load_pem_public_key(case["pem"].encode())
    return RFC9421Verifier(key, case["method"], url.path, url.netloc, headers).verify()


def verify_proof(case: dict[str, Any]) -> str | None:
    """The method of the proof of a document."""
    return ProofVerifier(case["multikey"]).verify(case["document"])


def sign_draft(case: dict[str, Any]) -> dict[str, str]:
    """The headers of a POST that is signed as draft-cavage-http-signatures-12 describes."""
    key = load_pem_private_key(case["pem"].encode(), None)
    return Signer(case["headers"], key, "POST", case["url"], case["keyId"], case["body"].encode()).sign()


def sign_rfc9421(case: dict[str, Any]) -> dict[str, str]:
    """The headers of a POST that is signed as RFC 9421 describes."""
    url = urlsplit(case["url"])
    signer = RFC9421Signer(load_pem_private_key(case["pem"].encode(), None), case["keyId"])
    return signer.sign("POST", url.path, url.netloc, case["headers"], case["body"].encode())


def sign_proof(case: dict[str, Any]) -> dict[str, Any]:
    """A document with a proof."""
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "proofPurpose": "assertionMethod",
        "verificationMethod": case["method"],
        "created": case["created"],
    }
    return ProofSigner(load_pem_private_key(case["pem"].encode(), None)).sign(case["document"], options)


ANSWERS = {
    "verify_draft": verify_draft,
    "verify_rfc9421": verify_rfc9421,
    "verify_proof": verify_proof,
    "sign_draft": sign_draft,
    "sign_rfc9421": sign_rfc9421,
    "sign_proof": sign_proof,
}


def main() -> None:
    """Answers them all."""
    json.dump([ANSWERS[case["do"]](case) for case in json.load(sys.stdin)], sys.stdout)


if __name__ == "__main__":
    main()
