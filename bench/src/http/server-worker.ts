/** The child process of the server: `server-worker.ts <server>`. */

import { serveMessages } from "../harness/worker.ts";
import { createHandlers } from "../subject/payload.ts";
import { openServer, type ServerName } from "./servers.ts";

/** Messages of the parent: the server's URL, or its CPU time so far in nanoseconds. */
export type ServerTask = "url" | "cpu";

const { url } = await openServer(process.argv[2] as ServerName, createHandlers());

serveMessages(async (task) => {
  if (task === "url") return url;
  const { user, system } = process.cpuUsage();
  return (user + system) * 1e3;
});
