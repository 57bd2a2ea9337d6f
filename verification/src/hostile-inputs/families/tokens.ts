/** JWT: tokens of public callers. */

import { type Bindings, probe, runBy } from "../binding.ts";
import { ask, expectProblem, postText } from "../raw-request.ts";

const byTokens = runBy("packages/http/test/jwt.test.ts");

export const tokens: Bindings = {
  "JWT-01": byTokens,
  "JWT-02": byTokens,
  "JWT-03": byTokens,
  "JWT-04": byTokens,
  "JWT-05": byTokens,
  "JWT-07": byTokens,
  "JWT-08": byTokens,
  "JWT-11": byTokens,
  "JWT-12": byTokens,
  "JWT-14": byTokens,
  "JWT-16": probe(async ({ publicUrl }) => {
    for (const other of ["Bearer good", "Bearer bad"]) {
      const two = ["authorization: Bearer good", `authorization: ${other}`];
      expectProblem(await ask(publicUrl, postText("/shop/keep", "{}", two)), 401, "unauthenticated");
    }
  }),
  "JWT-18": byTokens,
};
