/** Every spelling of an internal operation's path stays here, whatever the upstream would make of it. */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { requestText, sendRaw } from "@seamline/test-support";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Front, openFront } from "./front.ts";

let server: Server;
let front: Front;
const seen: string[] = [];
beforeAll(async () => {
  server = createServer((req, res) => {
    seen.push(`${req.method} ${req.url}`);
    res.end("the upstream");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  front = await openFront(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterAll(async () => {
  await front[Symbol.asyncDispose]();
  await new Promise((resolve) => server.close(resolve));
});

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PROPFIND", "QUERY"];

/** Returns "upstream", "here", or the status of a response that is neither. */
async function send(method: string, target: string, headers: readonly string[] = []): Promise<string> {
  seen.length = 0;
  const response = await sendRaw(front.url, requestText(method, target, headers));
  if (seen.length > 0) return "upstream";
  return /^HTTP\/1\.1 (\d+)/.exec(response)?.[1] ?? "none";
}

const percent = (text: string): string => [...text].map((one) => `%${one.charCodeAt(0).toString(16)}`).join("");

/** Spellings of `/shop/touch` that some server takes for it. */
const spellings = [
  ...[
    "/shop/touch",
    "/shop/touch/",
    "/shop/touch//",
    "//shop/touch",
    "/shop//touch",
    "///shop///touch",
    "/./shop/touch",
  ],
  ...["/shop/./touch", "/shop/touch/.", "/x/../shop/touch", "/shop/x/../touch", "/../shop/touch", "/..//../shop/touch"],
  ...[
    "/SHOP/TOUCH",
    "/Shop/Touch",
    "/shop/toucH",
    "/shop/touch?x=1",
    "/shop/touch?",
    "/shop/touch/?x",
    "/shop/touch??",
  ],
  ...["/shop%2ftouch", "/shop%2Ftouch", "%2fshop/touch", "/%2fshop/touch", "/shop/%2e/touch", "/x/%2e%2e/shop/touch"],
  ...["/x/.%2e/shop/touch", "/x/%2E./shop/touch", "/x%2f..%2fshop/touch", "/%73hop/touch", "/shop/%74%6f%75%63%68"],
  ...["/shop/%54ouch", "/shop%252ftouch", "/shop/%2574ouch", "/x/%252e%252e/shop/touch", "/shop%25252ftouch"],
  ...[`/${percent("shop")}/${percent("touch")}`, `/${percent(percent("shop"))}/touch`, "/shop\\touch", "\\shop\\touch"],
  ...[
    "/\\shop/touch",
    "/shop%5ctouch",
    "/x\\..\\shop\\touch",
    "/x%5c..%5cshop%5ctouch",
    "/shop/touch;a=b",
    "/shop;a/touch;b",
  ],
  ...[
    "/;/shop/touch",
    "/x/..;/shop/touch",
    "/x/..;a=b/shop/touch",
    "/shop/touch%3ba",
    "/shop/touch%3fx",
    "/shop/touch%23x",
  ],
  ...[
    "/shop/touch%00",
    "/shop/touch%00.png",
    "/shop/touch%0a",
    "/shop/tou%0ach",
    "/shop%09/touch",
    "/shop/touch%20",
    "/shop/touch+",
  ],
  ...[
    "/shop/touch.",
    "/shop/touch..",
    "/shop./touch",
    "/shop/touch%2e",
    "/shop/touch.json",
    "/shop/touch.html",
    "/shop/touch.PHP",
  ],
  ...[
    "/index.php/shop/touch",
    "/app.php/shop/touch",
    "/index.php//shop/touch",
    "/INDEX.PHP/shop/touch",
    "/cgi.cgi/shop/touch",
  ],
  ...["//host/shop/touch", "//host:80/shop/touch", "/\\host/shop/touch", "///host/shop/touch"],
  ...["/%c0%afshop/touch", "/shop%c0%aftouch", "/shop%e0%80%aftouch", "/x/%c0%ae%c0%ae/shop/touch", "/shop%c1%9ctouch"],
  ...["/shop%u002ftouch", "/sh%u006fp/touch", "/shop%ef%bc%8ftouch", "/%ef%bd%93hop/touch", "/%c5%bfhop/touch"],
  ...["http://x/shop/touch", "HTTP://x/shop/touch", "/shop/touch#", "/shop/touch#x", "*", "shop/touch", "x:80"],
];

describe("an internal operation behind a listener with an upstream", () => {
  it.each(spellings)("is not passed, nor run, by the spelling %s", async (spelling) => {
    for (const method of ["POST", "GET"]) expect(await send(method, spelling), method).toMatch(/^40[045]$/);
    expect(front.ran).toEqual([]);
  });

  it.each(methods)("is not passed by %s", async (method) => {
    expect(await send(method, "/shop/touch")).toMatch(/^40[45]$/);
    expect(await send(method, "/doors/7/open")).toMatch(/^40[45]$/);
    expect(await send(method, "/Doors/a%2Fb/%6Fpen/")).toMatch(/^40[45]$/);
  });

  it("is not passed by fields that name another path or method", async () => {
    const tricks = ["x-original-url: /shop/touch", "x-rewrite-url: /shop/touch", "x_original_url: /shop/touch"];
    expect(await send("GET", "/elsewhere", tricks)).toBe("upstream");
    const named = ["seamline-operation: vault.touch"];
    expect(await send("POST", "/elsewhere", named)).toBe("404");
    const preflight = ["origin: https://a.example", "access-control-request-method: POST"];
    expect(await send("OPTIONS", "/shop/touch", preflight)).toBe("404");
  });

  it("is not passed by random changes of its path", async () => {
    const slash = fc.constantFrom(
      "/",
      "/",
      "//",
      "%2f",
      "%252f",
      "\\",
      "%5c",
      "/./",
      "/x/../",
      "/%2e/",
      "/x%2f%2e%2e/",
      ";a/",
    );
    const shop = fc.constantFrom("shop", "SHOP", "%73hop", "sh%6fp", "%2573hop", "shop;v=1", "other");
    const touch = fc.constantFrom("touch", "Touch", "%74ouch", "%2574ouch", "tou%63h");
    const end = fc.constantFrom("", "", "/", "//", "?x", "/.", "%2f", "/x/..", "more");
    const piece = fc.tuple(slash, shop, slash, touch, end);
    /** An independent reading: decoded until nothing changes, separators and dots resolved. */
    const read = (path: string): string => {
      let text = path.split("?")[0] ?? "";
      for (let before = ""; before !== text; ) {
        before = text;
        text = text.replace(/%([0-7][0-9a-f])/gi, (_all, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
      }
      const parts: string[] = [];
      for (const part of text
        .replaceAll("\\", "/")
        .replaceAll(/;[^/]*/g, "")
        .split("/")) {
        if (part === "..") parts.pop();
        else if (part !== "" && part !== ".") parts.push(part.toLowerCase());
      }
      return parts.join("/");
    };
    let met = 0;
    await fc.assert(
      fc.asyncProperty(piece, async (pieces) => {
        const target = `/${pieces.join("")}`.replace(/^\/\//, "/");
        const way = await send("POST", target);
        if (read(target) === "shop/touch") met += 1;
        if (read(target) === "shop/touch") expect(way, target).not.toBe("upstream");
      }),
      { numRuns: 400, seed: 7 },
    );
    expect(met).toBeGreaterThan(100);
    expect(front.ran).toEqual([]);
  });

  it("is not reached by a path that has too many readings", async () => {
    expect(await send("GET", `/%${"25".repeat(300)}2fshop`)).toBe("404");
    expect(await send("GET", `/${"..;/%2e%2e;/\\%5c".repeat(200)}shop/touch`)).toBe("404");
  });
});

describe("other paths", () => {
  it.each([
    ...[
      "/",
      "/orders",
      "/orders/7",
      "/shop",
      "/shop/other",
      "/shop/touch/more",
      "/a%2Fb",
      "/a/b/",
      "//a",
      "/a;b",
      "/%zz",
    ],
    ...[
      "/doors/7",
      "/vault",
      "/a?next=/shop/touch",
      "/a/%2e%2e/b",
      "/touch/shop",
      "/index.php",
      "/health",
      "/health/other",
    ],
  ])("are passed as they are: %s", async (path) => {
    expect(await send("GET", path)).toBe("upstream");
    expect(seen).toEqual([`GET ${path}`]);
  });

  it.each(["/health/live", "/health/ready"])("of health are served here: %s", async (path) => {
    expect(await send("GET", path)).toBe("200");
    expect(await send("GET", `/.${path}`)).toBe("404");
    expect(await send("POST", path)).toBe("405");
  });

  it("of exposed operations are served here, and in other spellings not passed with their method", async () => {
    expect(await send("GET", "/vault/a")).toBe("200");
    expect(await send("HEAD", "/vault/a")).toBe("200");
    expect(await send("GET", "/%76ault/a")).toBe("200");
    for (const spelling of ["/vault/a/", "/Vault/a", "//vault/a", "/index.php/vault/a", "/vault;x/a"]) {
      expect(await send("GET", spelling), spelling).toBe("404");
      expect(await send("HEAD", spelling), spelling).toBe("404");
    }
    front.ran.length = 0;
  });

  it("of exposed operations are passed with methods that have not moved", async () => {
    for (const method of ["PUT", "DELETE", "PATCH"]) expect(await send(method, "/vault/a"), method).toBe("upstream");
    expect(await send("POST", "/vault/a")).toBe("upstream");
    expect(await send("OPTIONS", "/vault/a")).toBe("204");
    const preflight = (method: string): Promise<string> =>
      send("OPTIONS", "/vault/a", ["origin: https://a.example", `access-control-request-method: ${method}`]);
    expect(await preflight("DELETE")).toBe("upstream");
    expect(await preflight("GET")).toBe("204");
  });
});
