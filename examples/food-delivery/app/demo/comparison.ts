/** The two columns of the demonstration: the same flows, in two shapes or in two stages. */

import { canRunHybrid, hybridPackages } from "./foreign-process.ts";
import { startHybrid } from "./hybrid.ts";
import { type MeasuredShape, type Measurement, measureShape } from "./measurement.ts";
import { shapes, startShape } from "./shape.ts";
import { printSideBySide } from "./side-by-side.ts";

interface Side {
  readonly heading: string;
  readonly measurement: Measurement;
}

const together: MeasuredShape["start"] = (variables) => startShape(shapes["all in one process"], variables);
const apart: MeasuredShape["start"] = (variables) => startShape(shapes["all apart"], variables);
const inOne = "restaurant, courier and customer in one process";

/** Runs the flows in one process and in three, and prints both. @returns `true` if they are alike. */
export async function compareShapes(): Promise<boolean> {
  const left = await measure("Running the flows in one process", inOne, { start: together, stage: "calls" });
  const right = await measure(
    "Running the flows in three processes, with HTTP between them",
    "three processes, signed HTTP between them",
    { start: apart, stage: "calls" },
  );
  return print(left, right);
}

/**
 * Runs the flows with calls and with events, and prints both: the second in one process, or in three
 * with a broker between them if there is the URL of one.
 * @returns `true` if they are alike.
 */
export async function compareStages(broker: string | undefined): Promise<boolean> {
  const left = await measure("Running the flows with calls", `calls: ${inOne}`, { start: together, stage: "calls" });
  const title = "Running the flows with events";
  const right =
    broker === undefined
      ? await measure(title, "events: the same process, once it is quiet", { start: together, stage: "events" })
      : await measure(title, `events: three processes by ${hostOf(broker)}, once quiet`, {
          start: apart,
          stage: "events",
          variables: { SEAMLINE_EVENTS: broker },
        });
  return print(left, right);
}

/**
 * Runs the flows in one process and in three of three languages, and prints both.
 * @returns `true` if they are alike.
 * @throws {RangeError} where Python or PHP lack a package.
 */
export async function compareLanguages(): Promise<boolean> {
  if (!canRunHybrid()) {
    throw new RangeError(`expected packages for Python and PHP: apt-get install -y ${hybridPackages.join(" ")}`);
  }
  const left = await measure("Running the flows in one process", inOne, { start: together, stage: "calls" });
  const right = await measure(
    "Running the flows in three languages",
    "TypeScript, Python (courier) and PHP (restaurant)",
    {
      start: startHybrid,
      stage: "calls",
    },
  );
  return print(left, right);
}

/** The address of a broker without its password. */
function hostOf(url: string): string {
  return URL.canParse(url) ? `${new URL(url).protocol}//${new URL(url).host}` : "the broker";
}

async function measure(title: string, heading: string, shape: MeasuredShape): Promise<Side> {
  showProgress(`${title} …`);
  const measurement = await measureShape({
    ...shape,
    onRound: (done, all) => showProgress(`${title} … round ${done + 1} of ${all}`),
  });
  showProgress(`${title}: done.\n`);
  return { heading, measurement };
}

/** Shows one line of progress in the place of the line before, on a terminal only. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`);
}

function print(left: Side, right: Side): boolean {
  const [one, other] = [left.measurement, right.measurement];
  const identical = one.steady && other.steady && one.text === other.text;
  const rounds = [...new Set([one.rounds, other.rounds])].join(" and ");
  console.log(printSideBySide(left, right));
  console.log(
    `Latency: measured by an HTTP client on this machine, median of ${rounds} rounds after a warm-up, SQLite files.`,
  );
  console.log(`transcripts identical: ${identical ? "yes" : "no"}`);
  return identical;
}
