/** A public listener in front of an upstream. */

import { type Contract, createApplication, defineContract, defineModule } from "@seamline/core";
import { z } from "zod";
import { type Listening, listen, type PublicListenerOptions } from "../../src/index.ts";

/** Operations of each kind: exposed ones, which moved out of the upstream, and internal ones. */
export const vaultContract: Contract = defineContract("vault", {
  operations: {
    look: {
      http: "GET /vault/{name}",
      expose: "public",
      input: z.object({ name: z.string() }),
      output: z.object({ found: z.string() }),
    },
    add: {
      http: "POST /vault/items",
      expose: "public",
      input: z.object({ text: z.string() }),
      output: z.string(),
    },
    touch: { http: "POST /shop/touch", output: z.string() },
    open: { http: "PUT /doors/{id}/open", input: z.object({ id: z.string() }), output: z.string() },
  },
});

/** An open front. */
export interface Front extends AsyncDisposable {
  readonly url: URL;
  readonly port: number;
  /** The operations that ran. */
  readonly ran: string[];
  readonly listening: Listening;
}

/** Opens a front of an upstream. */
export async function openFront(
  upstream: NonNullable<PublicListenerOptions["upstream"]> | undefined,
  options: PublicListenerOptions & { readonly env?: Record<string, string> } = {},
): Promise<Front> {
  const ran: string[] = [];
  const { env = {}, ...listener } = options;
  const run =
    (name: string, value: (input: never) => unknown) =>
    (input: never): unknown => {
      ran.push(name);
      return value(input);
    };
  const handlers = {
    look: run("look", ({ name }: { name: string }) => ({ found: name })),
    add: run("add", ({ text }: { text: string }) => text),
    touch: run("touch", () => "touched"),
    open: run("open", () => "opened"),
  };
  const module = defineModule({ contract: vaultContract, start: () => handlers });
  const app = createApplication({
    modules: { vault: { contract: vaultContract, load: async () => ({ module }) } },
    env,
  });
  const listening = await listen(app, { public: { port: 0, ...listener, upstream } });
  const url = new URL(listening.public ?? "");
  return {
    url,
    port: Number(url.port),
    ran,
    listening,
    [Symbol.asyncDispose]: () => app.stop(),
  };
}
