/**
 * Child processes that measures run in. Every subject has its own, so that none pays for what
 * another's code did to the heap, to the compiler's feedback or to globals; they wait for their
 * turn without costing anything.
 */

import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A child process that answers one message at a time. */
export interface Worker {
  /** @throws {Error} with the child's own message when it failed. */
  ask<Answer>(message: unknown): Promise<Answer>;
  stop(): Promise<void>;
}

interface Reply {
  readonly answer?: unknown;
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
    return reply.answer;
  };
  await nextReply();
  return {
    ask: async <Answer>(message: unknown) => {
      child.send(message as object);
      return (await nextReply()) as Answer;
    },
    async stop() {
      if (child.exitCode === null) child.kill();
      await ended;
    },
  };
}

/** The child's side: tells the parent that it is ready, then answers. Ends with the parent. */
export function serveMessages(answer: (message: unknown) => Promise<unknown>): void {
  const send = (reply: Reply): void => {
    process.send?.(reply);
  };
  process.on("message", (message) => {
    answer(message).then(
      (value) => send({ answer: value }),
      (reason: unknown) =>
        send({ failure: reason instanceof Error ? (reason.stack ?? reason.message) : String(reason) }),
    );
  });
  process.once("disconnect", () => process.exit());
  send({});
}
