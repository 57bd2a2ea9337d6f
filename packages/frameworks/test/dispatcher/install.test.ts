/** The process-wide dispatcher of two copies of undici, in a process of its own. */

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { install } from "../../src/index.ts";

/** Runs a program as a module beside this file; it prints JSON. */
async function run(program: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", "--input-type=module-typescript", "--eval", program],
    { cwd: import.meta.dirname, env: { ...process.env, NODE_OPTIONS: "" } },
  );
  return JSON.parse(stdout);
}

const setUp = `
import { createDispatcher, install } from "../../src/index.ts";
const routes = { "http://desk.local": (_request, response) => response.end("in memory") };
const slots = ["undici.globalDispatcher.1", "undici.globalDispatcher.2"].map((name) => Symbol.for(name));
const globals = () => slots.map((slot) => globalThis[slot]);
const print = (found) => process.stdout.write(JSON.stringify(found));
const ask = async (call, ...rest) => {
  try {
    const { body } = await call("http://desk.local/", ...rest);
    return await new Response(body).text();
  } catch (reason) {
    return reason.code ?? reason.cause?.code;
  }
};
`;

describe("install", () => {
  it("is the only function that touches the process-wide dispatcher", async () => {
    const found = await run(`${setUp}
      import { createRequire } from "node:module";
      const before = globals();
      const dispatcher = createDispatcher(routes, { otherwise: createDispatcher(routes) });
      const text = await ask((url) => dispatcher.request({ origin: url, path: "/", method: "GET" }));
      await dispatcher.close();
      const loaded = Object.keys(createRequire(import.meta.url).cache);
      print({
        text,
        same: globals().every((one, index) => one === before[index]),
        loads: loaded.filter((path) => /undici.(?:index|lib.global)\\.js$/.test(path)),
      });`);
    expect(found).toEqual({ text: "in memory", same: true, loads: [] });
  });

  it.each([
    ["undici 8 before undici 7", ["undici", "undici-7"]],
    ["undici 7 before undici 8", ["undici-7", "undici"]],
  ])("serves copies loaded before it, and gives them back their own: %s", async (_name, names) => {
    const found = await run(`${setUp}
      const copies = [await import("${names[0]}"), await import("${names[1]}")];
      const before = globals();
      const own = copies.map((copy) => copy.getGlobalDispatcher());
      const restore = install(createDispatcher(routes));
      const installed = [];
      for (const { request } of copies) installed.push(await ask(request));
      installed.push(await ask(fetch));
      restore();
      const restored = copies.map((copy, index) => copy.getGlobalDispatcher() === own[index]);
      print({ installed, restored, same: globals().every((one, index) => one === before[index]) });`);
    expect(found).toEqual({ installed: ["in memory", "in memory", "in memory"], restored: [true, true], same: true });
  });

  it("serves copies loaded after it, and leaves them a dispatcher", async () => {
    const found = await run(`${setUp}
      const restore = install(createDispatcher(routes));
      const { request } = await import("undici");
      const { request: request7 } = await import("undici-7");
      const installed = [await ask(request), await ask(request7), await ask(fetch)];
      restore();
      print({ installed, restored: [await ask(request), await ask(request7), await ask(fetch)] });`);
    const failed = expect.stringMatching(/^(?:ENOTFOUND|EAI_AGAIN)$/);
    expect(found).toEqual({
      installed: ["in memory", "in memory", "in memory"],
      restored: [failed, failed, failed],
    });
  });

  it("leaves a dispatcher that was set after it", async () => {
    const found = await run(`${setUp}
      const { Agent, setGlobalDispatcher, getGlobalDispatcher } = await import("undici");
      const restore = install(createDispatcher(routes));
      const later = new Agent();
      setGlobalDispatcher(later);
      restore();
      print(getGlobalDispatcher() === later);`);
    expect(found).toBe(true);
  });

  it("refuses what is not a dispatcher, and sets nothing", () => {
    const slot = Symbol.for("undici.globalDispatcher.1");
    void globalThis.Response;
    const before = Reflect.get(globalThis, slot);
    expect(() => install({} as never)).toThrow("install: expected a dispatcher, found object");
    expect(() => install(() => undefined as never)).toThrow("install: expected a dispatcher, found undefined");
    expect(Reflect.get(globalThis, slot)).toBe(before);
  });
});
