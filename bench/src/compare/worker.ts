/** The child process that calls one build with one payload: `worker.ts <build> <small|list>`. */

import { serveRounds } from "../in-process/serve-rounds.ts";
import { createHandlers } from "../subject/payload.ts";
import type { Payload, Subject } from "../subject/subject.ts";

const [url = "", payload = ""] = process.argv.slice(2);
const { fromOutside } = (await import(url)) as { fromOutside(): Subject };
serveRounds(await fromOutside().open(createHandlers()), payload as Payload);
