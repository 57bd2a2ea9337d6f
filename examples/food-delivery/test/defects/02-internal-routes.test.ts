/** Defect 2: internal routes are reachable from outside, by a path that the gateway does not decode and the router does. */

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { listen } from "@seamline/http";
import { describe, expect, it, onTestFinished } from "vitest";
import { type RawResponse, send } from "../requests.ts";
import { startEventApplication } from "./event-application.ts";

const path = "/api/courier/%73ervice-courier/deliveries";
const body = { id: 7, status: "new", restaurantId: 1, deliveryId: null };

/** A gateway that checks the path as it came, in front of a router that decodes it. */
async function startNaive(): Promise<{ readonly origin: string; readonly deliveries: unknown[] }> {
  const deliveries: unknown[] = [];
  const server = createServer((request, response) => {
    const raw = request.url ?? "";
    const isAllowed = raw.startsWith("/api/courier/") && !raw.includes("/service-courier/");
    const inner = decodeURIComponent(raw.slice("/api/courier".length));
    if (!isAllowed || inner !== "/service-courier/deliveries") return void response.writeHead(404).end();
    deliveries.push({ id: 1 });
    response.writeHead(200).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, deliveries };
}

const post = (origin: string): Promise<RawResponse> => send(origin, { method: "POST", path, body });

describe("an internal route with an encoded letter", () => {
  it("is unknown on the public listener, and creates nothing", async () => {
    const { app, query } = await startEventApplication();
    const { public: origin = "" } = await listen(app, { public: { port: 0, host: "127.0.0.1" } });
    expect((await post(origin)).status).toBe(404);
    expect(await query("courier", "select * from delivery")).toEqual([]);
  });

  it("creates a delivery in the naive version", async () => {
    const { origin, deliveries } = await startNaive();
    expect((await post(origin)).status).toBe(200);
    expect(deliveries).toHaveLength(1);
  });
});
