/**
 * The composition root: one process of the application, in the shape that the environment
 * configures. On stdout it prints one line of JSON once it is ready; everything else goes to
 * stderr.
 */

import "reflect-metadata";
import { ConfigurationError } from "@seamline/core";
import { listen } from "@seamline/http";
import { application } from "./application.ts";

const { PUBLIC_HOST, PUBLIC_PORT, INTERNAL_HOST, INTERNAL_PORT } = process.env;

/** The variables behind the listeners' options, for faults. */
const variables: Readonly<Record<string, string>> = {
  "public listener port": "PUBLIC_PORT",
  "internal listener port": "INTERNAL_PORT",
  "internal listener host": "INTERNAL_HOST",
};

async function main(): Promise<void> {
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  try {
    const listening = await listen(application, {
      public: { port: PUBLIC_PORT || 3000, host: PUBLIC_HOST || "127.0.0.1" },
      internal: { port: INTERNAL_PORT || 3001, host: INTERNAL_HOST || "127.0.0.1" },
    });
    const { public: publicUrl, internal } = listening;
    console.log(JSON.stringify({ ready: true, public: publicUrl, internal, modules: application.hosted }));
  } catch (reason) {
    console.error(explain(reason));
    process.exitCode = 1;
    stop();
  }
}

/** Lets calls in flight finish; the process then ends because nothing keeps it alive. */
function stop(): void {
  application.stop().catch((reason: unknown) => {
    console.error(explain(reason));
    process.exitCode = 1;
  });
}

function explain(reason: unknown): string {
  if (reason instanceof ConfigurationError) {
    return new ConfigurationError(reason.faults.map((fault) => ({ ...fault, key: variables[fault.key] ?? fault.key })))
      .message;
  }
  return reason instanceof Error ? reason.message : String(reason);
}

await main();
