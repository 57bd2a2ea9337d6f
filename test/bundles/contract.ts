import { defineContract, stream } from "@seamline/core";
import { z } from "zod";

export const greeterContract = defineContract("greeter", {
  operations: {
    greet: {
      http: "GET /greetings/{name}",
      input: z.object({ name: z.string().min(1) }),
      output: z.object({ text: z.string() }),
      errors: { tooShy: { code: "failed_precondition", details: z.object({ name: z.string() }) } },
    },
    wave: {},
    count: { http: "GET /numbers/{to}", input: z.object({ to: z.int() }), output: stream(z.int()) },
  },
});
