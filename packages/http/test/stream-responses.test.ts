import { connect } from "node:net";
import { ask, requestText } from "@seamline/test-support";
import { describe, expect, it } from "vitest";
import { openFeed } from "./feed.ts";

describe("the response of a stream", () => {
  it("asks proxies to pass every part at once, unchanged", async () => {
    await using feed = await openFeed();
    for (const accept of ["*/*", "text/event-stream"]) {
      for (const url of [feed.publicUrl, feed.internalUrl]) {
        const { headers } = await ask(url, requestText("GET", "/texts?count=1", [`accept: ${accept}`]));
        expect(headers.get("x-accel-buffering")).toBe("no");
        expect(headers.get("cache-control")).toBe("no-store, no-transform");
      }
    }
    const { headers } = await ask(feed.internalUrl, requestText("GET", "/file?chunks=1"));
    expect(headers.get("x-accel-buffering")).toBe("no");
  });

  it("over HTTP/1.0 ends with its connection, and a failure resets that", async () => {
    const read = async (fails: boolean): Promise<{ size: number; error: string | undefined }> => {
      await using feed = await openFeed({
        async *download() {
          yield new Uint8Array(10);
          await arrived.promise;
          if (fails) throw new Error("half of it");
          yield new Uint8Array(10);
        },
      });
      const arrived = Promise.withResolvers<void>();
      const socket = connect(Number(feed.internalUrl.port), "127.0.0.1");
      socket.write("GET /file?chunks=2 HTTP/1.0\r\nhost: feed\r\n\r\n");
      let text = "";
      let error: string | undefined;
      socket.on("data", (chunk) => {
        text += chunk.toString("latin1");
        if (text.includes("\r\n\r\n\0")) arrived.resolve();
      });
      socket.on("error", (reason: NodeJS.ErrnoException) => {
        error = reason.code;
      });
      await new Promise((resolve) => socket.on("close", resolve));
      return { size: text.length - text.indexOf("\r\n\r\n") - 4, error };
    };
    expect(await read(false)).toEqual({ size: 20, error: undefined });
    expect(await read(true)).toEqual({ size: 10, error: "ECONNRESET" });
  });
});
