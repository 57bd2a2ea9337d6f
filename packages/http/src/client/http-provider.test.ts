import type { TargetUrl } from "@seamline/core/extend";
import { describe, expect, it } from "vitest";
import { createHttpTransport } from "./client-transport.ts";
import { http } from "./http-provider.ts";

function urlOf(text: string): TargetUrl {
  const [, scheme = "", rest = "", options = ""] = /^([a-z+]+):([^?]*)\??(.*)$/.exec(text) ?? [];
  let position = text.length - options.length;
  return {
    text,
    scheme,
    rest,
    options: (options === "" ? [] : options.split("&")).map((pair) => {
      const [name = "", value = ""] = pair.split("=");
      const option = { name, value, position: position + name.length + 1 };
      position += pair.length + 1;
      return option;
    }),
  };
}

function read(text: string): {
  faults: [number, string][];
  settings: Readonly<Record<string, string>>;
  timeoutMs: number | undefined;
} {
  const faults: [number, string][] = [];
  const { settings, timeoutMs } = http().read(urlOf(text), (position, message) => faults.push([position, message]));
  return { faults, settings, timeoutMs };
}

describe("http", () => {
  it.each([
    ["http://courier:3001", { connections: "64" }, undefined],
    ["https://courier.internal/base/v1/?timeout=800ms", { connections: "64", timeout: "800ms" }, 800],
    ["http://[::1]:3001?timeout=1.5s&connections=1024", { connections: "1024", timeout: "1500ms" }, 1500],
    ["http://courier:3001?batch=64", { connections: "64", batch: "64" }, undefined],
    ["http://courier:3001?foreign=true", { connections: "64", foreign: "true" }, undefined],
    ["http://courier:3001?foreign=false", { connections: "64" }, undefined],
    ["http://127.0.0.1", { connections: "64" }, undefined],
    ["http+unix:///run/courier.sock", { connections: "64" }, undefined],
  ])("reads %s", (text, settings, timeoutMs) => {
    expect(read(text)).toEqual({ faults: [], settings, timeoutMs });
  });

  it.each([
    ["http:courier", 5, /expected \/\/ after http:/],
    ["http://", 7, /expected a host name/],
    ["http://user:secret@courier", 7, /no user or password/],
    ["http://courier#x", 14, /no fragment/],
    ["http://cou rier", 7, /expected a host name/],
    ["http://courier:0", 15, /port from 1 to 65535, found "0"/],
    ["http://courier:70000", 15, /port from 1 to 65535/],
    ["http://courier:", 15, /port from 1 to 65535/],
    ["http://[::1", 7, /expected a host name/],
    ["http://courier/a/../b", 14, /plain segments, found "\.\."/],
    ["http://courier/%2e%2E/b", 14, /plain segments/],
    ["http://courier//b", 14, /plain segments, found ""/],
    ["http+unix://run/x.sock", 12, /absolute path of a socket/],
    ["http://courier?timeout=5", 23, /duration such as 800ms/],
    ["http://courier?timeout=0ms", 23, /duration such as 800ms/],
    ["http://courier?timeout=1e3ms", 23, /duration such as 800ms/],
    ["http://courier?connections=0", 27, /expected 1 to 1024, found "0"/],
    ["http://courier?connections=1.5", 27, /expected 1 to 1024/],
    ["http://courier?retrie=2", 15, /unknown option "retrie"; did you mean retries\?/],
    ["http://courier?batch=1", 21, /batch: expected 2 to 256, found "1"/],
    ["http://courier?batch=257", 21, /batch: expected 2 to 256/],
    ["http://courier?batch=2.5", 21, /batch: expected 2 to 256/],
    ["http://courier?pipelining=1", 15, /pipelining is not supported/],
    ["http://courier?timout=2s", 15, /unknown option "timout"; did you mean timeout\?/],
    [
      "http://courier?a=2s",
      15,
      /unknown option "a"; known: timeout, connections, batch, foreign, retries, breaker, concurrency, queue/,
    ],
  ])("finds the fault of %s", (text, position, message) => {
    const { faults } = read(text);
    expect(faults).toHaveLength(1);
    expect(faults[0]?.[0]).toBe(position);
    expect(faults[0]?.[1]).toMatch(message);
  });

  it("shows no password in its faults", () => {
    expect(JSON.stringify(read("http://user:secret@courier").faults)).not.toContain("secret");
  });

  it("refuses a number of connections outside the bounds", () => {
    expect(() => http({ connections: 0 })).toThrow(/expected 1 to 1024/);
  });
});

describe("createHttpTransport", () => {
  it.each(["ftp://a", "courier:3001", "", "http://a#b", "http://a/../b"])("refuses %j", (url) => {
    expect(() => createHttpTransport(url)).toThrow(TypeError);
  });
});
