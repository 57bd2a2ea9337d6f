/** `npm run build`: every package's JavaScript by its own build script, every declaration by `tsc -b`. */

import { exitWith, pnpm, step } from "./workspace.mjs";

exitWith(
  (async () => {
    await step("build packages and examples", pnpm(["-r", "run", "build"]));
    await step("check types and write declarations", ["tsc", "-b"]);
    return 0;
  })(),
);
