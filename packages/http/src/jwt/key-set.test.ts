import { generateKeyPairSync } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cooldownMs, openKeySet } from "./key-set.ts";

const hourMs = 3_600_000;
let issuer: Server;
let url: URL;
let works = true;
let fetches = 0;

beforeAll(async () => {
  const key = {
    ...(await exportJWK(generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey)),
    kid: "1",
    alg: "RS256",
  };
  issuer = createServer((_req, res) => {
    fetches += 1;
    if (works) res.end(JSON.stringify({ keys: [key] }));
    else res.writeHead(503).end();
  });
  await new Promise<void>((resolve) => issuer.listen(0, "127.0.0.1", resolve));
  url = new URL(`http://127.0.0.1:${(issuer.address() as AddressInfo).port}/jwks.json`);
});

afterAll(() => {
  issuer.close();
});

describe("openKeySet", () => {
  it("uses keys for up to a day while their issuer is unavailable", async () => {
    let now = 0;
    const find = openKeySet(url, () => now);
    const header = { alg: "RS256", kid: "1" };
    await expect(find(header)).resolves.toBeDefined();
    works = false;
    now = 23 * hourMs;
    await expect(find(header)).resolves.toBeDefined();
    now = 25 * hourMs;
    await expect(find(header)).rejects.toMatchObject({ code: "unavailable" });
    expect(fetches).toBe(3);
    works = true;
    now += cooldownMs;
    await expect(find(header)).resolves.toBeDefined();
  });
});
