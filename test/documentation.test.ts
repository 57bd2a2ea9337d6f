import { glob } from "node:fs/promises";
import { createConnection } from "node:net";
import { describe, expect, it } from "vitest";
import { fits, readSnippets, root, runSnippets } from "./snippets.ts";

const exclude = [
  "**/node_modules/**",
  "**/dist/**",
  "**/.snippets/**",
  ".changeset/**",
  "docs/decisions/**",
  "**/CHANGELOG.md",
];
const documents = (await Array.fromAsync(glob("**/*.md", { cwd: root, exclude }))).sort();

describe("every snippet runs, and prints the text in the document", () => {
  it.for(documents)("%s", async (document, { skip }) => {
    const missing = await findMissingService(document);
    if (missing !== undefined && process.env.SEAMLINE_REQUIRE_SERVICES !== "1") skip(`nothing listens at ${missing}`);
    for (const result of await runSnippets(document)) {
      expect(fits(result), `${document}:${result.snippet.line} printed:\n${result.printed}`).toBe(true);
    }
  });
});

/** The address of a broker that a program of a document names and that does not listen. */
async function findMissingService(document: string): Promise<string | undefined> {
  const programs = (await readSnippets(document)).filter(({ language }) => language === "ts" || language === "sh");
  for (const { text } of programs) {
    for (const [, host = "", port = ""] of text.matchAll(/"(?:nats|amqp):\/\/(127\.0\.0\.1):(\d+)/g)) {
      if (!(await listens(host, Number(port)))) return `${host}:${port}`;
    }
  }
  return undefined;
}

function listens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port });
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      resolve(true);
      socket.destroy();
    });
  });
}
