"""Servers on loopback that stand in for an OpenID Connect provider and for WeCom."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
STRANGE_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
Answer = Callable[[str, dict[str, str]], tuple[int, Any]]


@contextmanager
def served(answer: Answer) -> Iterator[str]:
    """Serve `answer(path, parameters) -> (status, JSON)` and give the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._tell("")

        def do_POST(self) -> None:
            self._tell(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def _tell(self, body: str) -> None:
            parts = urlsplit(self.path)
            told = parse_qs(parts.query) | parse_qs(body)
            status, found = answer(parts.path, {key: values[0] for key, values in told.items()})
            data = json.dumps(found).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class StubOidc:
    """An OpenID Connect provider: it knows one user, and lies where `claims` or `headers` tell it to."""

    def __init__(self) -> None:
        self.address = ""
        self.codes: dict[str, dict[str, str]] = {}
        self.claims: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.key: Any = KEY
        self.algorithm = "RS256"

    def authorize(self, location: str) -> str:
        """Do what the provider's sign-in page does: return the query with which the browser comes back."""
        asked = {key: values[0] for key, values in parse_qs(urlsplit(location).query).items()}
        code = f"code{len(self.codes)}"
        self.codes[code] = asked
        return f"code={code}&state={asked['state']}"

    def answer(self, path: str, told: dict[str, str]) -> tuple[int, Any]:
        """Answer as the provider's server."""
        if path == "/.well-known/openid-configuration":
            names = {"authorization_endpoint": "authorize", "token_endpoint": "token"}
            names |= {"jwks_uri": "jwks", "userinfo_endpoint": "userinfo"}
            return 200, {"issuer": self.address, **{k: f"{self.address}/{v}" for k, v in names.items()}}
        if path == "/jwks":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            return 200, {"keys": [public | {"kid": "k1", "use": "sig", "alg": "RS256"}]}
        if path == "/userinfo":
            return 200, self.userinfo
        asked = self.codes.pop(told.get("code", ""), None)
        digest = hashlib.sha256(told.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or told.get("client_secret") != "secret" or asked["code_challenge"] != challenge:
            return 400, {"error": "invalid_grant"}
        moment = int(time.time())
        claims = {"iss": self.address, "aud": "client", "sub": "u-1", "iat": moment, "exp": moment + 300}
        claims |= {"nonce": asked.get("nonce", "")} | self.claims
        kept = {key: value for key, value in claims.items() if value is not None}
        token = jwt.encode(kept, self.key, algorithm=self.algorithm, headers={"kid": "k1"})
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": token}


class StubWeCom:
    """WeCom's API: one member `ZhouWangShu` behind the code `good`, a guest behind `guest`."""

    def __init__(self) -> None:
        self.tokens_given = 0
        self.valid = ""
        self.error = 0

    def answer(self, path: str, told: dict[str, str]) -> tuple[int, Any]:
        """Answer as WeCom's server."""
        if self.error:
            return 200, {"errcode": self.error, "errmsg": "refused"}
        if path == "/cgi-bin/gettoken":
            if told != {"corpid": "corp", "corpsecret": "secret"}:
                return 200, {"errcode": 40001, "errmsg": "invalid credential"}
            self.tokens_given += 1
            self.valid = f"token{self.tokens_given}"
            return 200, {"errcode": 0, "errmsg": "ok", "access_token": self.valid, "expires_in": 7200}
        if path != "/cgi-bin/auth/getuserinfo":
            return 404, {}
        if told.get("access_token") != self.valid:
            return 200, {"errcode": 42001, "errmsg": "access_token expired"}
        known = {"good": {"userid": "ZhouWangShu"}, "guest": {"openid": "o-1"}}
        if told.get("code") not in known:
            return 200, {"errcode": 40029, "errmsg": "invalid code"}
        return 200, {"errcode": 0, "errmsg": "ok", **known[told["code"]]}
