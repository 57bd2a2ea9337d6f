/** SPF: outside requests that pretend to be internal. */

import { AsyncResource } from "node:async_hooks";
import { expect } from "vitest";
import { type Bindings, inapplicable, type Probe, probe } from "../binding.ts";
import { errorOf } from "../outcome.ts";
import { ask, expectJson, expectProblem, postText, requestText } from "../raw-request.ts";
import type { Shop } from "../shop.ts";

const noBroker = "there is no broker transport";
const unknown = "/shop/nothing";

/** Expects the same bytes for an internal operation as for an unknown one. */
async function assertAlike({ publicUrl }: Shop, write: (target: string) => string, host?: string): Promise<void> {
  const internal = await ask(publicUrl, write("/shop/secret"), host);
  expect(internal.status).toBe(404);
  expect(internal.timeless).toBe((await ask(publicUrl, write(unknown), host)).timeless);
}

function alike(headers: readonly string[], host?: string): Probe {
  return probe((shop) => assertAlike(shop, (target) => postText(target, "{}", headers), host));
}

/** Spellings of targets that match no operation. */
function unreachable(...targets: readonly string[]): Probe {
  return probe(async ({ publicUrl }) => {
    for (const target of targets) {
      expectProblem(await ask(publicUrl, postText(target, "{}")), 404, "unimplemented");
    }
  });
}

export const spoofing: Bindings = {
  "SPF-01": alike([]),
  "SPF-02": alike(["x-internal: 1", "seamline-context: e30", "seamline-call-id: mine", "x-forwarded-for: 127.0.0.1"]),
  "SPF-06": probe(async (shop) => {
    for (const host of ["localhost", "internal", "127.0.0.1"]) {
      await assertAlike(shop, (target) => postText(target, "{}").replace("host: shop", `host: ${host}`));
    }
  }),
  "SPF-07": alike([], "::ffff:127.0.0.1"),
  "SPF-10": unreachable("/public/../shop/secret", "/shop/../shop/secret", "/shop/items/../secret"),
  "SPF-11": unreachable("/public/%2e%2e/shop/secret", "/shop/%2E%2e/shop/keep"),
  "SPF-12": unreachable(
    "/SHOP/Secret",
    "/shop/secret/",
    "/shop/secret;x",
    "/shop//secret",
    "/SHOP/KEEP",
    "/shop/keep/",
  ),
  "SPF-13": unreachable("/shop/secret%00", "/shop%2fsecret", "/shop/secret?x", "/shop/secret#x", "/shop%2fkeep"),
  "SPF-14": probe(async ({ publicUrl }) => {
    const override = ["x-http-method-override: POST", "x-method-override: POST"];
    for (const method of ["GET", "DELETE", "TRACE", "QUERY", "PUT"]) {
      const response = await ask(publicUrl, requestText(method, "/shop/keep?_method=POST", override));
      expectProblem(response, 405, "unimplemented");
      expect(response.headers.get("allow")).toBe("POST, OPTIONS");
    }
    // HEAD is answered where GET is, and runs no change.
    const head = await ask(publicUrl, requestText("HEAD", "/shop/keep", override));
    expect([head.status, head.body]).toEqual([405, ""]);
  }),
  "SPF-17": probe(
    async ({ publicUrl, client }) => {
      const marks = '{"internal":true,"$internal":true,"origin":"service","caller":"customer"}';
      const seen = expectJson(await ask(publicUrl, postText("/shop/context", marks)));
      expect(seen).toMatchObject({ origin: "public" });
      expect(seen).not.toHaveProperty("caller");
      const input = { [Symbol.for("seamline.internal")]: true, [Symbol.for("seamline.caller")]: "customer" };
      expect((await errorOf(client.run("guarded", input))).code).toBe("permission_denied");
    },
    { runs: 1 },
  ),
  "SPF-18": probe(
    async (shop) => {
      let options: object = {};
      shop.act = (context) => {
        options = { ...context, caller: "customer", origin: "service" };
        return { done: true };
      };
      await shop.local.run("act");
      for (const client of [shop.local, shop.client]) {
        expect((await errorOf(client.run("guarded", {}, options))).code).toBe("invalid_argument");
      }
    },
    { runs: 1, note: "no call takes a context: a copy given as options is refused for its unknown options" },
  ),
  "SPF-19": probe(
    async (shop) => {
      let replay: () => Promise<unknown> = async () => undefined;
      shop.act = () => {
        replay = AsyncResource.bind(() => shop.local.run("context"));
        return { done: true };
      };
      await shop.local.run("act", {}, { principal: { id: "ada" }, timeoutMs: 3000 });
      const seen = await replay();
      expect(seen).toMatchObject({ depth: 1 });
      expect(seen).not.toHaveProperty("principal");
    },
    {
      runs: 2,
      note: "a call that is made after the end of another one is a call from outside: it is made for no principal",
    },
  ),
  "SPF-20": inapplicable(noBroker),
  "SPF-22": inapplicable(noBroker),
  "SPF-24": probe(
    async (shop) => {
      for (let count = 0; count < 50; count += 1) await assertAlike(shop, (target) => postText(target, "{}"));
    },
    {
      note: "equal bytes are asserted; time is not. Both take the same path: no route",
    },
  ),
  "SPF-25": probe((shop) =>
    assertAlike(shop, (target) =>
      requestText("OPTIONS", target, ["origin: http://evil.test", "access-control-request-method: POST"]),
    ),
  ),
};
