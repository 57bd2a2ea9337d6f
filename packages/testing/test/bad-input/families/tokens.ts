/** JWT: tokens of public callers. */

import { type Bindings, inapplicable, probe } from "../binding.ts";
import { ask, expectProblem, postText } from "../raw-request.ts";

const noTokens = inapplicable("tokens are for the application's `authenticate` to verify; this package reads none");

export const tokens: Bindings = {
  "JWT-01": noTokens,
  "JWT-02": noTokens,
  "JWT-03": noTokens,
  "JWT-04": noTokens,
  "JWT-05": noTokens,
  "JWT-07": noTokens,
  "JWT-08": noTokens,
  "JWT-11": noTokens,
  "JWT-12": noTokens,
  "JWT-14": noTokens,
  "JWT-16": probe(async ({ publicUrl }) => {
    for (const other of ["Bearer good", "Bearer bad"]) {
      const two = ["authorization: Bearer good", `authorization: ${other}`];
      expectProblem(await ask(publicUrl, postText("/shop/keep", "{}", two)), 401, "unauthenticated");
    }
  }),
  "JWT-18": noTokens,
};
