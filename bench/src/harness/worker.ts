/**
 * Child processes for measures. Every subject has its own, so that none is affected by another's
 * code through the heap, the compiler's feedback or globals; waiting processes cost nothing.
 */

import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A child process that responds to one message at a time. */
export interface Worker {
  /**
   * Sends a message and resolves with the response.
   * @throws {Error} with the child's message if it failed.
   */
  ask<Result>(message: unknown): Promise<Result>;
  stop(): Promise<void>;
}

interface Reply {
  readonly response?: unknown;
  readonly failure?: string;
}

/** Starts `file` with arguments; resolves once it serves. */
export async function startWorker(
  file: URL,
  args: readonly string[],
  flags: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Worker> {
  const child = fork(fileURLToPath(file), args, {
    execArgv: ["--disable-warning=ExperimentalWarning", ...flags],
    env: { ...process.env, ...env },
    serialization: "json",
  });
  const ended = new Promise<Reply>((resolve) => {
    child.once("exit", (code) => resolve({ failure: `${args.join(" ")}: the process ended with code ${code}` }));
  });
  const nextReply = async (): Promise<unknown> => {
    const message = new Promise<Reply>((resolve) => child.once("message", (reply) => resolve(reply as Reply)));
    const reply = await Promise.race([message, ended]);
    if (reply.failure !== undefined) throw new Error(reply.failure);
    return reply.response;
  };
  await nextReply();
  return {
    ask: async <Result>(message: unknown) => {
      child.send(message as object);
      return (await nextReply()) as Result;
    },
    async stop() {
      if (child.exitCode === null) child.kill();
      await ended;
    },
  };
}

/** The child's side: reports that it is ready, then responds to messages. Ends with the parent. */
export function serveMessages(respond: (message: unknown) => Promise<unknown>): void {
  const send = (reply: Reply): void => {
    process.send?.(reply);
  };
  process.on("message", (message) => {
    respond(message).then(
      (value) => send({ response: value }),
      (reason: unknown) =>
        send({ failure: reason instanceof Error ? (reason.stack ?? reason.message) : String(reason) }),
    );
  });
  process.once("disconnect", () => process.exit());
  send({});
}
