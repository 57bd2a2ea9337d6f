/** An upstream behind TLS: its certificate is verified, and a certificate of the listener is shown. */

import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { createApplication } from "@seamline/core";
import { listen, type UpstreamOptions } from "@seamline/http";
import { createCertificateAuthority } from "@seamline/testing";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

describe("an upstream behind TLS", () => {
  const authority = createCertificateAuthority();
  const server = createServer(
    { ...authority.issue({ hosts: ["127.0.0.1"] }), ca: authority.cert, requestCert: true, rejectUnauthorized: false },
    (req, res) => {
      const { authorized } = req.socket as TLSSocket;
      res.end(`${authorized ? "certified" : "not certified"}, client by ${req.headers["x-forwarded-proto"]}`);
    },
  );
  beforeAll(() => new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve)));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  async function ask(tls: UpstreamOptions["tls"]): Promise<string> {
    const app = createApplication({ modules: {} });
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { public: front } = await listen(app, { public: { port: 0, upstream: { url, tls } } });
    const response = await fetch(`${front}/a`);
    const text = response.ok ? await response.text() : String(response.status);
    await app.stop();
    return text;
  }

  it("is reached by those that trust its authority", async () => {
    expect(await ask({ ca: authority.cert })).toBe("not certified, client by http");
    const own = authority.issue({ uris: ["spiffe://food.example/front"] });
    expect(await ask({ ...own, ca: authority.cert })).toBe("certified, client by http");
  });

  it("is not reached by others", async () => {
    const log = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    expect(await ask(undefined)).toBe("502");
    expect(await ask({ ca: createCertificateAuthority().cert })).toBe("502");
    expect(log.mock.calls.join("")).toContain("The upstream has no certificate that is trusted");
    log.mockRestore();
  });
});
