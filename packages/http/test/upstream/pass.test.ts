/** What passes between a client and the upstream, and what becomes of it when one of them stops. */

import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { openRawServer, parseResponse, requestText, sendRaw } from "@seamline/test-support";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { UpstreamOptions } from "../../src/index.ts";
import { type Front, openFront } from "./front.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

let lines: string[] = [];
beforeEach(() => {
  lines = [];
  const log = vi.spyOn(process.stderr, "write").mockImplementation((text) => lines.push(String(text)) > 0);
  closers.push(() => log.mockRestore());
});

type Handle = (req: IncomingMessage, res: ServerResponse) => void;

/** Opens an upstream of Node, and a front of it. */
async function open(
  handle: Handle,
  options: UpstreamOptions = {},
  listener: Parameters<typeof openFront>[1] = {},
): Promise<Front> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const front = await openFront({ url: `http://127.0.0.1:${port}`, ...options }, listener);
  closers.push(
    () => new Promise((resolve) => server.close(resolve) && server.closeAllConnections()),
    () => front[Symbol.asyncDispose](),
  );
  return front;
}

/** Waits until a count no longer grows, and returns it. */
async function settled(count: () => number): Promise<number> {
  let before = -1;
  const rests = (): boolean => {
    const now = count();
    const same = now === before;
    before = now;
    return same && now > 0;
  };
  await expect.poll(rests, { interval: 100 }).toBe(true);
  return before;
}

/** Opens an upstream that writes bytes, and a front of it. */
async function openRaw(
  respond: (text: string, socket: Socket) => void,
  options: UpstreamOptions = {},
): Promise<Front & { readonly connections: () => number }> {
  const raw = await openRawServer(respond);
  const front = await openFront({ url: raw.url, ...options });
  closers.push(
    () => raw[Symbol.asyncDispose](),
    () => front[Symbol.asyncDispose](),
  );
  return Object.assign(front, { connections: () => raw.connections });
}

const get = (path: string, headers: readonly string[] = []): string => requestText("GET", path, headers);

describe("a passed request", () => {
  it("keeps its fields, repeated ones and their case included, and loses those of its connection", async () => {
    let seen: readonly string[] = [];
    const front = await open((req, res) => {
      seen = req.rawHeaders;
      res.end();
    });
    await sendRaw(
      front.url,
      [
        "GET /a HTTP/1.1",
        "host: shop.example:8000",
        "Connection: close, X-Own, keep-alive",
        "X-Own: 1",
        "Keep-Alive: timeout=5",
        "Proxy-Connection: keep-alive",
        "Proxy-Authorization: Basic x",
        "TE: gzip, trailers",
        "Upgrade: h2c",
        "X-Twice: a",
        "x-twice: b",
        "Cookie: a=1; b=2",
        "Accept-Encoding: br",
        "Seamline-Context: forged",
        "seamline_context: forged",
        "X-Forwarded-For: 10.0.0.1",
        "X_Forwarded_For: 10.0.0.1",
        "X-Forwarded-Host: evil",
        "X-Real-IP: 10.0.0.1",
        "Forwarded: for=10.0.0.1",
        "Proxy: http://evil",
        "Via: 1.0 before",
        "",
        "",
      ].join("\r\n"),
    );
    const pairs = seen.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${seen[index + 1]}`] : []));
    expect(pairs.map((one) => one.replace(/seamline-[0-9a-f]+/, "seamline"))).toEqual([
      "host: shop.example:8000",
      "X-Twice: a",
      "x-twice: b",
      "Cookie: a=1; b=2",
      "Accept-Encoding: br",
      "x-forwarded-for: 127.0.0.1",
      "x-forwarded-host: shop.example:8000",
      "x-forwarded-proto: http",
      'forwarded: for=127.0.0.1;host="shop.example:8000";proto=http',
      "via: 1.0 before, 1.1 seamline",
      "te: trailers",
      "connection: keep-alive, TE",
    ]);
  });

  it("adds to the fields of a proxy before it, if told so, and may name the upstream's host", async () => {
    const seen: IncomingMessage["headers"][] = [];
    const front = await open(
      (req, res) => {
        seen.push(req.headers);
        res.end();
      },
      { forwarded: "append", host: "replace" },
    );
    const proxied = ["x-forwarded-for: 192.0.2.1", "x-forwarded-host: shop.example", "x-forwarded-proto: https"];
    await sendRaw(front.url, get("/a", proxied));
    await sendRaw(front.url, get("/a", [...proxied, "forwarded: for=192.0.2.1", "x_forwarded_for: 10.0.0.1"]));
    expect(seen[0]).toMatchObject({
      "x-forwarded-for": "192.0.2.1, 127.0.0.1",
      "x-forwarded-host": "shop.example",
      "x-forwarded-proto": "https",
    });
    expect(seen[0]).not.toHaveProperty("forwarded");
    expect(seen[0]?.host).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(seen[1]?.forwarded).toBe('for=192.0.2.1, for=127.0.0.1;host="shop";proto=http');
    expect(seen[1]).not.toHaveProperty("x_forwarded_for");
  });

  it("may have a body beyond the limit of calls, which flows as it is read", async () => {
    let read = 0;
    let resume: (() => void) | undefined;
    const front = await open((req, res) => {
      req.once("data", (chunk: Buffer) => {
        read += chunk.length;
        req.pause();
        resume = () => req.resume();
        req.on("data", (more: Buffer) => {
          read += more.length;
        });
        req.on("end", () => res.end(String(read)));
      });
    });
    const size = 64 * 1024 * 1024;
    let written = 0;
    const response = new Promise<string>((resolve, reject) => {
      const out = request(
        new URL("/upload", front.url),
        { method: "POST", headers: { "content-length": size } },
        (res) => {
          let text = "";
          res.on("data", (chunk) => {
            text += chunk;
          });
          res.on("end", () => resolve(text));
        },
      );
      out.on("error", reject);
      const chunk = Buffer.alloc(256 * 1024);
      const write = (): void => {
        while (written < size) {
          written += chunk.length;
          if (!out.write(chunk)) return void out.once("drain", write);
        }
        out.end();
      };
      write();
    });
    await expect.poll(() => resume).toBeDefined();
    expect(await settled(() => written)).toBeLessThan(size); // held back by the reader
    resume?.();
    expect(await response).toBe(String(size));
  });

  it("is refused with 413 beyond the upstream's own limit, announced or not", async () => {
    let bodies = 0;
    const front = await open(
      (req, res) => {
        req.resume();
        req.on("end", () => {
          bodies += 1;
          res.end();
        });
      },
      { maxBodyBytes: 10 },
    );
    const announced = await sendRaw(front.url, requestText("POST", "/a", ["content-length: 11"], "x".repeat(11)));
    const chunked = await sendRaw(
      front.url,
      requestText("POST", "/a", ["transfer-encoding: chunked"], "b\r\nxxxxxxxxxxx\r\n0\r\n\r\n"),
    );
    for (const text of [announced, chunked]) {
      expect(parseResponse(text)).toMatchObject({ status: 413 });
      expect(JSON.parse(parseResponse(text).body)).toMatchObject({ code: "resource_exhausted" });
    }
    expect(bodies).toBe(0);
    expect(
      parseResponse(await sendRaw(front.url, requestText("POST", "/a", ["content-length: 10"], "x".repeat(10)))).status,
    ).toBe(200);
  });

  it("waits for 100 Continue of the upstream, or gets its refusal", async () => {
    const server = createServer(() => undefined);
    server.on("checkContinue", (req, res) => {
      if (req.url === "/no") return void res.writeHead(417, { connection: "close" }).end();
      res.writeContinue();
      req.resume().on("end", () => res.end("done"));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const front = await openFront(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    closers.push(
      () => server.close(),
      () => front[Symbol.asyncDispose](),
    );
    const ask = (path: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect(front.port, "127.0.0.1");
        let received = "";
        socket.setEncoding("latin1").on("data", (chunk) => {
          if (!received.includes(" 100 ") && (received + chunk).includes(" 100 ")) socket.write("abc");
          received += chunk;
        });
        socket.on("close", () => resolve(received));
        socket.write(requestText("POST", path, ["expect: 100-continue", "content-length: 3"]));
      });
    expect(await ask("/yes")).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n(?:.*\r\n)*done/);
    expect(await ask("/no")).toMatch(/^HTTP\/1\.1 417 /);
  });

  it("is aborted at the upstream when its client goes, before and in the response", async () => {
    const aborted: string[] = [];
    const front = await open((req, res) => {
      res.on("close", () => aborted.push(`${req.url} ${res.writableEnded} ${req.complete}`));
      if (req.url === "/late") return;
      if (req.url === "/upload") return void req.resume();
      res.write("first");
    });
    const cut = (text: string, until: string): Promise<void> =>
      new Promise((resolve) => {
        const socket = connect(front.port, "127.0.0.1", () => socket.write(text));
        socket.on("data", (chunk) => (chunk.toString().includes(until) ? socket.destroy() : undefined));
        if (until === "") setImmediate(() => setTimeout(() => socket.destroy(), 50));
        socket.on("close", () => resolve());
      });
    await cut(get("/stream"), "first");
    await cut(get("/late"), "");
    await cut(requestText("POST", "/upload", ["content-length: 9"], "abc"), "");
    await expect.poll(() => aborted).toEqual(["/stream false true", "/late false true", "/upload false false"]);
  });

  it("is not passed to this listener again", async () => {
    const front = await open((req, res) => {
      request({ port: front.port, path: "/again", headers: { via: req.headers.via } }, (inner) => {
        res.statusCode = inner.statusCode ?? 0;
        inner.pipe(res);
      }).end();
    });
    expect(parseResponse(await sendRaw(front.url, get("/a"))).status).toBe(508);
  });
});

describe("a passed response", () => {
  it("keeps its fields, and loses those of its connection", async () => {
    const front = await openRaw((_text, socket) => {
      const fields = [
        "Set-Cookie: a=1",
        "set-cookie: b=2",
        "X-Twice: a",
        "X-Twice: b",
        "Connection: X-Own",
        "X-Own: 1",
      ];
      const more = [
        "Keep-Alive: timeout=5",
        "Upgrade: h2",
        "Content-Encoding: gzip",
        "Location: http://shop/b",
        "Content-Length: 2",
      ];
      socket.write(["HTTP/1.1 201 Made here", ...fields, ...more, "", "ok"].join("\r\n"));
    });
    const text = await sendRaw(front.url, get("/a"));
    const head = (text.split("\r\n\r\n")[0] ?? "").split("\r\n").filter((line) => !line.startsWith("Date"));
    expect(head.map((line) => line.replace(/seamline-[0-9a-f]+/, "seamline"))).toEqual([
      "HTTP/1.1 201 Made here",
      ...["Set-Cookie: a=1", "set-cookie: b=2", "X-Twice: a", "X-Twice: b", "Content-Encoding: gzip"],
      ...["Location: http://shop/b", "Content-Length: 2", "via: 1.1 seamline", "Connection: close"],
    ]);
    expect(text.endsWith("\r\n\r\nok")).toBe(true);
  });

  it.each([
    { name: "204 with a length", head: "HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n", body: "" },
    { name: "304 with a length", head: "HTTP/1.1 304 Not Modified\r\ncontent-length: 20\r\netag: x\r\n\r\n", body: "" },
    { name: "an empty one", head: "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", body: "" },
  ])("has no content: $name", async ({ head, body }) => {
    const front = await openRaw((_text, socket) => socket.write(head));
    const response = parseResponse(await sendRaw(front.url, get("/a")));
    expect(response.body).toBe(body);
    expect(response.status).toBe(Number(head.split(" ")[1]));
    expect(response.headers.has("transfer-encoding")).toBe(false);
  });

  it("of HEAD has the length and no content", async () => {
    const front = await openRaw((_text, socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 77\r\n\r\n"));
    const response = parseResponse(await sendRaw(front.url, requestText("HEAD", "/a")));
    expect([response.status, response.headers.get("content-length"), response.body]).toEqual([200, "77", ""]);
  });

  it("of HTTP/1.0, which ends with its connection, arrives whole", async () => {
    const front = await openRaw((_text, socket) =>
      socket.end("HTTP/1.0 200 OK\r\ncontent-type: text/plain\r\n\r\nall of it"),
    );
    const response = parseResponse(await sendRaw(front.url, get("/a")));
    expect(response.headers.get("transfer-encoding")).toBe("chunked");
    expect(response.body).toBe("9\r\nall of it\r\n0\r\n\r\n");
    const old = await sendRaw(front.url, "GET /a HTTP/1.0\r\n\r\n");
    expect(old.endsWith("\r\n\r\nall of it")).toBe(true);
  });

  it.each([
    { name: "with a length", sent: "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nhalf" },
    { name: "in chunks", sent: "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n" },
    {
      name: "with a chunk that is none",
      sent: "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\nxyz",
    },
  ])("breaks off where the upstream's does: $name", async ({ sent }) => {
    const front = await openRaw((_text, socket) => socket.end(sent));
    const response = await fetch(new URL("/a", front.url));
    await expect(response.text()).rejects.toThrow(/terminated|aborted/);
    const old = await new Promise<string>((resolve) => {
      const socket = connect(front.port, "127.0.0.1", () => socket.write("GET /a HTTP/1.0\r\n\r\n"));
      socket.resume().on("error", ({ message }) => resolve(message));
      socket.on("end", () => resolve("a complete response"));
    });
    if (!sent.includes("content-length")) expect(old).toMatch(/ECONNRESET/); // its length shows the cut
  });

  it("has its trailers and interim responses", async () => {
    const front = await openRaw((_text, socket) => {
      socket.write(
        "HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\nConnection: x\r\nx: 1\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n",
      );
      socket.write(
        "HTTP/1.1 200 OK\r\ntrailer: x-sum\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nx-sum: 7\r\nset-cookie: a=1\r\n\r\n",
      );
    });
    const text = await sendRaw(front.url, get("/a"));
    expect(text).toMatch(
      /^HTTP\/1\.1 103 Early Hints\r\nlink: <\/a.css>; rel=preload\r\n\r\nHTTP\/1\.1 102 Processing\r\n\r\nHTTP\/1\.1 200 OK\r\n/,
    );
    expect(text).toMatch(/trailer: x-sum\r\n/);
    expect(text.endsWith("2\r\nok\r\n0\r\nx-sum: 7\r\n\r\n")).toBe(true);
    expect(await sendRaw(front.url, "GET /a HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1\.1 200 OK/);
  });

  it("arrives event by event", async () => {
    let send: (text: string) => void = () => undefined;
    const front = await open((_req, res) => {
      res.writeHead(200, { "content-type": "text/event-stream" });
      res.flushHeaders();
      send = (text) => void (text === "" ? res.end() : res.write(text));
    });
    const response = await fetch(new URL("/events", front.url));
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (const text of ["data: 1\n\n", "data: 2\n\n"]) {
      send(text);
      expect(await reader?.read()).toEqual({ done: false, value: text });
    }
    send("");
    expect(await reader?.read()).toMatchObject({ done: true });
  });

  it("is not read faster than its client reads", async () => {
    let written = 0;
    const front = await open((_req, res) => {
      const chunk = Buffer.alloc(256 * 1024);
      const write = (): void => {
        while (written < 64 * 1024 * 1024 && !res.destroyed) {
          written += chunk.length;
          if (!res.write(chunk)) return void res.once("drain", write);
        }
        res.end();
      };
      write();
    });
    const socket = connect(front.port, "127.0.0.1", () => socket.write(get("/large")));
    closers.push(() => socket.destroy());
    expect(await settled(() => written)).toBeLessThan(32 * 1024 * 1024);
  });

  it("keeps its place among the responses to calls that are pipelined", async () => {
    const front = await open((req, res) => setTimeout(() => res.end(`upstream ${req.url}`), 20));
    const targets = ["/a", "/vault/one", "/b", "/vault/two"];
    const requests = targets.map(
      (target, index) => `GET ${target} HTTP/1.1\r\nhost: a\r\n${index === 3 ? "connection: close\r\n" : ""}\r\n`,
    );
    const text = await sendRaw(front.url, requests.join(""));
    expect([...text.matchAll(/upstream \/\w|"found":"\w+"/g)].map(([one]) => one)).toEqual([
      "upstream /a",
      '"found":"one"',
      "upstream /b",
      '"found":"two"',
    ]);
  });

  it("has the CORS of the upstream alone", async () => {
    const front = await open(
      (_req, res) => res.writeHead(200, { "access-control-allow-origin": "https://its.example" }).end(),
      {},
      { cors: { origins: ["https://ours.example"] } },
    );
    const headers = { origin: "https://ours.example" };
    const allowed = async (path: string): Promise<string | null> =>
      (await fetch(new URL(path, front.url), { headers })).headers.get("access-control-allow-origin");
    expect(await allowed("/a")).toBe("https://its.example");
    expect(await allowed("/vault/a")).toBe("https://ours.example");
  });

  it("uses connections again, of which there are as many as allowed", async () => {
    const waiting: Socket[] = [];
    const front = await openRaw(
      (text, socket) => {
        if (text.startsWith("GET /wait")) waiting.push(socket);
        else socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
      },
      { connections: 1, connectTimeoutMs: 150 },
    );
    for (const path of ["/a", "/b", "/c"]) expect(parseResponse(await sendRaw(front.url, get(path))).body).toBe("ok");
    expect(front.connections()).toBe(1);
    const first = sendRaw(front.url, get("/wait"));
    await expect.poll(() => waiting.length).toBe(1);
    const second = parseResponse(await sendRaw(front.url, get("/a")));
    expect([second.status, JSON.parse(second.body).detail]).toEqual([
      503,
      "No connection to the upstream was free for 150 ms",
    ]);
    waiting[0]?.write("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    expect(parseResponse(await first).status).toBe(200);
  });
});

describe("an upstream that fails", () => {
  it.each([
    { name: "sends nothing", sent: undefined, status: 504, detail: "The upstream did not respond for 100 ms" },
    {
      name: "closes the connection",
      sent: "",
      status: 502,
      detail: "The upstream closed the connection before its response was complete",
    },
    {
      name: "is no HTTP",
      sent: "SSH-2.0\r\n\r\n",
      status: 502,
      detail: "The upstream sent a response that is no HTTP/1.1",
    },
    {
      name: "sends two framings",
      sent: "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\nok",
      status: 502,
      detail: "The upstream sent a response that is no HTTP/1.1",
    },
    {
      name: "sends two lengths",
      sent: "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok",
      status: 502,
      detail: "The upstream sent a response that is no HTTP/1.1",
    },
    {
      name: "switches protocols unasked",
      sent: "HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n",
      status: 502,
      detail: "The upstream switched to another protocol unasked",
    },
  ])("is a problem when it $name", async ({ sent, status, detail }) => {
    const front = await openRaw((_text, socket) => void (sent !== undefined && socket.end(sent)), {
      responseTimeoutMs: 100,
    });
    const response = parseResponse(await sendRaw(front.url, get("/a")));
    expect([response.status, JSON.parse(response.body).detail]).toEqual([status, detail]);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(lines.join("")).toContain(detail);
  });

  it("is a problem when it cannot be reached, and the response names nothing of it", async () => {
    const front = await openFront("http://127.0.0.1:1");
    closers.push(() => front[Symbol.asyncDispose]());
    for (let time = 0; time < 2; time += 1) {
      const response = parseResponse(await sendRaw(front.url, get("/a")));
      expect([response.status, JSON.parse(response.body).detail]).toEqual([502, "The upstream cannot be reached"]);
    }
    expect(lines.filter((line) => line.includes("ECONNREFUSED"))).toHaveLength(1);
    expect(parseResponse(await sendRaw(front.url, get("/vault/a"))).status).toBe(200);
  });

  it("has its response cut when nothing moves for long", async () => {
    const front = await openRaw((_text, socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"), {
      idleTimeoutMs: 100,
    });
    const response = await fetch(new URL("/a", front.url));
    await expect(response.text()).rejects.toThrow();
    expect(lines.join("")).toContain("The upstream sent nothing for 100 ms; the response to its client was cut");
  });

  it("is not blamed for a client that stops sending", async () => {
    const front = await open((req) => void req.resume(), {}, { requestTimeoutMs: 200, headersTimeoutMs: 200 });
    const text = requestText("POST", "/a", ["content-length: 9"], "abc");
    expect(parseResponse(await sendRaw(front.url, text)).status).toBe(408);
  });

  it("may respond before it has read the request", async () => {
    const front = await open((_req, res) => res.writeHead(413).end("too much"));
    const response = await fetch(new URL("/a", front.url), { method: "POST", body: "x".repeat(200_000) });
    expect([response.status, await response.text()]).toEqual([413, "too much"]);
  });
});

describe("a listener that drains", () => {
  it("completes what it passes, and refuses what is left at the end of its time", async () => {
    const pending: ServerResponse[] = [];
    const front = await open((_req, res) => void pending.push(res), {}, { drainTimeoutMs: 2_500 });
    const first = sendRaw(front.url, get("/a"));
    const second = sendRaw(front.url, get("/b"));
    await expect.poll(() => pending.length).toBe(2);
    const closed = front.listening.close();
    pending[0]?.end("done");
    expect(parseResponse(await first).status).toBe(200);
    expect(parseResponse(await second).status).toBe(503);
    await closed;
  });
});
