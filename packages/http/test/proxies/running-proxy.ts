/** nginx and haproxy, run with a configuration of docs/guide/proxies.md. */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Tests whether a program can be run here; it is no service that a machine of ours has running. */
export function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ["-v"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const guide = readFileSync(new URL("../../../../docs/guide/proxies.md", import.meta.url), "utf8");
/** The configurations of the guide, in order. */
export function configurationsOf(language: string): readonly string[] {
  return [...guide.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\n\`\`\``, "gs"))].map(([, text]) => text ?? "");
}

/** The ports of the listeners behind a proxy. */
export interface Ports {
  readonly internal: string;
  readonly public: string;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.on("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A running proxy. */
export class RunningProxy {
  readonly port: number;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(port: number, process: ChildProcess, folder: string) {
    this.port = port;
    this.#process = process;
    this.#folder = folder;
  }

  static async start(program: "nginx" | "haproxy", configuration: string, ports: Ports): Promise<RunningProxy> {
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), "seamline-proxy-"));
    chmodSync(folder, 0o755); // workers run as another user if the tests run as root
    const text = configuration
      .replaceAll("127.0.0.1:8080", `127.0.0.1:${port}`)
      .replaceAll("127.0.0.1:3001", `127.0.0.1:${ports.internal}`)
      .replaceAll("127.0.0.1:3000", `127.0.0.1:${ports.public}`);
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    const main = `daemon off; pid ${folder}/pid; error_log ${folder}/log; events {}
      http { access_log off; ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(" ")}\n${text}\n}`;
    const file = join(folder, "configuration");
    writeFileSync(file, program === "nginx" ? main : `${text}\n`);
    const started = spawn(program, program === "nginx" ? ["-p", folder, "-c", file] : ["-f", file], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    let output = "";
    started.stderr?.on("data", (chunk) => {
      output += chunk;
    });
    const proxy = new RunningProxy(port, started, folder);
    for (;;) {
      if (started.exitCode !== null) throw new Error(`${program} ended: ${output}`);
      const socket = connect(port, "127.0.0.1");
      const isOpen = await new Promise((resolve) =>
        socket.on("connect", () => resolve(true)).on("error", () => resolve(false)),
      );
      socket.destroy();
      if (isOpen) return proxy;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  url(path = ""): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.on("exit", resolve));
    this.#process.kill("SIGTERM");
    await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
