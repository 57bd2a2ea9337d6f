/** Domain values on both sides, defaults left out where they are given and present where they are received. */

import { ViewsClient } from "./generated/client.ts";
import { TooMany } from "./generated/errors.ts";
import type { ViewsHandlers } from "./generated/handlers.ts";
import type { ViewsMock } from "./generated/testing.ts";
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

export function stubThem({ stubs }: ViewsMock): number | undefined {
  stubs.getBook.respond({ title: "Emma", page: {}, notes: {} });
  stubs.search.respond(({ size }) => ({ found: [size.toFixed()] }));
  stubs.store.fail(new TooMany({}));
  // @ts-expect-error text is the wire's side of a date
  stubs.write.respond({ text: "", written: "1970-01-01T00:00:00Z" });
  return stubs.write.calls[0]?.input.pages.length;
}
