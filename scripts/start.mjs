/**
 * `npm start`: the food-delivery example in one process and as separate processes, both transcripts side by side.
 * `npm start -- --stage events`: the same flows with calls and with events.
 * `npm start -- --stage hybrid`: the same flows with services in Python and in PHP.
 * `npm start -- --serve`: the same application, kept running as a modular monolith.
 */

import { exitWith, install, pnpm, run, step } from "./workspace.mjs";

const stages = ["events", "hybrid"];

const help = `Usage: npm start -- [options]

Runs the food-delivery example in one process and in three, and prints both transcripts side by side.

  --stage events  with calls and with events instead, in one process; with SEAMLINE_EVENTS=nats://…, amqp://… or
                  redis://… in three, with that broker between them
  --stage hybrid  with the courier in Python and the restaurant in PHP; see examples/hybrid
  --serve         keep it running in one process instead, until Ctrl-C
  --help          print this text
`;

exitWith(
  (async () => {
    const options = process.argv.slice(2);
    const unknown = findUnknown(options);
    if (unknown !== undefined)
      throw new Error(`expected --stage events, --stage hybrid, --serve or --help, found ${unknown}`);
    if (options.includes("--help")) {
      process.stdout.write(help);
      return 0;
    }
    await install(["!versions"]); // it brings other versions of Node, for tests
    await step("build the example", pnpm(["--filter", "food-delivery", "build"]));
    return await run(["node", "examples/food-delivery/app/demo/demo.ts", ...options]);
  })(),
);

function findUnknown(options) {
  return options.find(
    (option, at) =>
      !["--serve", "--help"].includes(option) &&
      !(option === "--stage" && stages.includes(options[at + 1])) &&
      !(stages.includes(option) && options[at - 1] === "--stage"),
  );
}
