import { parseAnswer, postText, type RawAnswer, sendRaw } from "@seamline/test-support";
import { describe, expect, it } from "vitest";
import { openShop } from "./shop.ts";

const named = "seamline-call-id: a-1";

/** The first answer on a connection that asks to be kept; a second request closes it. */
async function askKept(url: URL, headers: readonly string[]): Promise<RawAnswer> {
  const kept = postText("/shop/touch", "{}", headers).replace("connection: close", "connection: keep-alive");
  const [answer = ""] = (await sendRaw(url, kept + postText("/shop/touch", "{}"))).split(/(?<=\r\n\r\n)(?=HTTP)/);
  return parseAnswer(answer);
}

describe("the headers of an answer", () => {
  it("are those that a Seamline client reads, where it is one that asks", async () => {
    await using shop = await openShop();
    const { status, headers } = await askKept(shop.internalUrl, [named]);
    expect(status).toBe(204);
    expect([...headers.keys()]).toEqual(["seamline-call-id"]);
  });

  it("are those of any HTTP server for others", async () => {
    await using shop = await openShop();
    const { headers } = await askKept(shop.internalUrl, []);
    expect([...headers.keys()].sort()).toEqual(["connection", "date", "keep-alive", "seamline-call-id"]);
    expect(headers.get("keep-alive")).toBe("timeout=10");
  });

  it("say for how long a connection is kept, where that is less than such a client expects", async () => {
    await using shop = await openShop({ internal: { port: 0, keepAliveTimeoutMs: 3_000 } });
    const { headers } = await askKept(shop.internalUrl, [named]);
    expect(headers.get("keep-alive")).toBe("timeout=3");
  });

  it("say that a connection closes, whoever asks", async () => {
    await using shop = await openShop();
    const { headers } = parseAnswer(await sendRaw(shop.internalUrl, postText("/shop/touch", "{}", [named])));
    expect(headers.get("connection")).toBe("close");
  });

  it("are no less outside, where a caller may claim anything", async () => {
    await using shop = await openShop();
    const body = '{"item":"a"}';
    const kept = postText("/shop/orders", body, [named]).replace("connection: close", "connection: keep-alive");
    const text = await sendRaw(shop.publicUrl, kept + postText("/shop/orders", body));
    expect(parseAnswer(text).headers.has("date")).toBe(true);
  });
});
