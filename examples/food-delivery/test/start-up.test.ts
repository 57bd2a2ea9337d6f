/**
 * Starting and stopping a process: its imports, its output, the configuration that it refuses, its
 * end.
 */

import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { artefact, StartFailure, startProcess, type Variables } from "../app/demo/application-process.ts";
import { runFlows } from "../app/demo/flows.ts";
import { shapes } from "../app/demo/shape.ts";
import { ensureArtefact } from "./artefact.ts";
import { databaseKinds } from "./database-kinds.ts";
import { createSqliteDatabases } from "./sqlite-databases.ts";
import { startTestApplication } from "./test-application.ts";

beforeAll(ensureArtefact);

/** Starts a process that must refuse its configuration; returns its stderr. */
async function refuse(variables: Variables): Promise<string> {
  const failure = await startProcess(variables).then(
    async (process) => {
      await process.stop();
      return undefined;
    },
    (reason: unknown) => reason,
  );
  expect(failure).toBeInstanceOf(StartFailure);
  expect((failure as StartFailure).code).toBe(1);
  return (failure as StartFailure).log;
}

describe("a process", () => {
  it("prints one line of JSON on stdout, and stops at SIGTERM and SIGINT with 0", async () => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      const stdout = await new Promise<string>((resolve, reject) => {
        const env = { PATH: process.env.PATH, PUBLIC_PORT: "0", INTERNAL_PORT: "0" };
        const child = execFile(process.execPath, [artefact], { env }, (error, text) =>
          error === null ? resolve(text) : reject(error),
        );
        child.stdout?.once("data", () => child.kill(signal));
      });
      expect(stdout).toMatch(
        /^\{"ready":true,"public":"http:\/\/127\.0\.0\.1:\d+","internal":"http:\/\/127\.0\.0\.1:\d+","modules":\["restaurant","courier","customer"\]\}\n$/,
      );
    }
  });

  it("keeps its data over a restart", async () => {
    const app = await startTestApplication(shapes["all in one process"], createSqliteDatabases);
    try {
      const { id } = (await app.createOrder(app.restaurants.open)).json;
      await app.shape.process("customer").stop();
      await app.shape.restart("customer");
      expect((await app.getOrder(id)).json.status).toBe("accepted");
    } finally {
      await app.stop();
    }
  });

  it("needs no database: without one it keeps everything in memory", async () => {
    const process = await startProcess({});
    const body = JSON.stringify({ restaurantId: 1 });
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${process.public}/api/customer/orders`, { method: "POST", headers, body });
    expect(await response.json()).toEqual({ id: 1, status: "accepted", restaurantId: 1, deliveryId: 1 });
    expect(await process.stop()).toBe(0);
  });

  it("responds alike in strict mode, which runs every repeatable operation twice", async () => {
    const app = await startTestApplication(shapes["all in one process"], createSqliteDatabases, {
      SEAMLINE_STRICT: "7",
    });
    try {
      const { text } = await runFlows(app.shape.origin, app.restaurants);
      await expect(text).toMatchFileSnapshot("golden-transcript.txt");
    } finally {
      await app.stop();
    }
  });
});

const createPostgres = databaseKinds.PostgreSQL;

describe.runIf(createPostgres)("processes that start together on PostgreSQL", () => {
  it.each(["calls", "events"])("migrate and seed each database once, in the stage of %s", async (stage) => {
    const databases = await (createPostgres as typeof createSqliteDatabases)();
    try {
      const variables = { ...databases.variables, SEAMLINE_STAGE: stage };
      const processes = await Promise.all(Array.from({ length: 3 }, () => startProcess(variables)));
      const restaurants = await databases.query("restaurant", "select id, name from restaurant");
      expect(restaurants).toEqual([{ id: 1, name: "My restaurant" }]);
      await Promise.all(processes.map((process) => process.stop()));
    } finally {
      await databases.drop();
    }
  });
});

describe("SEAMLINE_MODULES", () => {
  it("decides which modules are imported", async () => {
    const recorder = pathToFileURL(fileURLToPath(new URL("record-imports.ts", import.meta.url))).href;
    const elsewhere = { SEAMLINE_CUSTOMER: "http://127.0.0.1:9" };
    const process = await startProcess({ SEAMLINE_MODULES: "courier", ...elsewhere }, ["--import", recorder]);
    await process.stop();
    expect(process.modules).toEqual(["courier"]);
    const imported = process.log();
    const folder = dirname(artefact);
    const chunks = (await readdir(folder)).filter((file) => file.endsWith(".js"));
    for (const [handlers, here] of [
      ["CourierService", true],
      ["CustomerService", false],
      ["RestaurantService", false],
    ] as const) {
      const holders = [];
      for (const chunk of chunks) {
        if ((await readFile(join(folder, chunk), "utf8")).includes(`${handlers} = class`)) holders.push(chunk);
      }
      expect(holders).toHaveLength(1);
      expect([handlers, imported.includes(`/app/dist/${holders[0]}\n`)]).toEqual([handlers, here]);
    }
  });
});

describe("a bad configuration", () => {
  it("is refused with all its faults at once", async () => {
    const log = await refuse({
      PUBLIC_PORT: "70000",
      INTERNAL_PORT: "any",
      INTERNAL_HOST: "0.0.0.0",
      SEAMLINE_MODULES: "customer,kurier",
      SEAMLINE_KITCHEN: "http://127.0.0.1:9",
      SEAMLINE_COURIER: "htp://127.0.0.1:9",
      SEAMLINE_RESTAURANT: "fallback(http://127.0.0.1:9",
      SEAMLINE_RESTAURANT__ACCEPT_ORDER: "http://127.0.0.1:9?timeout=soon",
      SEAMLINE_STRICT: "often",
      SEAMLINE_STAGE: "evnts",
      SEAMLINE_EVENTS: "database:",
    });
    expect(log).toContain(`PUBLIC_PORT: expected a port from 0 to 65535, found "70000"`);
    expect(log).toContain(`INTERNAL_PORT: expected a port from 0 to 65535, found "any"`);
    expect(log).toContain("INTERNAL_HOST: expected keys for a listener on 0.0.0.0");
    expect(log).toContain(`SEAMLINE_MODULES at character 10: expected a service, found "kurier"`);
    expect(log).toContain("SEAMLINE_KITCHEN: no service has this name");
    expect(log).toContain(`SEAMLINE_COURIER at character 1: the scheme "htp:" is unknown`);
    expect(log).toContain(`SEAMLINE_RESTAURANT at character 28: expected "," or ")"`);
    expect(log).toContain("SEAMLINE_RESTAURANT__ACCEPT_ORDER at character");
    expect(log).toContain("SEAMLINE_STRICT at character 1: expected a whole number");
    expect(log).toContain(`SEAMLINE_STAGE: expected calls or events, found "evnts"`);
    expect(log).toContain("SEAMLINE_EVENTS: this stage has no events; set SEAMLINE_STAGE=events to carry them");
  });

  it("is refused when a service that is used is neither hosted nor addressed", async () => {
    const log = await refuse({ SEAMLINE_MODULES: "customer", SEAMLINE_COURIER: "http://127.0.0.1:9" });
    expect(log).toContain("SEAMLINE_RESTAURANT: restaurant, which customer uses, is neither hosted here nor addressed");
  });

  it("is refused when events would have to leave the process without a broker", async () => {
    const elsewhere = { SEAMLINE_MODULES: "customer,restaurant", SEAMLINE_COURIER: "http://127.0.0.1:9" };
    const log = await refuse({ ...elsewhere, SEAMLINE_STAGE: "events" });
    expect(log).toContain("SEAMLINE_EVENTS: courier, which handles restaurant.orderAccepted, runs in another process");
  });

  it("is refused if an internal listener is reachable beyond loopback without keys", async () => {
    expect(await refuse({ INTERNAL_HOST: "0.0.0.0" })).toContain("INTERNAL_HOST: expected keys");
  });

  it("is refused for a database of another kind, without showing its password", async () => {
    const log = await refuse({ CUSTOMER_DATABASE_URL: "mysql://me:secret@127.0.0.1/x" });
    expect(log).toContain("CUSTOMER_DATABASE_URL: expected postgres://");
    expect(log).not.toContain("secret");
  });
});
