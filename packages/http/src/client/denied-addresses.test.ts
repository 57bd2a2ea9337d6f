import { describe, expect, it } from "vitest";
import { shopContract } from "../../test/shop.ts";
import { isDeniedHost } from "../binding/denied-addresses.ts";
import { createHttpTransport } from "./client-transport.ts";
import { http } from "./http-provider.ts";

const denied = [
  "169.254.169.254",
  "0xa9fea9fe",
  "2852039166",
  "[::ffff:169.254.169.254]",
  "[fe80::1]",
  "[fd00:ec2::254]",
  "[64:ff9b::169.254.169.254]",
  "100.100.100.200",
  "Metadata.Google.Internal.",
];
const allowed = ["127.0.0.1", "[::1]", "10.0.0.1", "192.168.1.1", "[fd00::1]", "169.253.0.1", "metadata", "courier"];

describe("isDeniedHost", () => {
  it.each(denied)("denies %s", (host) => expect(isDeniedHost(new URL(`http://${host}`).hostname)).toBe(true));
  it.each(allowed)("allows %s", (host) => expect(isDeniedHost(new URL(`http://${host}`).hostname)).toBe(false));
});

describe("a denied address", () => {
  const url = "http://169.254.169.254:80/x";
  const target = { text: url, scheme: "http", rest: url.slice(5), options: [] };

  it("is a fault at the host, with the option that allows it", () => {
    const faults: [number, string][] = [];
    http().read(target, (position, message) => faults.push([position, message]));
    expect(faults).toEqual([[7, expect.stringContaining("http({ allowLinkLocal: true })")]]);
    expect(() => createHttpTransport(url)).toThrow(TypeError);
  });

  it("is a target like any other if it is allowed", async () => {
    const faults: unknown[] = [];
    const read = http({ allowLinkLocal: true }).read(target, (...fault) => faults.push(fault));
    expect(faults).toEqual([]);
    await read.create({ service: "shop", contract: shopContract, keys: [] }).close?.();
    await createHttpTransport(url, { allowLinkLocal: true }).close?.();
  });
});
