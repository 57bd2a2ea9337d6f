/** Domain values on both sides, defaults left out where they are given and present where they are received. */

import { ViewsClient } from "./generated/client.ts";
import { TooMany } from "./generated/errors.ts";
import type { ViewsHandlers } from "./generated/handlers.ts";
import type { Book, Note } from "./generated/types.ts";

export async function callIt(client: ViewsClient): Promise<Book> {
  await client.write({ written: new Date() });
  const note: Note | null = await client.write({ written: new Date(), pages: [{ size: 1 }] });
  const sizes: readonly number[] | undefined = note?.pages.map((page) => page.size);
  const total: bigint = await client.count();
  await client.store({ content: new Uint8Array(), source: new URL("x:y"), tags: new Set(["a"]) });
  // @ts-expect-error text is the wire's side of a date
  await client.write({ written: new Date().toISOString() });
  throw new TooMany(total > 0n ? {} : { limit: sizes?.length ?? 0 });
}

export const handlers: Pick<ViewsHandlers, "write" | "getBook" | "search"> = {
  write: ({ text, written, pages }) => ({ text: text.trim(), written: new Date(written.getTime() + pages.length) }),
  getBook: ({ title }) => ({ title, page: {}, notes: { one: { sort: "down" } } }),
  search: ({ size }) => ({ found: [size.toFixed()] }),
};
