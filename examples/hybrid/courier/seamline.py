"""Seamline's protocol for FastAPI: call ids, signatures, deadlines, traces and errors, both ways."""
import asyncio, base64, contextvars, hashlib, hmac, http.client, json, re, secrets, sys, time, traceback
from http import HTTPStatus
from types import SimpleNamespace
from urllib.parse import urlsplit

from starlette.responses import JSONResponse
from starlette.routing import Match

STATUS = dict(canceled=499, unknown=500, invalid_argument=400, deadline_exceeded=504, not_found=404, already_exists=409,
              permission_denied=403, resource_exhausted=429, failed_precondition=412, aborted=409, out_of_range=400,
              unimplemented=404, internal=500, unavailable=503, data_loss=500, unauthenticated=401)
SIGNATURE = re.compile(r"v1;kid=([A-Za-z0-9._-]{1,64});t=(\d{1,12});n=([A-Za-z0-9_-]{16,64});"
                       r"caller=([A-Za-z0-9]{0,128});s=([A-Za-z0-9_-]{43})")
JSON_TYPE = re.compile(r'application/json(?: *; *charset=(?:utf-8|"utf-8"))?', re.I)
SKEW_SECONDS, MAX_BODY = 120, 1024 * 1024
call = contextvars.ContextVar("call")  # the running call: id, deadline, trace, depth, caller


class ServiceError(Exception):
    """A failed call. With a reason it is an error that the contract declares."""
    def __init__(self, code, message, reason=None, details=None, retryable=None):
        super().__init__(message)
        self.code, self.reason, self.details, self.retryable = code, reason, details, retryable


def remaining():
    """Seconds that are left to the running call."""
    return max(0.001, call.get().deadline - time.monotonic())


def read_keys(text):
    return {name: base64.b64decode(secret) for name, _, secret in (key.strip().partition(":") for key in text.split(",") if key)}


def digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def mac(secret, kid, at, nonce, caller, method, target, operation, headers, body):
    listed = json.dumps(headers, separators=(",", ":"), ensure_ascii=False).encode()
    text = "\n".join(["seamline-signature-v1", "http", method, target, operation, digest(body), digest(listed),
                      at, nonce, kid, caller, operation.split(".")[0]])
    return base64.urlsafe_b64encode(hmac.new(secret, text.encode(), "sha256").digest()).rstrip(b"=").decode()


class Seamline:
    """Middleware for one service. Requests to the public port are not signed and reach public operations only."""
    def __init__(self, app, api, keys, public_port, public=(), allow=None):
        self.app, self.api, self.keys, self.public_port = app, api, keys, public_port
        self.public, self.allow, self.seen = public, allow or {}, {}

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        headers = {}
        for name, value in scope["headers"]:
            name, value = name.decode("latin1"), value.decode("latin1")
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        started, sent = time.monotonic(), []
        given = headers.get("seamline-call-id", "")
        call_id = given if re.fullmatch(r"[A-Za-z0-9._~-]{1,128}", given) else secrets.token_hex(16)
        operation = "none"
        try:
            if scope["path"] in ("/health/live", "/health/ready"):
                state = dict(status=scope["path"].rsplit("/", 1)[1])
                return await JSONResponse(state)(scope, receive, send)
            body = await self.read(receive)
            operation = self.find(scope, headers)
            call.set(self.admit(scope, headers, body, operation, call_id, started))
            messages = [dict(type="http.request", body=body, more_body=False)]
            async def replay(): return messages.pop() if messages else dict(type="http.disconnect")
            async def keep(message): sent.append(message)
            await asyncio.wait_for(self.app(scope, replay, keep), remaining())
        except asyncio.TimeoutError:
            sent = problem(ServiceError("deadline_exceeded", f"{operation} did not settle before its deadline"), call_id)
        except ServiceError as error:
            sent = problem(error, call_id)
        except Exception:
            traceback.print_exc()
            text = f"{operation} failed for a reason that its contract does not declare; call {call_id}"
            sent = problem(ServiceError("internal", text), call_id)
        sent[0]["headers"] = [*sent[0]["headers"], (b"seamline-call-id", call_id.encode())]
        trace = headers.get("traceparent")
        print(json.dumps(dict(operation=operation, call=call_id, trace=trace, status=sent[0]["status"])), file=sys.stderr)
        for message in sent:
            await send(message)

    async def read(self, receive):
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
            if len(body) > MAX_BODY:
                raise ServiceError("resource_exhausted", f"expected a body of at most {MAX_BODY} bytes")
        return body

    def find(self, scope, headers):
        """The operation of the route; a request that names another one gets the response to an unknown route."""
        for route in self.api.routes:
            if route.matches(scope)[0] == Match.FULL:
                operation = getattr(route, "operation_id", None)
                public = scope["server"][1] == self.public_port
                if operation and headers.get("seamline-operation", operation) == operation and (not public or operation in self.public):
                    return operation
        raise ServiceError("unimplemented", "There is no such operation")

    def admit(self, scope, headers, body, operation, call_id, started):
        limit = headers.get("seamline-timeout-ms", "")
        seconds = int(limit) / 1000 if re.fullmatch(r"\d{1,15}", limit) else 10
        trace = re.fullmatch(r"00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})", headers.get("traceparent", ""))
        admitted = SimpleNamespace(id=call_id, deadline=started + seconds, depth=1, caller=None,
                                   trace=trace.groups() if trace else (secrets.token_hex(16), "01"))
        if body and not JSON_TYPE.fullmatch(headers.get("content-type", "")):
            raise ServiceError("invalid_argument", "expected a body of type application/json")
        if scope["server"][1] == self.public_port:
            return admitted
        fields = read_context(headers.get("seamline-context"))
        admitted.depth = fields.get("depth", 1)
        admitted.caller = self.verify(scope, headers, body, operation) if self.keys else fields.get("caller")
        if operation in self.allow and admitted.caller not in self.allow[operation]:
            raise ServiceError("permission_denied", f"{operation} may not be called by {admitted.caller or 'code outside modules'}")
        return admitted

    def verify(self, scope, headers, body, operation):
        """Returns the caller. One message for all failures: the failed check would only help an attacker."""
        signature, now = SIGNATURE.fullmatch(headers.get("seamline-signature", "")), time.time()
        refusal = ServiceError("unauthenticated", "Expected a valid signature of a known key")
        kid, at, nonce, caller, given = signature.groups() if signature else ("", "0", "", "", "")
        if kid not in self.keys or abs(now - int(at)) > SKEW_SECONDS:
            raise refusal
        query = scope["query_string"].decode("latin1")
        target = scope["raw_path"].decode("latin1") + (f"?{query}" if query else "")
        listed = [headers.get(name) for name in ("seamline-call-id", "seamline-timeout-ms", "seamline-context", "idempotency-key")]
        expected = mac(self.keys[kid], kid, at, nonce, caller, scope["method"], target, operation, listed, body)
        self.seen = {one: end for one, end in self.seen.items() if end > now}
        if not hmac.compare_digest(given, expected) or given in self.seen:
            raise refusal
        self.seen[given] = int(at) + SKEW_SECONDS + 1
        return caller or None


def read_context(text):
    try:
        fields = json.loads(base64.urlsafe_b64decode(text + "==")) if text else {}
        if fields.get("depth", 1) <= 64:
            return fields
    except Exception:
        raise ServiceError("invalid_argument", "seamline-context: expected the header that a Seamline client writes")
    raise ServiceError("resource_exhausted", "expected at most 64 nested calls; is there a cycle of calls?")


def problem(error, call_id):
    status = STATUS[error.code]
    title = "Client Closed Request" if status == 499 else HTTPStatus(status).phrase
    fields = dict(type="about:blank", title=title, status=status, detail=str(error), code=error.code, reason=error.reason,
                  details=error.details, instance=call_id, retryable=error.retryable or None)
    body = json.dumps({name: value for name, value in fields.items() if value is not None}).encode()
    headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
    return [dict(type="http.response.start", status=status, headers=headers), dict(type="http.response.body", body=body)]


async def send_call(base, keys, service, operation, method, target, value):
    """Calls another service within the running call: the rest of its deadline, its trace, one level deeper."""
    return await asyncio.to_thread(_send, call.get(), base, keys, service, operation, method, target, value)


def _send(running, base, keys, service, operation, method, target, value):
    url, left, body = urlsplit(base), max(0.001, running.deadline - time.monotonic()), json.dumps(value).encode()
    context = base64.urlsafe_b64encode(json.dumps(dict(depth=running.depth + 1, caller=service)).encode()).rstrip(b"=").decode()
    call_id, timeout = secrets.token_hex(16), str(max(1, int(left * 1000)))
    headers = {"seamline-call-id": call_id, "seamline-operation": operation, "seamline-timeout-ms": timeout,
               "seamline-context": context, "content-type": "application/json",
               "traceparent": f"00-{running.trace[0]}-{secrets.token_hex(8)}-{running.trace[1]}"}
    if keys:
        kid, at, nonce = next(iter(keys)), str(int(time.time())), secrets.token_hex(15)
        signed = mac(keys[kid], kid, at, nonce, service, method, target, operation, [call_id, timeout, context, None], body)
        headers["seamline-signature"] = f"v1;kid={kid};t={at};n={nonce};caller={service};s={signed}"
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=left)
    try:
        connection.request(method, url.path.rstrip("/") + target, body, headers)
        response = connection.getresponse()
        text = response.read()
    except OSError as error:
        late = isinstance(error, TimeoutError)
        raise ServiceError("deadline_exceeded" if late else "unavailable", f"{operation} did not respond") from error
    finally:
        connection.close()
    if response.getheader("seamline-call-id") != call_id:
        raise ServiceError("unavailable", f"{operation}: received the response of another call (status {response.status})")
    found = json.loads(text) if text else None
    if response.status < 300:
        return found
    raise ServiceError(found.get("code", "unknown"), found.get("detail", ""), found.get("reason"), found.get("details"))
