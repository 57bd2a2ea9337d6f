/**
 * Connect: the orders service in Protocol Buffers, with a hand-written descriptor in place of a
 * compiler's.
 */

import type { Quote, QuoteRequest, SearchInput } from "@bench/orders-client";
import { create, createFileRegistry, type DescService } from "@bufbuild/protobuf";
import {
  FileDescriptorProtoSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from "@bufbuild/protobuf/wkt";
import { type ConnectRouter, createClient, type Transport } from "@connectrpc/connect";
import type { Caller, Handlers } from "../subject/subject.ts";

const orders: DescService = describeService();

/** The methods of a typed client, written out. */
interface Client {
  quote(request: QuoteRequest): Promise<Quote>;
  search(request: SearchInput): Promise<{ rows: Quote[] }>;
}

/** Adds the service to a router. */
export function addOrders(router: ConnectRouter, handlers: Handlers): void {
  const { quote } = handlers;
  const search = async (request: SearchInput): Promise<object> => ({ rows: await handlers.search(request) });
  router.service(orders, { quote, search } as never);
}

/** Creates the client. */
export function createConnectCaller(transport: Transport): Caller {
  const client = createClient(orders, transport) as unknown as Client;
  return {
    quote: (request) => client.quote(request),
    search: async (request) => (await client.search(request)).rows,
  };
}

function describeService(): DescService {
  const file = create(FileDescriptorProtoSchema, {
    name: "orders.proto",
    package: "bench",
    syntax: "proto3",
    messageType: [
      message("QuoteRequest", {
        restaurantId: Type.INT32,
        customer: Type.STRING,
        note: Type.STRING,
        quantity: Type.INT32,
        express: Type.BOOL,
      }),
      message("Quote", {
        id: Type.INT32,
        restaurantId: Type.INT32,
        customer: Type.STRING,
        total: Type.DOUBLE,
        express: Type.BOOL,
      }),
      message("QuoteSearch", { restaurantId: Type.INT32, limit: Type.INT32 }),
      {
        name: "Quotes",
        field: [
          {
            name: "rows",
            jsonName: "rows",
            number: 1,
            type: Type.MESSAGE,
            typeName: ".bench.Quote",
            label: Label.REPEATED,
          },
        ],
      },
    ],
    service: [
      {
        name: "Orders",
        method: [
          { name: "Quote", inputType: ".bench.QuoteRequest", outputType: ".bench.Quote" },
          { name: "Search", inputType: ".bench.QuoteSearch", outputType: ".bench.Quotes" },
        ],
      },
    ],
  });
  const service = createFileRegistry(file, () => undefined).getService("bench.Orders");
  if (service === undefined) throw new Error("expected the descriptor to hold the service");
  return service;
}

function message(name: string, fields: Readonly<Record<string, Type>>): { name: string; field: object[] } {
  const field = Object.entries(fields).map(([jsonName, type], index) => ({
    name: jsonName.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    jsonName,
    number: index + 1,
    type,
    label: Label.OPTIONAL,
  }));
  return { name, field };
}
