/** A Nest application as people write them, for both versions and both adapters. */

import type { App } from "../../src/memory/app.ts";
import { observe } from "../transcript.ts";
import { serveRaw } from "./raw-routes.ts";

/** The parts of one version of Nest. Each has types of its own, which do not fit the other's. */
// biome-ignore lint/suspicious/noExplicitAny: two versions of one package
type Nest = any;

/** Makes the application. It is not initialised yet. */
export async function createNestApp(nest: Nest, adapter: "express" | "fastify"): Promise<NestApplication> {
  const { common, NestFactory, FastifyAdapter } = nest;
  class Routes {
    echo(body: unknown, query: unknown): object {
      return { body: body ?? null, query };
    }
    json(): object {
      return { name: "Ada", list: [1, 2, 3] };
    }
    text(): string {
      return "text";
    }
    nothing(): void {}
    error(): never {
      throw new common.ConflictException("broken");
    }
    async rejected(): Promise<never> {
      throw new Error("rejected");
    }
    redirect(): void {}
    stream(): unknown {
      return new common.StreamableFile(Buffer.from("one two three"));
    }
  }
  const route = (name: keyof Routes, ...also: ((target: object, key: string, descriptor: object) => void)[]): void => {
    const descriptor = Object.getOwnPropertyDescriptor(Routes.prototype, name) as object;
    for (const decorate of [common.All(`/${name}`), ...also]) decorate(Routes.prototype, name, descriptor);
  };
  for (const name of ["json", "text", "error", "rejected", "stream"] as const) route(name);
  route("echo", common.HttpCode(200));
  route("nothing", common.HttpCode(204));
  route("redirect", common.Redirect("/elsewhere", 302));
  common.Body()(Routes.prototype, "echo", 0);
  common.Query()(Routes.prototype, "echo", 1);
  common.Controller()(Routes);
  class Root {}
  common.Module({ controllers: [Routes] })(Root);
  const adapters = adapter === "fastify" ? [new FastifyAdapter()] : [];
  const app = await NestFactory.create(Root, ...adapters, { logger: false });
  // biome-ignore lint/suspicious/noExplicitAny: both adapters call it with their own types
  app.use((request: any, response: any, next: () => void) => {
    const raw = [request.raw ?? request, response.raw ?? response] as const;
    observe(...raw);
    if (raw[0].url.startsWith("/raw/")) serveRaw(...raw);
    else next();
  });
  return app;
}

/** What the tests use of an application. */
export type NestApplication = Extract<App, { init(): unknown }> & {
  listen(port: number, host: string): Promise<unknown>;
  getUrl(): Promise<string>;
  close(): Promise<void>;
};
