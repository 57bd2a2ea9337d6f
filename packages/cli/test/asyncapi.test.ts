/** The generated documents of events, read by the parser of AsyncAPI. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type AsyncAPIDocumentInterface, Parser } from "@asyncapi/parser";
import { createMessageId, printEnvelope } from "@seamline/messaging";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { casesFolder } from "./workspace.ts";

const textOf = (name: string): string => readFileSync(join(casesFolder, name, "expected/asyncapi.json"), "utf8");

async function parse(text: string): Promise<AsyncAPIDocumentInterface> {
  const { document, diagnostics } = await new Parser().parse(text);
  // 0 is an error, 1 a warning; the rest are wishes such as a license.
  expect(diagnostics.filter(({ severity }) => severity <= 1)).toEqual([]);
  if (document === undefined) throw new Error("no document");
  return document;
}

describe("asyncapi.json", () => {
  it("has the events of a service as messages that it sends", async () => {
    const document = await parse(textOf("events"));
    expect(document.version()).toBe("3.1.0");
    const sent = document.operations().filterBySend();
    expect(sent.map((operation) => operation.channels().all()[0]?.address())).toEqual([
      "customer.orderCreated.v1",
      "customer.orderCreated.v2",
      "customer.paid.v1",
      "customer.closed.v1",
    ]);
    const [message] = sent[0]?.messages().all() ?? [];
    expect(message?.name()).toBe("customer.orderCreated.v1");
    expect(message?.summary()).toBe("A customer has placed an order");
    expect(message?.description()).toContain("Deprecated: orderCreatedV2 has the total");
    expect(message?.contentType()).toBe("application/cloudevents+json");
    const [, own] = message?.payload()?.allOf() ?? [];
    expect(own?.properties()?.data?.required()).toEqual(["orderId", "lines", "note"]);
  });

  it("has handled events as messages that a service receives, known or not", async () => {
    const document = await parse(textOf("handles"));
    const received = document.operations().filterByReceive();
    expect(received.map((operation) => operation.channels().all()[0]?.address())).toEqual([
      "customer.orderCreated.v1",
      "customer.orderCreated.v2",
      "elsewhere.happened.v3",
      "kitchen.done.v1",
    ]);
    const dataOf = (index: number) => {
      const [message] = received[index]?.messages().all() ?? [];
      return message?.payload()?.allOf()?.[1]?.properties()?.data;
    };
    expect(Object.keys(dataOf(1)?.properties()?.total?.properties() ?? {})).toEqual(["amount", "currency"]);
    expect(dataOf(2)).toBeUndefined();
    expect(Object.keys(dataOf(3)?.properties()?.cost?.allOf()?.[0]?.properties() ?? {})).toEqual(["cents"]);
    expect(dataOf(3)?.properties()?.steps?.json()).toMatchObject({ items: { discriminator: "kind" } });
    const pack = document.components().schemas().get("Pack");
    expect(pack?.json()).toMatchObject({ properties: { parts: { items: [{}, {}], additionalItems: false } } });
  });

  it("accepts the messages that are sent, and no others", async () => {
    const document = await parse(textOf("events"));
    const [message] = document.operations().filterBySend()[0]?.messages().all() ?? [];
    // Formats are left to the parser; names such as x-parser-schema-id are its own.
    const accepts = new Ajv({ strict: false, validateFormats: false }).compile(message?.payload()?.json() as object);
    const sent = JSON.parse(
      printEnvelope({
        id: createMessageId(),
        source: "customer",
        type: "customer.orderCreated.v1",
        time: new Date(0).toISOString(),
        subject: "1",
        partitionKey: "1",
        aggregateVersion: 2,
        correlationId: "a",
        causationId: "b",
        traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        tenant: "t",
        data: { orderId: 1, lines: ["soup"], note: "" },
      }),
    );
    expect(accepts(sent), JSON.stringify(accepts.errors)).toBe(true);
    const known = Object.keys(document.components().schemas().get("seamline.CloudEvent")?.properties() ?? {});
    expect(Object.keys(sent).filter((attribute) => !known.includes(attribute))).toEqual([]);
    expect(accepts({ ...sent, data: { orderId: 1, lines: ["soup"] } })).toBe(false);
    expect(accepts({ ...sent, type: "customer.orderCreated.v2" })).toBe(false);
    expect(accepts({ ...sent, id: undefined })).toBe(false);
  });

  it("is refused by the parser when it is wrong", async () => {
    const broken = JSON.parse(textOf("events"));
    broken.operations["publish.paid"].channel = "customer.paid";
    const { document } = await new Parser().parse(JSON.stringify(broken));
    expect(document).toBeUndefined();
  });
});
