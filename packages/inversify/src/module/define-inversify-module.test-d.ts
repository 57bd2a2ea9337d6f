/** The handlers that `defineInversifyModule` accepts. Every line marked as an error must be one. */

import type { Contract } from "@seamline/core";
import { defineInversifyModule } from "./define-inversify-module.ts";

interface GreeterHandlers {
  greet(input: { name: string }): Promise<string> | string;
  wave(input: { hand: "left" | "right" }): Promise<void> | void;
}

declare const contract: Contract<GreeterHandlers>;

declare class Complete {
  greet(input: { name: string }): string;
  wave(): Promise<void>;
}

declare class WithDependencies extends Complete {
  constructor(names: readonly string[], clock: () => number);
}

declare abstract class Abstract implements GreeterHandlers {
  abstract greet(input: { name: string }): string;
  abstract wave(): void;
}

/** A part of the contract's handlers, from which `Handlers` must not be inferred. */
declare class WithoutWave {
  greet(input: { name: string }): Promise<string> | string;
}

declare class WithWrongOutput {
  greet(input: { name: string }): number;
  wave(): void;
}

declare class WithWrongInput {
  greet(input: { surname: string }): string;
  wave(): void;
}

defineInversifyModule({ contract, handlers: Complete });
defineInversifyModule({ contract, handlers: WithDependencies });
defineInversifyModule({ contract, handlers: Abstract });
defineInversifyModule({ contract, handlers: Symbol("handlers") });
defineInversifyModule({ contract, handlers: "handlers" });

// @ts-expect-error an operation has no handler
defineInversifyModule({ contract, handlers: WithoutWave });
// @ts-expect-error a handler returns a value outside the contract
defineInversifyModule({ contract, handlers: WithWrongOutput });
// @ts-expect-error a handler expects an input that no caller sends
defineInversifyModule({ contract, handlers: WithWrongInput });
// @ts-expect-error handlers are resolved, not given
defineInversifyModule({ contract, handlers: { greet: () => "", wave: () => undefined } });
// @ts-expect-error a module has handlers
defineInversifyModule({ contract });
// @ts-expect-error `uses` takes client classes
defineInversifyModule({ contract, handlers: Complete, uses: [Complete] });
