/** Existing Nest apps, of both versions with both adapters, as those of `apps.ts`. */

import type { Server } from "node:http";
import * as nest11 from "nest-11";
import * as nest12 from "nest-12";
import { serveContracts } from "../../src/nest.ts";
import { type Framework, listening, userOf, type WithUser, withUser } from "./apps.ts";

/** The parts of one version of Nest. Each has types of its own, which do not fit the other's. */
// biome-ignore lint/suspicious/noExplicitAny: two versions of one package
type Nest = any;

/** The controller of the app's own routes. */
function createRoutes(common: Nest): object {
  class Routes {
    own(): string {
      return "own";
    }
    items(): string {
      return "own items";
    }
    echo({ text }: { text: string }): string {
      return text;
    }
  }
  const route = (name: keyof Routes, ...decorators: ((on: object, key: string, found: object) => void)[]): void => {
    const descriptor = Object.getOwnPropertyDescriptor(Routes.prototype, name) as object;
    for (const decorate of decorators) decorate(Routes.prototype, name, descriptor);
  };
  route("own", common.Get("/own"));
  route("items", common.Post("/depot/items"));
  route("echo", common.Post("/own/echo"), common.HttpCode(200));
  common.Body()(Routes.prototype, "echo", 0);
  common.Controller()(Routes);
  return Routes;
}

function nestFramework(version: string, { common, NestFactory, FastifyAdapter }: Nest, adapter: string): Framework {
  return {
    name: `nest ${version} on ${adapter}`,
    async open(application, options) {
      class Root {}
      common.Module({ controllers: [createRoutes(common)] })(Root);
      const adapters = adapter === "fastify" ? [new FastifyAdapter()] : [];
      const app = await NestFactory.create(Root, ...adapters, { logger: false });
      class NotFound {
        catch(_error: unknown, host: Nest): void {
          const http = host.switchToHttp();
          const { method, url } = http.getRequest();
          app.getHttpAdapter().reply(http.getResponse(), `the app has no ${method} ${url}`, 404);
        }
      }
      common.Catch(common.NotFoundException)(NotFound);
      app.useGlobalFilters(new NotFound());
      app.use((req: WithUser, _res: unknown, next: () => void) => {
        req.user = req.headers["x-user"] as string | undefined;
        next();
      });
      app.use(serveContracts<WithUser>(application, withUser(options, userOf)));
      await app.listen(0, "127.0.0.1");
      return listening(app.getHttpServer() as Server);
    },
  };
}

/** Nest 11 and 12, each on Express and on Fastify. */
export const nestFrameworks: readonly Framework[] = [
  nestFramework("11", nest11, "express"),
  nestFramework("11", nest11, "fastify"),
  nestFramework("12", nest12, "express"),
  nestFramework("12", nest12, "fastify"),
];
