/**
 * The fetch that comes with Node. This file must not import undici, which may put itself behind it.
 */

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
    const answer = await response.json();
    if (!response.ok) throw new Error(`answered ${response.status}`);
    return answer;
  };
  return {
    quote: async (input) => (await post("/quotes", input)) as Quote,
    search: async (input) => (await post("/quotes/search", input)) as Quote[],
  };
}
