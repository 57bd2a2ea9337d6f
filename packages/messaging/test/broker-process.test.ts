/** A process ends by itself once its broker is closed: nothing of a broker keeps it. */

import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { makeCertificate } from "./servers/certificate.ts";
import { findRabbitmq, startRabbitmq } from "./servers/rabbitmq-server.ts";
import { findRedis, startRedis } from "./servers/redis-server.ts";
import { removeFromRabbitmq, removeFromRedis } from "./servers/remove-names.ts";
import {
  findProgram,
  freePort,
  isInstalled,
  isReachable,
  type TestServer,
  untilAccepting,
} from "./servers/test-server.ts";

const program = fileURLToPath(new URL("broker-process.ts", import.meta.url));
const brokers = [
  { name: "RabbitMQ", scheme: "amqp", port: 5672, remove: removeFromRabbitmq },
  { name: "Redis", scheme: "redis", port: 6379, remove: removeFromRedis },
];

/** Ends a process that does not end by itself; the test fails then. */
const patienceMs = 30_000;

async function run(url: string, how: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const options = { timeout: patienceMs, env: { ...process.env, ...env } };
  const { stdout } = await promisify(execFile)(process.execPath, [program, url, how], options);
  return stdout;
}

describe.each(brokers)("a process with $name", async ({ name, scheme, port, remove }) => {
  const isThere = await isReachable(name, port);
  const prefix = `test-${randomBytes(6).toString("hex")}`;
  const url = (at: number): string => `${scheme}://127.0.0.1:${at}?prefix=${prefix}`;
  afterAll(() => (isThere ? remove(prefix) : undefined));

  it.skipIf(!isThere)("ends after its broker has worked and is closed", async () => {
    expect(await run(url(port), "worked")).toBe("closed\n");
  });
  it.skipIf(!isThere)("ends when its broker is closed while it opens", async () => {
    expect(await run(url(port), "while-opening")).toBe("closed\n");
  });
  it("ends when its broker was refused", async () => {
    expect(await run(url(await freePort()), "refused")).toMatch(/^Error: no connection to .+ECONNREFUSED.*\nclosed\n$/);
  });
});

const secured = [
  {
    name: "RabbitMQ",
    scheme: "amqps",
    isThere: isInstalled("rabbitmq-server", findRabbitmq()),
    start: (port: number, certificate: string, key: string): Promise<TestServer> =>
      startRabbitmq(
        `listeners.ssl.default = 127.0.0.1:${port}\nssl_options.certfile = ${certificate}\nssl_options.keyfile = ${key}\n`,
      ),
  },
  {
    name: "Redis",
    scheme: "rediss",
    isThere: isInstalled("redis-server", findRedis()),
    start: (port: number, certificate: string, key: string): Promise<TestServer> => {
      const files = ["--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", certificate];
      return startRedis("--tls-port", String(port), ...files, "--tls-auth-clients", "no");
    },
  },
];

describe.each(secured)("TLS with $name", ({ scheme, isThere, start }) => {
  it.skipIf(!isThere || !isInstalled("openssl", findProgram("openssl")))(
    "needs an authority that Node trusts",
    async () => {
      const { certificate, key, remove } = makeCertificate();
      const port = await freePort();
      const server = await start(port, certificate, key);
      try {
        const url = `${scheme}://127.0.0.1:${port}`;
        await untilAccepting(port);
        expect(await run(url, "refused")).toMatch(/self-signed certificate/);
        expect(await run(url, "worked", { NODE_EXTRA_CA_CERTS: certificate })).toBe("closed\n");
      } finally {
        await server.remove();
        remove();
      }
    },
  );
});
