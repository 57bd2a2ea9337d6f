/** The choice of the operation: by name for Seamline clients, by the most specific route for others. */

import { createClient, defineContract } from "@seamline/core";
import { createDispatcher } from "@seamline/core/extend";
import { ask, type RawResponse, requestText } from "@seamline/test-support";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { listenOn } from "../src/extend.ts";
import { createHttpTransport, type Listening } from "../src/index.ts";
import { createHost } from "./targets/host.ts";

const input = z.object({ id: z.string() });
const output = z.string();
const page = z.object({ section: z.string(), name: z.string() });
const users = defineContract("users", {
  operations: {
    remove: { http: "DELETE /users/{id}", expose: "public", input, output },
    removeAll: { http: "DELETE /users/all", expose: "public", output },
    rename: { http: "POST /users/{id}", expose: "public", input, output },
    audit: { http: "DELETE /users/audit", output },
    getPage: { http: "GET /{section}/{name}", expose: "public", input: page, output },
    postPage: { http: "POST /{section}/{name}", expose: "public", input: page, output },
  },
});
/** A later version, whose caller knows an operation that the callee does not have. */
const newer = defineContract("users", {
  operations: { removeOld: { http: "DELETE /users/old", output } },
});

const dispatcher = createDispatcher(
  users,
  Object.fromEntries(
    Object.keys(users.operations).map((name) => [name, (given: object) => `${name} ${JSON.stringify(given)}`]),
  ),
);
let urls: Listening;
beforeAll(async () => {
  urls = await listenOn(createHost([dispatcher]), { public: { port: 0 }, internal: { port: 0 } });
});
afterAll(() => urls.close());

const listeners = ["public", "internal"] as const;
type Side = (typeof listeners)[number];

async function send(side: Side, method: string, path: string, name?: string): Promise<RawResponse> {
  const headers = method === "POST" ? ["content-type: application/json", "content-length: 2"] : [];
  const named = name === undefined ? [] : [`seamline-operation: ${name}`];
  const body = method === "POST" ? "{}" : "";
  return ask(new URL(urls[side] as string), requestText(method, path, [...headers, ...named], body));
}

/** Returns the output of a request, or its status. */
async function outputOf(side: Side, method: string, path: string, name?: string): Promise<unknown> {
  const { status, body } = await send(side, method, path, name);
  return status === 200 ? JSON.parse(body) : status;
}

describe.each(listeners)("a request to the %s listener that names no operation", (side) => {
  it("gets the most specific route", async () => {
    expect(await outputOf(side, "DELETE", "/users/all")).toBe("removeAll {}");
    expect(await outputOf(side, "DELETE", "/users/All")).toBe('remove {"id":"All"}');
    expect(await outputOf(side, "POST", "/users/all")).toBe('rename {"id":"all"}');
    expect(await outputOf(side, "GET", "/users/all")).toBe('getPage {"section":"users","name":"all"}');
  });

  it("gets it by decoded segments, and nothing for other spellings", async () => {
    expect(await outputOf(side, "DELETE", "/users/%61ll")).toBe("removeAll {}");
    expect(await outputOf(side, "DELETE", "/users/all?x=1")).toBe("removeAll {}");
    expect(await outputOf(side, "DELETE", "/users/all%2F")).toBe('remove {"id":"all/"}');
    for (const path of ["/users/all/", "//users/all", "/users//all", "/users/./all", "/users/all/.."]) {
      expect(await outputOf(side, "DELETE", path), path).toBe(404);
    }
  });

  it("gets the listener's health before any route, and other methods there their operation", async () => {
    for (const path of ["/health/live", "/health/ready", "/health/%6Cive", "/health/live?x"]) {
      expect(await outputOf(side, "GET", path), path).toEqual({ status: expect.stringMatching(/live|ready/) });
    }
    expect(await outputOf(side, "GET", "/health/other")).toBe('getPage {"section":"health","name":"other"}');
    expect(await outputOf(side, "POST", "/health/live")).toBe('postPage {"section":"health","name":"live"}');
    const { status, headers } = await send(side, "DELETE", "/health/live");
    expect([status, headers.get("allow")]).toEqual([405, "GET, HEAD, POST, OPTIONS"]);
  });
});

describe.each(listeners)("a request to the %s listener that names its operation", (side) => {
  it("gets that one, whatever the values", async () => {
    expect(await outputOf(side, "DELETE", "/users/all", "users.remove")).toBe('remove {"id":"all"}');
    expect(await outputOf(side, "DELETE", "/users/all", "users.removeAll")).toBe("removeAll {}");
    expect(await outputOf(side, "GET", "/health/live", "users.getPage")).toContain("getPage");
  });

  it.each([
    ["DELETE", "/users/all", "users.rename"],
    ["DELETE", "/users/other", "users.removeAll"],
    ["DELETE", "/users/all", "users.getPage"],
    ["POST", "/users/all", "users.removeAll"],
    ["DELETE", "/users/all", "users.missing"],
    ["DELETE", "/users/all", "users.toString"],
    ["DELETE", "/users/all", "others.remove"],
    ["DELETE", "/users/all", "removeAll"],
    ["DELETE", "/users/all", ""],
    ["DELETE", "/users/all", "users.removeAll, users.removeAll"],
    ["GET", "/health/live", "users.remove"],
  ])("gets the response to an unknown route for %s %s with %s", async (method, path, name) => {
    const withoutDate = ({ status, headers, body }: RawResponse): unknown => {
      return { status, headers: [...headers].filter(([header]) => header !== "date"), body };
    };
    const unknown = withoutDate(await send(side, method, "/nowhere"));
    expect(withoutDate(await send(side, method, path, name))).toEqual(unknown);
    expect(unknown).toMatchObject({ status: 404 });
  });
});

describe("an internal operation", () => {
  it("is unknown outside, also by its name", async () => {
    expect(await outputOf("internal", "DELETE", "/users/audit", "users.audit")).toBe("audit {}");
    expect(await outputOf("public", "DELETE", "/users/audit", "users.audit")).toBe(404);
    expect(await outputOf("public", "DELETE", "/users/audit")).toBe('remove {"id":"audit"}');
  });
});

describe.each([1, 16])("a client with batches of %s", (batch) => {
  it("calls no other operation of a callee that lacks the one it knows", async () => {
    const transport = createHttpTransport(urls.internal as string, batch > 1 ? { batch } : {});
    const client = createClient(newer, transport);
    const calls = await Promise.allSettled([client.removeOld(), client.removeOld()]);
    expect(calls).toMatchObject([{ reason: { code: "unimplemented" } }, { reason: { code: "unimplemented" } }]);
    await transport.close?.();
  });
});

describe("a batch", () => {
  const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const sendBatch = (first: string): Promise<RawResponse> => {
    const calls = ["c1", "c2"].map((id) => `DELETE /users/all ${id} 5000 ${trace} -\n\n`);
    const body = `${first}\n${calls.join("")}`;
    const headers = ["content-type: application/vnd.seamline.batch", `content-length: ${body.length}`];
    return ask(new URL(urls.internal as string), requestText("POST", "/seamline/batch/users/", headers, body));
  };

  it("names the operation of each call; calls of older clients get the most specific route", async () => {
    const named = await sendBatch('{"contexts":[],"operations":["remove","removeAll"]}');
    expect(named.body).toContain('c1 200 "remove {\\"id\\":\\"all\\"}"');
    expect(named.body).toContain('c2 200 "removeAll {}"');
    const older = await sendBatch('{"contexts":[]}');
    expect(older.body).toContain('c1 200 "removeAll {}"');
    const wrong = await sendBatch('{"contexts":[],"operations":["rename","missing"]}');
    expect(wrong.body.match(/c[12] 404 /g)).toHaveLength(2);
  });

  it.each([
    '{"contexts":[],"operations":["remove"]}',
    '{"contexts":[],"operations":["remove","remove","remove"]}',
    '{"contexts":[],"operations":"remove"}',
    '{"contexts":[],"operations":[1,2]}',
    '{"contexts":[],"operations":null}',
  ])("is refused with the first line %s", async (first) => {
    expect(await sendBatch(first)).toMatchObject({ status: 400 });
  });
});
