/** ts-rest: its client over its handler for serverless platforms, without a socket. */

import { createTsRestCaller, createTsRestHandler } from "../../peers/ts-rest.ts";
import type { Subject } from "../../subject/subject.ts";

/** `initClient` with `createFetchHandler`. */
export const tsRest: Subject = {
  open(handlers) {
    const handle = createTsRestHandler(handlers);
    return createTsRestCaller("http://localhost", async ({ path, method, headers, body }) => {
      const response = await handle(new Request(path, { method, headers, body: body as string }));
      return { status: response.status, body: await response.json(), headers: response.headers };
    });
  },
};
