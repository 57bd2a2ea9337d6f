import { parseResponse, postText, type RawResponse, sendRaw } from "@seamline/test-support";
import { describe, expect, it } from "vitest";
import { openShop } from "./shop.ts";

const named = "seamline-call-id: a-1";

/** Returns the first response on a kept connection; a second request closes it. */
async function askKept(url: URL, headers: readonly string[]): Promise<RawResponse> {
  const kept = postText("/shop/touch", "{}", headers).replace("connection: close", "connection: keep-alive");
  const [response = ""] = (await sendRaw(url, kept + postText("/shop/touch", "{}"))).split(/(?<=\r\n\r\n)(?=HTTP)/);
  return parseResponse(response);
}

describe("the headers of a response", () => {
  it("are those that a Seamline client reads, if it made the request", async () => {
    await using shop = await openShop();
    const { status, headers } = await askKept(shop.internalUrl, [named]);
    expect(status).toBe(204);
    expect([...headers.keys()]).toEqual(["seamline-call-id"]);
  });

  it("are those of any HTTP server for other clients", async () => {
    await using shop = await openShop();
    const { headers } = await askKept(shop.internalUrl, []);
    expect([...headers.keys()].sort()).toEqual(["connection", "date", "keep-alive", "seamline-call-id"]);
    expect(headers.get("keep-alive")).toBe("timeout=10");
  });

  it("contain the keep-alive time if it is shorter than a Seamline client expects", async () => {
    await using shop = await openShop({ internal: { port: 0, keepAliveTimeoutMs: 3_000 } });
    const { headers } = await askKept(shop.internalUrl, [named]);
    expect(headers.get("keep-alive")).toBe("timeout=3");
  });

  it("announce the end of a connection to every client", async () => {
    await using shop = await openShop();
    const { headers } = parseResponse(await sendRaw(shop.internalUrl, postText("/shop/touch", "{}", [named])));
    expect(headers.get("connection")).toBe("close");
  });

  it("are complete on a public listener, where a caller may claim anything", async () => {
    await using shop = await openShop();
    const body = '{"item":"a"}';
    const kept = postText("/shop/orders", body, [named]).replace("connection: close", "connection: keep-alive");
    const text = await sendRaw(shop.publicUrl, kept + postText("/shop/orders", body));
    expect(parseResponse(text).headers.has("date")).toBe(true);
  });
});
