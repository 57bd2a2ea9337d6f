/** @seamline/frameworks/fastify: the contracts of an application in a Fastify app, 5. */

import { type Application, ConfigurationError } from "@seamline/core";
import { getApplicationHost } from "@seamline/core/extend";
import { createRequestHandler, type ServeOptions } from "@seamline/http/extend";
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from "fastify";
import type { Served } from "./serve/node-middleware.ts";

export type { InternalServing, PublicServing, ServedLimits, ServeOptions } from "@seamline/http/extend";
export type { Served } from "./serve/node-middleware.ts";

/** A plugin of Fastify. */
export type FastifyContracts = FastifyPluginCallback & Served;

/**
 * A plugin that serves contracts on the app's own port. Register it at the app itself, behind the
 * plugins whose `onRequest` hooks are to run before: those of CORS, rate limits, sessions. The hooks
 * of later steps, such as `preHandler` and `onSend`, belong to routes, and do not run for the
 * contracts. Requests that are not for the contracts go to the app's routes. A path below which the
 * contracts are served is the option `prefix` here; at `register`, or of a scope around, it fails
 * the start of the app.
 * @throws {ConfigurationError} with the faults of the options.
 * @example
 * ```ts
 * const app = fastify();
 * app.register(serveContracts(application, { public: {} }));
 * await app.listen({ port: 3000 });
 * ```
 */
export function serveContracts(application: Application, options: ServeOptions<FastifyRequest>): FastifyContracts {
  const { handle, started } = createRequestHandler(getApplicationHost(application), options);
  const plugin: FastifyPluginCallback<{ prefix?: string | undefined }> = (instance, { prefix }, done) => {
    const scope = prefix ?? instance.prefix;
    if (scope !== "") {
      const message = `expected to be registered at the app itself, found the prefix ${scope} of Fastify, whose hooks run for its own routes only; do app.register(serveContracts(application, { prefix: "${scope}" }))`;
      done(new ConfigurationError([{ key: "serveContracts", message }]));
      return;
    }
    instance.addHook("onRequest", (request, reply, next) => {
      const { raw: req } = request;
      handle({ req, res: reply.raw, context: request, begin: () => takeOver(reply), next: () => next() });
    });
    done();
  };
  return Object.assign(plugin, {
    started,
    [Symbol.for("skip-override")]: true, // the hook is one of the app, not of a scope of its own
    [Symbol.for("fastify.display-name")]: "seamline",
  });
}

/** Takes the response from Fastify, with the headers that earlier hooks have set. */
function takeOver(reply: FastifyReply): void {
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  reply.hijack();
}
