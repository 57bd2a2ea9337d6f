/**
 * Requests from outside with the spelling of an internal operation learn nothing and reach nothing
 * in existing apps: the response equals that to the same spelling of an unknown route.
 */

import { type Application, createApplication, defineModule } from "@seamline/core";
import { sendRaw } from "@seamline/test-support";
import { countStatuses, sampleSpellings, vaultContract, withoutDate } from "@seamline/test-support/hidden-operations";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type App, type AppOptions, frameworks } from "./apps.ts";
import { keyText } from "./depot.ts";
import { nestFrameworks } from "./nest-apps.ts";

function createVault(ran: string[]): Application {
  const run = (name: string, value?: unknown) => (): unknown => {
    ran.push(name);
    return value;
  };
  const handlers = {
    open: run("open"),
    look: run("look", "gold"),
    drop: run("drop"),
    list: run("list", ["door"]),
    ring: run("ring"),
  };
  const module = defineModule({ contract: vaultContract, start: () => handlers });
  return createApplication({
    env: { SEAMLINE_KEYS: keyText },
    modules: { vault: { contract: vaultContract, load: async () => module } },
  });
}

/** A response without the target of the request, which apps name in theirs, and what depends on it. */
const withoutTarget = (response: string): string =>
  withoutDate(response)
    .replace(/^(etag|content-length): .*\r\n/gim, "")
    .replace(/the app has no .*/, "the app has none")
    .replace(/"(message|instance|path)":"[^"]*"/g, '"$1":"…"');

const sides: readonly (readonly [string, AppOptions])[] = [
  ["public operations", { public: {} }],
  [
    "public and signed operations",
    { public: { cors: { origins: ["https://a.example"] } }, internal: {}, health: true },
  ],
];
const cases = [...frameworks, ...nestFrameworks].flatMap((framework) =>
  sides.map(([served, options]) => ({ ...framework, served, options })),
);

describe.each(cases)("an internal operation in $name, which serves $served", ({ open, options }) => {
  const ran: string[] = [];
  let application: Application;
  let app: App;
  beforeAll(async () => {
    application = createVault(ran);
    app = await open(application, options);
  });
  afterAll(async () => {
    await app[Symbol.asyncDispose]();
    await application.stop();
  });

  const ask = async (text: string): Promise<string> => withoutTarget(await sendRaw(app.url, text).catch(() => ""));

  it("gets the response of an unknown route, in three hundred spellings", async () => {
    const statuses = await countStatuses(sampleSpellings(300, 20_261_130), ask);
    expect(statuses.get("404")).toBeGreaterThan(60);
    // An upgrade that is offered and not taken is no failure.
    const offer = ["host: a", "connection: close", "upgrade: h2c", "", ""];
    expect(await ask(["GET /vault HTTP/1.1", ...offer].join("\r\n"))).toMatch(/^HTTP\/1.1 200/);
    expect(new Set(ran).difference(new Set(["list", "ring"]))).toEqual(new Set());
  });
});
