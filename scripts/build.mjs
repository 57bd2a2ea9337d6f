/** `npm run build`: every package's JavaScript by its own build script, every declaration by `tsc -b`. */

import { exitWith, pnpm, step } from "./workspace.mjs";

exitWith(
  (async () => {
    await step("build packages and examples", pnpm(["-r", "run", "build"]));
    await step("check types and write declarations", ["tsc", "-b"]);
    await step("check types of tests", ["tsc", "-p", "tsconfig.tests.json"]);
    return 0;
  })(),
);
