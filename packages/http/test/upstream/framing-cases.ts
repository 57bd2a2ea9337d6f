/**
 * Requests whose end or target two servers may read differently, and plain ones beside them. Each
 * ends with what an attacker would like to see as a request of its own.
 */

/** Bytes that a client sends, and what may reach the upstream of them. */
export interface FramingCase {
  readonly name: string;
  readonly text: string;
  /** The lines and bodies of the requests that are passed, in order: `POST /a abc`. */
  readonly passed: readonly string[];
  /** True if it has no end, and so no response. */
  readonly cut?: true;
}

const hidden = "GET /hidden HTTP/1.1\r\nhost: a\r\n\r\n";

function head(line: string, ...fields: readonly string[]): string {
  return [line, "host: a", ...fields, "", ""].join("\r\n");
}

function refused(name: string, text: string): FramingCase {
  return { name, text, passed: [] };
}

function passed(name: string, text: string, ...lines: readonly string[]): FramingCase {
  return { name, text, passed: lines };
}

function post(...fields: readonly string[]): string {
  return head("POST /a HTTP/1.1", ...fields);
}

const chunked = "transfer-encoding: chunked";

/** Both framings, or one that is not clear. */
const framings: readonly FramingCase[] = [
  refused("a length before a coding", `${post("content-length: 4", chunked)}0\r\n\r\n${hidden}`),
  refused("a coding before a length", `${post(chunked, "content-length: 4")}0\r\n\r\n${hidden}`),
  refused("two equal lengths", `${post("content-length: 3", "content-length: 3")}abc${hidden}`),
  refused("two different lengths", `${post("content-length: 3", "content-length: 40")}abc${hidden}`),
  refused("two lengths in one field", `${post("content-length: 3, 3")}abc${hidden}`),
  refused("a length with a sign", `${post("content-length: +3")}abc${hidden}`),
  refused("a negative length", `${post("content-length: -3")}abc${hidden}`),
  refused("a hexadecimal length", `${post("content-length: 0x3")}abc${hidden}`),
  refused("an empty length", `${post("content-length:")}abc${hidden}`),
  refused("a length with a space inside", `${post("content-length: 3 0")}abc${hidden}`),
  refused("a length with a point", `${post("content-length: 3.0")}abc${hidden}`),
  refused("a length beyond 64 bits", `${post("content-length: 18446744073709551619")}abc${hidden}`),
  refused("a length in a quoted text", `${post('content-length: "3"')}abc${hidden}`),
  refused("two codings in one field", `${post("transfer-encoding: gzip, chunked")}0\r\n\r\n${hidden}`),
  refused("a coding behind chunked", `${post("transfer-encoding: chunked, identity")}0\r\n\r\n${hidden}`),
  refused("chunked twice in one field", `${post("transfer-encoding: chunked, chunked")}0\r\n\r\n${hidden}`),
  refused("chunked in two fields", `${post(chunked, chunked)}0\r\n\r\n${hidden}`),
  refused("another coding in a second field", `${post(chunked, "transfer-encoding: identity")}0\r\n\r\n${hidden}`),
  refused("an unknown coding", `${post("transfer-encoding: xchunked")}0\r\n\r\n${hidden}`),
  refused("identity with a length", `${post("transfer-encoding: identity", "content-length: 3")}abc${hidden}`),
  refused("a quoted coding", `${post('transfer-encoding: "chunked"')}0\r\n\r\n${hidden}`),
  refused("a coding behind a vertical tab", `${post("transfer-encoding: \x0bchunked")}0\r\n\r\n${hidden}`),
  refused("a coding with a parameter", `${post("transfer-encoding: chunked;q=1")}0\r\n\r\n${hidden}`),
  refused("an empty coding with a length", `${post("transfer-encoding:", "content-length: 3")}abc${hidden}`),
  refused("a coding in a folded line", `${post("transfer-encoding:\r\n chunked")}0\r\n\r\n${hidden}`),
  refused("a coding in HTTP/1.0", `${head("POST /a HTTP/1.0", chunked)}0\r\n\r\n${hidden}`),
  refused(
    "a coding and a length in HTTP/1.0",
    `${head("POST /a HTTP/1.0", chunked, "content-length: 3")}0\r\n\r\n${hidden}`,
  ),
  refused("a coding behind a space in its name", `${post("transfer-encoding : chunked")}0\r\n\r\n${hidden}`),
  refused("a length behind a tab in its name", `${post("content-length\t: 3")}abc${hidden}`),
];

/** Lines that end or continue in ways of their own. */
const lines: readonly FramingCase[] = [
  refused("a folded field", `${head("GET /a HTTP/1.1", "x: a\r\n b")}${hidden}`),
  refused("a folded first field", `GET /a HTTP/1.1\r\n host: a\r\n\r\n${hidden}`),
  refused("bare line feeds", `GET /a HTTP/1.1\nhost: a\n\n${hidden}`),
  refused("a bare line feed between fields", `${head("GET /a HTTP/1.1", "x: a\ntransfer-encoding: chunked")}${hidden}`),
  refused("a bare carriage return in a value", `${head("GET /a HTTP/1.1", "x: a\rcontent-length: 50")}${hidden}`),
  refused("a carriage return behind a name", `${head("GET /a HTTP/1.1", "x\r: a")}${hidden}`),
  refused("a NUL in a value", `${head("GET /a HTTP/1.1", "x: a\0b")}${hidden}`),
  refused("a NUL in a name", `${head("GET /a HTTP/1.1", "x\0: a")}${hidden}`),
  refused("a field without a colon", `${head("GET /a HTTP/1.1", "content-length 3")}abc${hidden}`),
  refused("a field without a name", `${head("GET /a HTTP/1.1", ": 3")}abc${hidden}`),
  refused("a name that is no token", `${head("GET /a HTTP/1.1", "(x): 3")}abc${hidden}`),
  refused("a name with bytes beyond ASCII", `${head("GET /a HTTP/1.1", "cont\xebnt-length: 3")}abc${hidden}`),
  refused("a line feed before the end of the head", `GET /a HTTP/1.1\r\nhost: a\r\n\n${hidden}`),
];

/** Request lines. */
const targets: readonly FramingCase[] = [
  refused("the absolute form", head("GET http://other/a HTTP/1.1")),
  refused("the absolute form with another host", head("GET http://other:8080/a HTTP/1.1")),
  refused("the authority form", head("GET other:80 HTTP/1.1")),
  refused("the asterisk form", head("OPTIONS * HTTP/1.1")),
  refused("a tunnel", head("CONNECT other:443 HTTP/1.1")),
  refused("a space in the target", head("GET /a HTTP/1.1 HTTP/1.1")),
  refused("a tab in the request line", head("GET\t/a\tHTTP/1.1")),
  refused("a target without a slash", head("GET a HTTP/1.1")),
  refused("a target with bytes beyond ASCII", head("GET /\xe4 HTTP/1.1")),
  refused("a target with a fragment", head("GET /a#b HTTP/1.1")),
  refused("a target with a NUL", head("GET /a\0b HTTP/1.1")),
  refused("a carriage return in the target", head("GET /a\rb HTTP/1.1")),
  refused("HTTP/0.9", "GET /a\r\n\r\n"),
  refused("HTTP/1.2", head("GET /a HTTP/1.2")),
  refused("HTTP/2.0", head("GET /a HTTP/2.0")),
  refused("a version in lower case", head("GET /a http/1.1")),
  refused("a method in lower case", head("get /a HTTP/1.1")),
  refused("an unknown method", head("SMUGGLE /a HTTP/1.1")),
  refused("TRACE", head("TRACE /a HTTP/1.1")),
  refused("two hosts", head("GET /a HTTP/1.1", "host: b")),
  refused("two equal hosts", head("GET /a HTTP/1.1", "host: a")),
  refused("a host with a path", "GET /a HTTP/1.1\r\nhost: a/b\r\n\r\n"),
  refused("a host with a user", "GET /a HTTP/1.1\r\nhost: a@b\r\n\r\n"),
  refused("a host with a space", "GET /a HTTP/1.1\r\nhost: a b\r\n\r\n"),
  refused("no host", "GET /a HTTP/1.1\r\n\r\n"),
];

/** Chunks: what was passed before the fault has no end, and is no request. */
const chunks: readonly FramingCase[] = [
  refused("a size with a prefix", `${post(chunked)}0x3\r\nabc\r\n0\r\n\r\n${hidden}`),
  refused("a size with a sign", `${post(chunked)}+3\r\nabc\r\n0\r\n\r\n${hidden}`),
  refused("a size beyond 64 bits", `${post(chunked)}10000000000000003\r\nabc\r\n0\r\n\r\n${hidden}`),
  refused("a size with a space before", `${post(chunked)} 3\r\nabc\r\n0\r\n\r\n${hidden}`),
  refused("a size with a space behind", `${post(chunked)}3 \r\nabc\r\n0\r\n\r\n${hidden}`),
  refused("a size that is too small", `${post(chunked)}2\r\nabc\r\n0\r\n\r\n${hidden}`),
  refused("an empty size", `${post(chunked)}\r\nabc\r\n0\r\n\r\n${hidden}`),
  refused("chunks with bare line feeds", `${post(chunked)}3\nabc\n0\n\n${hidden}`),
  refused("a chunk that ends with a line feed", `${post(chunked)}3\r\nabc\n0\r\n\r\n${hidden}`),
  refused("an extension with a line feed", `${post(chunked)}3;a\nb\r\nabc\r\n0\r\n\r\n${hidden}`),
  refused("a second chunk that is none", `${post(chunked)}3\r\nabc\r\nzz\r\n${hidden}`),
  { name: "a body that is cut", text: `${post(chunked)}3\r\nab`, passed: [], cut: true },
  { name: "a length that is not reached", text: `${post("content-length: 9")}abc`, passed: [], cut: true },
  passed("extensions", `${post(chunked)}3;a=b\r\nabc\r\n0;c\r\n\r\n`, "POST /a abc"),
  refused("a trailer that frames", `${post(chunked)}3\r\nabc\r\n0\r\ncontent-length: 9\r\n\r\n${hidden}`),
  passed("trailers", `${post(chunked)}3\r\nabc\r\n0\r\nhost: b\r\nx: y\r\n\r\n`, "POST /a abc"),
];

/** Plain requests, and fields that name others. */
const plain: readonly FramingCase[] = [
  passed("two requests in one packet", head("GET /a HTTP/1.1") + head("GET /b?c HTTP/1.1"), "GET /a", "GET /b?c"),
  passed(
    "a body before a request",
    `${post("content-length: 3")}abc${head("GET /b HTTP/1.1")}`,
    "POST /a abc",
    "GET /b",
  ),
  passed(
    "a body that looks like a request",
    `${post(`content-length: ${hidden.length}`)}${hidden}`,
    `POST /a ${hidden}`,
  ),
  passed(
    "a body of GET",
    `${head("GET /a HTTP/1.1", `content-length: ${hidden.length}`)}${hidden}`,
    `GET /a ${hidden}`,
  ),
  passed("a chunked body of GET", `${head("GET /a HTTP/1.1", chunked)}3\r\nabc\r\n0\r\n\r\n`, "GET /a abc"),
  passed(
    "a chunk that looks like a request",
    `${post(chunked)}${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`,
    `POST /a ${hidden}`,
  ),
  passed("chunked in capitals", `${post("Transfer-Encoding: CHUNKED")}3\r\nabc\r\n0\r\n\r\n`, "POST /a abc"),
  passed("chunked behind a tab", `${post("transfer-encoding:\tchunked")}3\r\nabc\r\n0\r\n\r\n`, "POST /a abc"),
  passed("two spaces in the request line", head("GET  /a HTTP/1.1"), "GET /a"),
  passed("empty lines before a request", `\r\n\r\n${head("GET /a HTTP/1.1")}`, "GET /a"),
  passed("connection names the length", `${post("content-length: 3", "connection: content-length")}abc`, "POST /a abc"),
  passed(
    "connection names the coding",
    `${post(chunked, "connection: transfer-encoding")}3\r\nabc\r\n0\r\n\r\n`,
    "POST /a abc",
  ),
  passed("connection names the host", head("GET /a HTTP/1.1", "connection: host"), "GET /a"),
  passed(
    "fields that CGI reads as others",
    `${post("content-length: 3", "content_length: 9", "transfer_encoding: chunked")}abc`,
    "POST /a abc",
  ),
  passed(
    "an upgrade to HTTP/2",
    head("GET /a HTTP/1.1", "connection: Upgrade, HTTP2-Settings", "upgrade: h2c", "http2-settings: AA"),
    "GET /a",
  ),
  passed(
    "an upgrade with a body",
    `${post("connection: Upgrade", "upgrade: websocket", "content-length: 3")}abc`,
    "POST /a abc",
  ),
  passed("HTTP/1.0", head("GET /a HTTP/1.0"), "GET /a"),
  passed("HTTP/1.0 without a host", "GET /a HTTP/1.0\r\n\r\n", "GET /a"),
  passed("a length of zero", `${post("content-length: 0")}`, "POST /a"),
  passed("a length with zeros before it", `${post("content-length: 003")}abc`, "POST /a abc"),
];

/** All cases. */
export const framingCases: readonly FramingCase[] = [...framings, ...lines, ...targets, ...chunks, ...plain];
