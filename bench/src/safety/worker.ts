/**
 * The child process that calls one build with one payload: `worker.ts <build> <variant>
 * <outside|module> <small|list>`.
 */

import { serveRounds } from "../in-process/serve-rounds.ts";
import { createHandlers } from "../subject/payload.ts";
import type { Payload } from "../subject/subject.ts";
import { loadBuild } from "./build.ts";
import { variants } from "./variants.ts";

const [url = "", name = "", from = "", payload = ""] = process.argv.slice(2);
const { fromModule, fromOutside } = await loadBuild(new URL(url));
const subject = (from === "module" ? fromModule : fromOutside)(variants[name]?.options);
serveRounds(await subject.open(createHandlers()), payload as Payload);
