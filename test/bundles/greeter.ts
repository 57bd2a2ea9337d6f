import { DeclaredError, defineModule } from "@seamline/core";
import { greeterContract } from "./contract.ts";

class TooShy extends DeclaredError<{ name: string }> {
  static override readonly identity = {
    service: "greeter",
    reason: "tooShy",
    code: "failed_precondition",
    message: "too shy",
  } as const;
  constructor(details: { name: string }) {
    super(TooShy.identity, details);
  }
}

export const module = defineModule({
  contract: greeterContract,
  start: () => ({
    greet({ name }: { name: string }) {
      if (name === "bug") throw new Error("a bug");
      if (name === "shy") throw new TooShy({ name });
      return { text: `Hello ${name}` };
    },
    wave: () => undefined,
    async *count({ to }: { to: number }) {
      for (let number = 1; number <= to; number += 1) yield number;
    },
  }),
});
