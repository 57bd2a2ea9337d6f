/**
 * `npm start`: the food-delivery example in one process and as separate processes, both transcripts side by side.
 * `npm start -- --serve`: the same application, kept running as a modular monolith.
 */

import { exitWith, install, pnpm, run, step } from "./workspace.mjs";

exitWith(
  (async () => {
    await install();
    await step("build the example", pnpm(["--filter", "food-delivery", "build"]));
    return await run(["node", "examples/food-delivery/app/demo/demo.ts", ...process.argv.slice(2)]);
  })(),
);
