import { connect } from "node:net";
import type { SigningKey } from "@seamline/core/extend";
import { toSignedBatch } from "@seamline/core/signing";
import { ask, type RawResponse, requestText, sendRaw } from "@seamline/test-support";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSigner } from "../src/extend.ts";
import { openShop, type Shop } from "./shop.ts";

const path = "/seamline/batch/shop/";
const type = "content-type: application/vnd.seamline.batch";
const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const contexts = '{"contexts":[]}';

/** The two lines of one call. */
const call = (
  id: string,
  { head = "POST /shop/orders", timeout = "5000", context = "-", rare = "", body = '{"item":"apple"}' } = {},
): string => `${head} ${id} ${timeout} ${trace} ${context}${rare === "" ? "" : ` ${rare}`}\n${body}\n`;
const batchOf = (...calls: readonly string[]): string => `${contexts}\n${calls.join("")}`;

function write(body: string, headers: readonly string[] = [type], target = path): string {
  const length = `content-length: ${Buffer.byteLength(body, "latin1")}`;
  return requestText("POST", target, ["seamline-call-id: batch-1", length, ...headers], body);
}

/** The responses of a batch by call id, without HTTP's framing. */
function responsesOf({ body, headers }: RawResponse): Map<string, { status: number; payload: unknown }> {
  let text = body;
  if (headers.get("transfer-encoding") === "chunked") text = body.replaceAll(/(?:^|\r\n)[0-9a-f]+\r\n/g, "").trimEnd();
  const lines = text.split("\n").filter((line) => line !== "");
  return new Map(
    lines.map((line) => {
      const [, id = "", status, payload] = /^(\S+) (\d{3})(?: (.*))?$/.exec(line) ?? [];
      return [id, { status: Number(status), payload: payload === undefined ? undefined : JSON.parse(payload) }];
    }),
  );
}

let shop: Shop;
beforeEach(async () => {
  shop = await openShop({ internal: { port: 0, maxBodyBytes: 1000, maxConnections: 40 } });
});
afterEach(() => shop[Symbol.asyncDispose]());
const send = (body: string, headers?: readonly string[]): Promise<RawResponse> =>
  ask(shop.internalUrl, write(body, headers));

describe("a batch", () => {
  it("gets one response per call, each in a line with the call id", async () => {
    const touch = call("c2", { head: "POST /shop/touch", body: "" });
    const missing = call("c3", { head: "POST /shop/nothing" });
    const response = await send(batchOf(call("c1"), touch, missing, call("c4", { body: '{"item":"none"}' })));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/vnd.seamline.batch");
    expect(response.headers.get("seamline-call-id")).toBe("batch-1");
    expect(Object.fromEntries(responsesOf(response))).toMatchObject({
      c1: { status: 200, payload: { item: "apple", amount: 1 } },
      c2: { status: 204, payload: undefined },
      c3: { status: 404, payload: { code: "unimplemented", instance: "c3" } },
      c4: { status: 412, payload: { code: "failed_precondition", reason: "soldOut", details: { item: "none" } } },
    });
  });

  it.each([
    ["a body that is not JSON", { body: "{" }, 400, "invalid_argument"],
    ["a body that is not an object", { body: "[]" }, 400, "invalid_argument"],
    ["a __proto__ key", { body: '{"item":"a","mode":{"__proto__":1}}' }, 400, "invalid_argument"],
    ["an input outside the contract", { body: '{"item":7}' }, 400, "invalid_argument"],
    ["deep nesting", { body: `{"item":${"[".repeat(400)}${"]".repeat(400)}}` }, 400, "invalid_argument"],
    ["a method that the path does not have", { head: "DELETE /shop/orders" }, 405, undefined],
    ["a path with dots", { head: "POST /shop/../shop/orders" }, 404, "unimplemented"],
    ["a broken percent escape", { head: "GET /shop/%zz/search" }, 404, "unimplemented"],
    ["health", { head: "GET /health/live" }, 404, "unimplemented"],
    ["a batch in it", { head: "POST /seamline/batch/shop/" }, 404, "unimplemented"],
    ["a malformed idempotency key", { rare: '{"idempotencyKey":"a b"}' }, 400, "invalid_argument"],
    ["a time of zero", { timeout: "0" }, 504, "deadline_exceeded"],
    ["a large body", { body: `{"item":"${"x".repeat(990)}"}` }, 413, "resource_exhausted"],
    ["the largest body", { body: `{"item":"${"x".repeat(989)}"}` }, 200, undefined],
  ])("with %s gets a response to that call and to the others", async (_, one, status, code) => {
    const responses = responsesOf(await send(batchOf(call("c1"), call("bad", one), call("c3"))));
    expect(responses.get("bad")?.status).toBe(status);
    if (code !== undefined) expect(responses.get("bad")?.payload).toMatchObject({ code });
    for (const id of ["c1", "c3"]) expect(responses.get(id)).toMatchObject({ status: 200 });
  });

  const good = call("c1");
  it.each([
    ["no line", "", 400],
    ["no call", contexts, 400],
    ["no call but a line end", `${contexts}\n`, 400],
    ["no contexts", `{}\n${good}`, 400],
    ["contexts that are not texts", `{"contexts":[1]}\n${good}`, 400],
    ["contexts that are not JSON", `{"contexts"\n${good}`, 400],
    ["deeply nested contexts", `{"contexts":${"[".repeat(50_000)}${"]".repeat(50_000)}}\n${good}`, 400],
    ["the index of a missing context", batchOf(good, call("c2", { context: "0" })), 400],
    ["a call without a body line", batchOf(good, "POST /shop/touch c2 5 t -\n"), 400],
    ["a torn last line", batchOf(good, call("c2")).slice(0, -3), 400],
    ["a line that is not a call", batchOf(good, "hello\n\n"), 400],
    ["a malformed time", batchOf(good, call("c2", { timeout: "-1" })), 400],
    ["a malformed id", batchOf(good, call("c 2")), 400],
    ["further fields that are not JSON", batchOf(good, call("c2", { rare: "{x}" })), 400],
    ["two calls of one id", batchOf(good, call("c2"), good), 400],
    ["a long head", batchOf(good, call("c2", { head: `GET /${"x".repeat(33_000)}` })), 400],
    ["bytes that are not UTF-8", batchOf(good, call("c2", { body: '{"item":"\xff"}' })), 400],
    ["too many calls", batchOf(...Array.from({ length: 257 }, (_, index) => call(`c${index}`))), 429],
    ["too many bytes", batchOf(good, call("c2", { body: "x".repeat(4 * 1024 * 1024) })), 413],
    ["more calls than fit", batchOf(...Array.from({ length: 41 }, (_, index) => call(`c${index}`))), 503],
  ])("of %s is refused as a whole, and none of its calls runs", async (_, body, status) => {
    const response = await send(body);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.get("seamline-call-id")).toBe("batch-1");
    expect(JSON.parse(response.body)).toMatchObject({ status, instance: "batch-1" });
    expect(shop.handlers.calls).toEqual([]);
    expect(responsesOf(await send(batchOf(good))).get("c1")).toMatchObject({ status: 200 });
  });

  it.each([
    ["no content type", []],
    ["that of JSON", ["content-type: application/json"]],
    ["a parameter", [`${type}; charset=utf-8`]],
  ])("with %s as its type is refused", async (_, headers) => {
    expect((await send(batchOf(good), headers)).status).toBe(415);
  });

  it("with a content encoding is refused", async () => {
    expect((await send(batchOf(good), [type, "content-encoding: gzip"])).status).toBe(400);
  });

  it("that never arrives completely does not run, whether its sender waits or disconnects", async () => {
    await using hasty = await openShop({ internal: { port: 0, headersTimeoutMs: 500, requestTimeoutMs: 500 } });
    const text = write(batchOf(good, call("c2"))).replace(/content-length: (\d+)/, "content-length: 1$1");
    expect((await ask(hasty.internalUrl, text)).status).toBe(408);
    const socket = connect(Number(hasty.internalUrl.port), "127.0.0.1");
    const closed = new Promise((resolve) => socket.on("close", resolve));
    socket.write(text, () => socket.destroy());
    await closed;
    expect(responsesOf(await ask(hasty.internalUrl, write(batchOf(good)))).get("c1")).toMatchObject({ status: 200 });
    expect(hasty.handlers.calls).toEqual(["buy"]);
  });

  it("is canceled when its connection closes", async () => {
    const socket = connect(Number(shop.internalUrl.port), "127.0.0.1");
    const wait = { head: "POST /shop/wait", body: '{"name":"a"}' };
    socket.write(write(batchOf(call("c1", wait), call("c2"))));
    await shop.handlers.waiting.promise;
    socket.destroy();
    expect(await shop.handlers.aborted.promise).toMatchObject({ code: "canceled" });
  });

  it("has calls of one service only", async () => {
    const response = await ask(shop.internalUrl, write(batchOf(call("c1")), [type], "/seamline/batch/other/"));
    expect(responsesOf(response).get("c1")).toMatchObject({ status: 404, payload: { code: "unimplemented" } });
    expect(shop.handlers.calls).toEqual([]);
  });

  it("gets 404 from a public listener, like any unknown path", async () => {
    const text = write(batchOf(good));
    const unknown = (await ask(shop.publicUrl, text.replace(path, "/seamline/other/shop/"))).timeless;
    expect((await ask(shop.publicUrl, text)).timeless).toBe(unknown);
    expect((await ask(shop.publicUrl, text.replace(path, "/seamline/cancel/"))).timeless).toBe(unknown);
  });

  it("collides with no path of a contract", async () => {
    for (const target of [
      "/seamline/batch/shop",
      "/seamline/batch/",
      "/seamline/batch/a.b/",
      "/seamline/batch/shop/?x",
    ]) {
      expect((await ask(shop.internalUrl, write(batchOf(good), [type], target))).status).toBe(404);
    }
    expect((await ask(shop.internalUrl, requestText("GET", path))).status).toBe(404);
  });
});

describe("a request that cancels calls", () => {
  it("affects calls of the same connection only", async () => {
    const held = sendRaw(
      shop.internalUrl,
      write(batchOf(call("c1", { head: "POST /shop/wait", body: '{"name":"a"}' }))),
    );
    await shop.handlers.waiting.promise;
    const response = await ask(shop.internalUrl, write("c1\nother", [type], "/seamline/cancel/"));
    expect(response.status).toBe(204);
    shop.handlers.gate.resolve("done");
    expect(await held).toContain('c1 200 "done"');
  });
});

describe("a signed batch", () => {
  const keys: readonly SigningKey[] = [{ id: "k1", secret: new Uint8Array(32).fill(1) }];
  const body = batchOf(call("c1", { head: "POST /shop/guarded", body: "{}" }));
  const sign = (service: string, caller: string): string =>
    `seamline-signature: ${createSigner(keys)?.(toSignedBatch(service, path, "batch-1", body), caller)}`;

  it("is accepted once, and identifies the caller", async () => {
    await using signed = await openShop({ keys });
    const text = write(body, [type, sign("shop", "customer")]);
    expect(responsesOf(await ask(signed.internalUrl, text)).get("c1")).toEqual({ status: 200, payload: "welcome" });
    expect((await ask(signed.internalUrl, text)).status).toBe(401);
    const stranger = write(body, [type, sign("shop", "stranger")]);
    expect(responsesOf(await ask(signed.internalUrl, stranger)).get("c1")).toMatchObject({ status: 403 });
  });

  it("is refused without its signature, changed, for another service and under another id", async () => {
    await using signed = await openShop({ keys });
    const signature = sign("shop", "customer");
    for (const text of [
      write(body),
      write(body.replace("c1", "c2"), [type, signature]),
      write(body, [type, sign("other", "customer")]),
      write(body, [type, signature]).replace("batch-1", "batch-2"),
      write(body, [type, signature.replace("caller=customer", "caller=courier")]),
    ]) {
      expect((await ask(signed.internalUrl, text)).status).toBe(401);
    }
  });

  it("identifies callers by signature, not by its contexts", async () => {
    await using signed = await openShop({ keys });
    const lie = Buffer.from('{"depth":1,"caller":"customer"}').toString("base64url");
    const lying = `{"contexts":["${lie}"]}\n${call("c1", { head: "POST /shop/guarded", body: "{}", context: "0" })}`;
    const signature = createSigner(keys)?.(toSignedBatch("shop", path, "batch-1", lying), "stranger");
    const text = write(lying, [type, `seamline-signature: ${signature}`]);
    expect(responsesOf(await ask(signed.internalUrl, text)).get("c1")).toMatchObject({ status: 403 });
  });
});
