/** The monolith's own test suite, at each step: its module called in memory, then in a process of its own. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";

const main = new URL("../src/main.ts", import.meta.url).pathname;
const folders: string[] = [];
const processes: ChildProcess[] = [];

afterEach(async () => {
  for (const child of processes.splice(0)) {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Starts a process, and returns its URL. */
function start(env: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, [main], { env: { ...process.env, NODE_OPTIONS: "", PORT: "0", ...env } });
  processes.push(child);
  let text = "";
  return new Promise((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      text += chunk;
      const url = /ready (\S+)/.exec(text)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.stderr.on("data", (chunk) => {
      text += chunk;
    });
    child.once("exit", () => reject(new Error(text)));
  });
}

/** What the suite of the monolith always asked, and what came back. */
async function runSuite(url: string): Promise<readonly string[]> {
  const transcript: string[] = [];
  let cookie = "";
  const ask = async (method: string, path: string, body?: unknown): Promise<void> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { cookie, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    cookie = response.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    transcript.push(`${method} ${path}: ${response.status} ${await response.text()}`);
  };
  await ask("GET", "/orders");
  await ask("POST", "/login", { user: "grace" });
  await ask("GET", "/restaurants/1");
  await ask("GET", "/restaurants/3");
  await ask("POST", "/restaurants/1/seats", { count: 0 });
  await ask("POST", "/orders", { restaurant: 1, meal: "pizza" });
  await ask("POST", "/orders", { restaurant: 1, meal: "soup" });
  await ask("POST", "/orders", { restaurant: 1, meal: "cake" });
  await ask("POST", "/orders", { restaurant: 2, meal: "tea" });
  await ask("POST", "/orders", { restaurant: 3, meal: "tea" });
  await ask("GET", "/restaurants/1");
  await ask("GET", "/orders");
  return transcript;
}

function createDatabase(): string {
  const folder = mkdtempSync(join(tmpdir(), "existing-app-"));
  folders.push(folder);
  return join(folder, "app.db");
}

const expected = [
  'GET /orders: 401 {"error":"log in first"}',
  'POST /login: 200 {"user":"grace"}',
  'GET /restaurants/1: 200 {"id":1,"name":"Da Ada","seats":2}',
  'GET /restaurants/3: 404 {"error":"no such restaurant"}',
  'POST /restaurants/1/seats: 400 {"error":"count must be positive"}',
  'POST /orders: 201 {"id":1,"at":"Da Ada","meal":"pizza"}',
  'POST /orders: 201 {"id":2,"at":"Da Ada","meal":"soup"}',
  'POST /orders: 409 {"error":"no seat"}',
  'POST /orders: 409 {"error":"no seat"}',
  'POST /orders: 500 {"error":"something failed"}',
  'GET /restaurants/1: 200 {"id":1,"name":"Da Ada","seats":0}',
  'GET /orders: 200 [{"id":1,"restaurant":1,"meal":"pizza"},{"id":2,"restaurant":1,"meal":"soup"}]',
];

describe("the suite of the monolith", () => {
  it("is green while the client calls its own routes in memory", async () => {
    const url = await start({ DATABASE: createDatabase() });
    expect(await runSuite(url)).toEqual(expected);
  });

  it("is green with the routes behind a port, by a variable", async () => {
    const DATABASE = createDatabase();
    const routes = await start({ DATABASE });
    const url = await start({ DATABASE, SEAMLINE_RESTAURANTS: `${routes}?foreign=true` });
    expect(await runSuite(url)).toEqual(expected);
  });

  it("is green with the module in a process of its own, by variables", async () => {
    const DATABASE = createDatabase();
    const first = await start({ DATABASE }); // creates the tables
    const module = await start({ DATABASE, SEAMLINE_MODULES: "restaurants" });
    const url = await start({ DATABASE, SEAMLINE_RESTAURANTS: module });
    expect(first).not.toBe(url);
    expect(await runSuite(url)).toEqual(expected);
  });
});
