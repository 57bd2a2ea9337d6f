import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { Dispatcher } from "undici";
import { describe, expect, it } from "vitest";
import { createUndiciDispatcher, type UndiciDispatcher } from "./undici-dispatcher.ts";

/** A dispatcher that fails every request, and records what it is asked to do. */
function createRecorder(): { readonly dispatcher: UndiciDispatcher; readonly asked: unknown[] } {
  const asked: unknown[] = [];
  const dispatcher = createUndiciDispatcher({
    dispatch({ path }, handler) {
      asked.push(path);
      queueMicrotask(() => handler.onResponseError?.(null as never, new Error(`no ${path}`)));
      return true;
    },
    async close() {
      asked.push("close");
    },
    async destroy(reason) {
      asked.push(reason?.message ?? "destroy");
      if (reason?.message === "fail") throw reason;
    },
  });
  return { dispatcher, asked };
}

/** Runs a program beside this file, with a module loaded before it; it prints JSON. */
async function run(program: string, ...imports: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...imports.map((path) => `--import=${path}`), "--input-type=module-typescript", "--eval", program],
    { cwd: import.meta.dirname, env: { ...process.env, NODE_OPTIONS: "" } },
  );
  return JSON.parse(stdout);
}

describe("createUndiciDispatcher", () => {
  it("has the methods of undici, also behind interceptors", async () => {
    const { dispatcher, asked } = createRecorder();
    expect(dispatcher).toBeInstanceOf(Dispatcher);
    const composed = dispatcher.compose((dispatch) => (options, handler) => {
      asked.push("intercepted");
      return dispatch(options, handler);
    });
    const options = { origin: "http://a", path: "/x", method: "GET" } as const;
    await expect(dispatcher.request(options)).rejects.toThrow("no /x");
    await expect(composed.request(options)).rejects.toThrow("no /x");
    await composed.close();
    expect(asked).toEqual(["/x", "intercepted", "/x", "close"]);
  });

  it("closes and destroys with promises and with callbacks", async () => {
    const { dispatcher, asked } = createRecorder();
    await dispatcher.close();
    await new Promise<void>((resolve) => dispatcher.close(resolve));
    await dispatcher.destroy();
    await new Promise<void>((resolve) => dispatcher.destroy(resolve));
    await dispatcher.destroy(new Error("over"));
    await new Promise<void>((resolve) => dispatcher.destroy(new Error("later"), resolve));
    const failed = await new Promise((resolve) => dispatcher.destroy(new Error("fail"), resolve as () => void));
    expect(failed).toMatchObject({ message: "fail" });
    expect(asked).toEqual(["close", "close", "destroy", "destroy", "over", "later", "fail"]);
  });

  const program = `
    import { createRequire } from "node:module";
    void globalThis.Response;
    const slot = Symbol.for("undici.globalDispatcher.1");
    const before = globalThis[slot];
    const { createUndiciDispatcher, createUndiciAgent } = await import("./undici-dispatcher.ts");
    const dispatch = (_options, handler) => queueMicrotask(() => handler.onResponseError(null, new Error("no"))) ?? true;
    const dispatcher = createUndiciDispatcher({ dispatch, close: async () => {}, destroy: async () => {} });
    const failed = await dispatcher.request({ origin: "http://a", path: "/", method: "GET" }).catch((e) => e.message);
    const agent = createUndiciAgent();
    await agent.close();
    const paths = Object.keys(createRequire(import.meta.url).cache);
    const main = paths.some((path) => /undici.(?:index|lib.global)\\.js$/.test(path));
    console.log(JSON.stringify({ failed, kept: globalThis[slot] === before, agent: typeof agent.dispatch, main }));`;

  it("loads nothing that replaces the dispatcher of the built-in fetch", async () => {
    expect(await run(program)).toEqual({ failed: "no", kept: true, agent: "function", main: false });
  });

  it("works, and leaves the built-in fetch its dispatcher, where undici has changed inside", async () => {
    const changed = join(import.meta.dirname, "../../../../verification/versions/src/changed/undici-modules.ts");
    expect(await run(program, changed)).toEqual({ failed: "no", kept: true, agent: "function", main: true });
  });
});
