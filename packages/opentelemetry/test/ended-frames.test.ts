/** Calls from code that has outlived its call: a trace of their own, with a link. */

import { context, SpanKind, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { TracerProvider } from "@opentelemetry/sdk-trace";
import { createApplication, createClientClass, defineContract, defineModule } from "@seamline/core";
import { http, listen } from "@seamline/http";
import { expect, it } from "vitest";
import { telemetry } from "../src/index.ts";
import { RecordedSpans } from "./recorded-spans.ts";

const spans = new RecordedSpans();
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [spans] }));
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

const mail = defineContract("mail", { operations: { send: {} } });
const shop = defineContract("shop", { operations: { buy: {} } });
const MailClient = createClientClass(mail);

it.each(["in-process", "over HTTP"])(
  "a call after the end of its frame begins a trace, linked to the old, %s",
  async (way) => {
    const { client, server } = telemetry();
    const interceptors = { client: [client], server: [server] };
    const sent = Promise.withResolvers<void>();
    const mailModule = defineModule({ contract: mail, start: () => ({ send: () => sent.resolve() }) });
    const gate = Promise.withResolvers<void>();
    const shopModule = defineModule({
      contract: shop,
      uses: [MailClient],
      start: (module) => ({
        buy() {
          void gate.promise.then(() => module.client(MailClient).send());
        },
      }),
    });
    const apart = createApplication({
      modules: { mail: { contract: mail, load: async () => mailModule } },
      interceptors,
    });
    const { internal = "" } = await listen(apart, { internal: { port: 0 } });
    const app = createApplication({
      modules: {
        mail: { contract: mail, load: async () => mailModule },
        shop: { contract: shop, load: async () => shopModule },
      },
      transports: [http()],
      env: way === "in-process" ? {} : { SEAMLINE_MODULES: "shop", SEAMLINE_MAIL: internal },
      interceptors,
    });
    await app.start();
    await app.client(shop).buy();
    gate.resolve();
    await sent.promise;
    await app.stop();
    await apart.stop();
    await spans.quiet();
    expect(spans.draw()).toBe(`CLIENT shop.buy UNSET
  SERVER shop.buy UNSET
CLIENT mail.send UNSET
  SERVER mail.send UNSET`);
    const find = (name: string, kind: SpanKind) => spans.ended.find((span) => span.name === name && span.kind === kind);
    const [old, later] = [find("shop.buy", SpanKind.CLIENT), find("mail.send", SpanKind.CLIENT)];
    expect(later?.links.map(({ context: { spanId } }) => spanId)).toEqual([old?.spanContext().spanId]);
    expect(later?.spanContext().traceId).not.toBe(old?.spanContext().traceId);
    expect(find("mail.send", SpanKind.SERVER)?.links).toEqual([]);
    spans.clear();
  },
);
