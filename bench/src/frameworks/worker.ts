/** The child process that calls one subject with one payload: `worker.ts <subject> <small|list>`. */

import { serveRounds } from "../in-process/serve-rounds.ts";
import { createHandlers } from "../subject/payload.ts";
import type { Payload } from "../subject/subject.ts";
import { loadSubject } from "./subjects.ts";

const [name = "", payload = ""] = process.argv.slice(2);
const subject = await loadSubject(name);
serveRounds(await subject.open(createHandlers()), payload as Payload);
