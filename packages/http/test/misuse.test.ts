/** Options as a program without a type checker may write them. */

import { createApplication, defineContract } from "@seamline/core";
import { describe, expect, it } from "vitest";
import { createHttpTransport, http, listen } from "../src/index.ts";

const contract = defineContract("shop", { operations: {} });
const load = async () => ({ contract, uses: [], start: () => ({}) });

describe("listen", () => {
  it.each([
    [{ publik: { port: 0 } }, "publik: no setting; did you mean public?"],
    [
      { public: { port: 0, authenticat: () => ({}) } },
      "public listener authenticat: no setting; did you mean authenticate?",
    ],
    [{ public: { port: 0, authenticate: "jwt" } }, 'public listener authenticate: expected a function, found "jwt"'],
    [
      { internal: { port: 0, maxConnection: 5 } },
      "internal listener maxConnection: no setting; did you mean maxConnections?",
    ],
    [{ internal: { port: 0, authenticate: () => ({}) } }, "internal listener authenticate: no setting"],
    [{ internal: { port: 0, tls: { certificate: "" } } }, "internal listener tls.certificate: no setting"],
    [
      { internal: { port: 0, tls: { requestCert: "yes" } } },
      'internal listener tls.requestCert: expected true or false, found "yes"',
    ],
    [{ internal: true }, "internal listener: expected an object with port"],
    [{ onSkew: console }, "onSkew: expected a function"],
    [undefined, "listen: expected an object with public, internal, onSkew, found undefined"],
  ])("refuses %j: %s", async (given, fault) => {
    const app = createApplication({ modules: { shop: { contract, load } } });
    await expect(listen(app, given as never)).rejects.toThrow(fault);
  });
});

describe("http", () => {
  it.each([
    [{ connection: 5 }, "http: connection: no setting; did you mean connections?"],
    [{ allowLinkLocal: "no" }, 'http: allowLinkLocal: expected true or false, found "no"'],
    [{ tls: { rejectUnauthorized: false } }, "http: tls.rejectUnauthorized: no setting"],
    [{ tls: { services: { shop: { keys: "" } } } }, "http: tls.services.shop.keys: no setting; did you mean key?"],
  ])("refuses %j: %s", (given, fault) => {
    expect(() => http(given as never)).toThrow(fault);
  });
});

describe("createHttpTransport", () => {
  it.each([
    [{ connection: 5 }, "createHttpTransport: connection: no setting; did you mean connections?"],
    [{ timeout: 5 }, "createHttpTransport: timeout: no setting; known: connections, batch, keys"],
    [{ connections: "5" }, "connections: expected 1 to 1024, found 5"],
    [{ allowLinkLocal: 1 }, "createHttpTransport: allowLinkLocal: expected true or false, found 1"],
    [{ tls: { cret: "x" } }, "createHttpTransport: tls.cret: no setting; did you mean cert?"],
    [{ interceptors: [{}] }, "createHttpTransport: interceptors[0]: expected a function, found an object"],
    [null, "createHttpTransport: expected an object with connections, batch, keys"],
  ])("refuses %j: %s", (given, fault) => {
    expect(() => createHttpTransport("http://127.0.0.1:1", given as never)).toThrow(fault);
  });

  it.each([["k1:c2VjcmV0"], [["k1:c2VjcmV0"]], [[{ id: "k1", secret: "c2VjcmV0" }]]])(
    "refuses the keys %j without showing them",
    (keys) => {
      const create = () => createHttpTransport("http://127.0.0.1:1", { keys: keys as never });
      expect(create).toThrow("createHttpTransport: keys: expected an array of signing keys");
      expect(create).not.toThrow("c2VjcmV0");
    },
  );
});
