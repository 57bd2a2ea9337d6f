/**
 * The upstream never sees another request than the listener: not one more, none with another body,
 * none that could be read in two ways.
 */

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isInstalled, RunningProxy } from "../proxies/running-proxy.ts";
import { type FramingCase, framingCases } from "./framing-cases.ts";
import { type Front, openFront } from "./front.ts";
import { openRecorder, type Recorder } from "./recorder.ts";

/** A request by which the end of a case is known: it comes after all others. */
let marks = 0;

/** Sends the bytes of a case, and waits for its responses, or for the end of the connection. */
function send(port: number, packets: readonly string[], { passed, cut }: FramingCase): Promise<string> {
  const wanted = cut ? 0 : Math.max(1, passed.length);
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let received = "";
    const finish = (): void => {
      if ([...received.matchAll(/HTTP\/1\.1 \d+/g)].length >= wanted) socket.end();
    };
    socket.setNoDelay(true).setEncoding("latin1");
    socket.on("data", (chunk) => {
      received += chunk;
      finish();
    });
    socket.on("error", () => undefined); // the listener may close it before all is written
    socket.on("close", () => resolve(received));
    const write = (index: number): void => {
      const packet = packets[index];
      if (socket.destroyed) return;
      if (packet !== undefined) socket.write(packet, "latin1", () => setImmediate(write, index + 1));
      else if (wanted === 0) socket.end();
    };
    socket.on("connect", () => write(0));
  });
}

/** Sends a plain request through the front, after which everything before it has arrived. */
async function settle({ url }: Front): Promise<string> {
  marks += 1;
  const path = `/mark-${marks}`;
  await (await fetch(new URL(path, url))).text();
  return path;
}

const splits = [
  { way: "in one packet", split: (text: string) => [text] },
  { way: "byte by byte at the end of its head", split: (text: string) => splitAround(text, text.indexOf("\r\n\r\n")) },
];

function splitAround(text: string, at: number): readonly string[] {
  const start = Math.max(0, at - 4);
  return [text.slice(0, start), ...text.slice(start, start + 12), text.slice(start + 12)].filter((one) => one !== "");
}

describe.each(splits)("bytes sent $way", ({ split }) => {
  let recorder: Recorder;
  let front: Front;
  beforeAll(async () => {
    recorder = await openRecorder();
    front = await openFront(recorder.url);
  });
  afterAll(async () => {
    await front[Symbol.asyncDispose]();
    await recorder[Symbol.asyncDispose]();
  });

  it.each(framingCases)("reach a strict upstream as the listener read them: $name", async (one) => {
    const { text, passed } = one;
    recorder.requests.length = 0;
    const received = await send(front.port, split(text), one);
    const mark = await settle(front);
    const seen = recorder.requests.map(({ line, body }) => (body === "" ? line : `${line} ${body}`));
    expect(seen).toEqual([...passed, `GET ${mark}`]);
    expect(recorder.unreadable).toEqual([]);
    const statuses = [...received.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
    if (passed.length > 0) expect(statuses).toEqual(passed.map(() => "200"));
    else expect(statuses.filter((status) => status === "200")).toEqual([]);
    for (const { fields } of recorder.requests) {
      const names = fields.map(([name]) => name.toLowerCase());
      for (const name of ["http2-settings", "content_length", "transfer_encoding"]) expect(names).not.toContain(name);
      expect(names.filter((name) => name === "host")).toHaveLength(1);
    }
  });
});

describe("bytes behind the listener", () => {
  it("reach a server of Node as the listener read them", async () => {
    const seen: string[] = [];
    const server = createServer((req, res) => {
      let body = "";
      req.setEncoding("latin1").on("data", (chunk) => {
        body += chunk;
      });
      req.on("end", () => {
        seen.push(`${req.method} ${req.url}${body === "" ? "" : ` ${body}`}`);
        res.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const front = await openFront(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const expected: string[] = [];
    for (const one of framingCases) {
      const { text, passed } = one;
      await send(front.port, [text], one);
      expected.push(...passed, `GET ${await settle(front)}`);
    }
    expect(seen).toEqual(expected);
    await front[Symbol.asyncDispose]();
    await new Promise((resolve) => server.close(resolve));
  });

  it.skipIf(!isInstalled("nginx"))("reach nginx as the listener read them (needs nginx)", async () => {
    const folder = mkdtempSync(join(tmpdir(), "seamline-nginx-"));
    const log = join(folder, "requests");
    const configuration = `log_format line '$request_method $request_uri';
      server { listen 127.0.0.1:8080; access_log ${log} line; location / { return 200 "seen"; } }`;
    const nginx = await RunningProxy.start("nginx", configuration, { internal: "0", public: "0" });
    const front = await openFront(nginx.url());
    const expected: string[] = [];
    for (const one of framingCases) {
      const { text, passed } = one;
      await send(front.port, [text], one);
      const lines = passed.map((one) => one.split(" ").slice(0, 2).join(" "));
      expected.push(...lines, `GET ${await settle(front)}`);
    }
    await front[Symbol.asyncDispose]();
    await nginx.stop();
    // It also logs requests that broke off; those had no end, and were not served as others.
    const seen = readFileSync(log, "utf8").trimEnd().split("\n");
    const broken = "POST /a";
    const withoutBroken = (list: readonly string[]): readonly string[] => list.filter((line) => line !== broken);
    expect(withoutBroken(seen)).toEqual(withoutBroken(expected));
    rmSync(folder, { recursive: true, force: true });
  });

  it.skipIf(!isInstalled("php"))("reach PHP as the listener read them (needs php)", async () => {
    const folder = mkdtempSync(join(tmpdir(), "seamline-php-"));
    const log = join(folder, "requests");
    writeFileSync(
      join(folder, "router.php"),
      `<?php
        $body = bin2hex(file_get_contents('php://input'));
        file_put_contents('${log}', "{$_SERVER['REQUEST_METHOD']} {$_SERVER['REQUEST_URI']} $body\n", FILE_APPEND);
        echo 'seen';`,
    );
    const port = await freePort();
    const php = spawn("php", ["-S", `127.0.0.1:${port}`, join(folder, "router.php")], { stdio: "ignore" });
    await expect.poll(() => isOpen(port)).toBe(true);
    const front = await openFront(`http://127.0.0.1:${port}`);
    const expected: string[] = [];
    for (const one of framingCases) {
      await send(front.port, [one.text], one);
      const lines = one.passed.map((text) => {
        const [method, target, ...body] = text.split(" ");
        return `${method} ${target} ${Buffer.from(body.join(" "), "latin1").toString("hex")}`;
      });
      expected.push(...lines, `GET ${await settle(front)} `);
    }
    await front[Symbol.asyncDispose]();
    const ended = new Promise((resolve) => php.on("exit", resolve));
    php.kill();
    await ended;
    expect(
      readFileSync(log, "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => line.trimEnd()),
    ).toEqual(expected.map((line) => line.trimEnd()));
    rmSync(folder, { recursive: true, force: true });
  });
});

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
