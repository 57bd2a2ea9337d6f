/** Node's built-in fetch. This file must not import undici, which may replace it. */

import type { Quote } from "@bench/orders-client";
import type { Caller } from "../../subject/subject.ts";

/** `fetch` and `response.json()`. */
export function openFetch(url: string): Caller {
  const post = async (path: string, input: object): Promise<unknown> => {
    const response = await fetch(url + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(input),
    });
    const output = await response.json();
    if (!response.ok) throw new Error(`expected a 2xx, found ${response.status}`);
    return output;
  };
  return {
    quote: async (input) => (await post("/quotes", input)) as Quote,
    search: async (input) => (await post("/quotes/search", input)) as Quote[],
  };
}
