/**
 * An application of generated clients, in a separate process: it hosts its services, or calls those
 * of another process.
 */

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type Application,
  type Contract,
  createApplication,
  defineModule,
  type ServiceClient,
  type ServiceClientClass,
} from "@seamline/core";
import { http } from "@seamline/http";
import { operationName } from "../repository/synthetic.ts";
import { operationsOf } from "./points.ts";

/** A call of one operation. */
export type Call = () => Promise<unknown>;

/** A generated client package. */
export interface ClientPackage {
  readonly contract: Contract;
  readonly type: ServiceClientClass;
}

/** An application and its calls: a list for each service, in the order of operations. */
export interface OpenApplication {
  readonly application: Application;
  readonly calls: readonly (readonly Call[])[];
}

/** The input of every operation. */
export const sampleInput = { id: 1, name: "a", tags: ["b"], active: true };

/** The output of every operation. */
export const sampleOutput = { id: 1, name: "a", status: "open", total: 1.5, tags: ["b"] };

/**
 * Creates an application from the client packages below `folder`.
 * @param address the URL of all services over HTTP; `undefined` to host them here.
 */
export async function openApplication(
  folder: string,
  services: readonly string[],
  address: string | undefined,
): Promise<OpenApplication> {
  const packages = await Promise.all(services.map((service) => loadClientPackage(folder, service)));
  const modules = Object.fromEntries(
    packages.map(({ contract }) => [contract.name, address === undefined ? host(contract) : { contract }]),
  );
  const env = Object.fromEntries(
    address === undefined ? [] : services.map((service) => [`SEAMLINE_${service.toUpperCase()}`, address]),
  );
  const application = createApplication({ modules, transports: [http()], env });
  await application.start();
  const calls = packages.map(({ type, contract }) => {
    const client = application.client(type);
    return Array.from({ length: operationsOf(contract.name) }, (_, index) => toCall(client, operationName(index)));
  });
  return { application, calls };
}

/** Loads the client package of a service below `folder`. */
export async function loadClientPackage(folder: string, service: string): Promise<ClientPackage> {
  const generated = join(folder, "clients", service, "src/generated");
  const load = (file: string): Promise<Record<string, unknown>> => import(pathToFileURL(join(generated, file)).href);
  const [client, handlers] = await Promise.all([load("client.ts"), load("handlers.ts")]);
  const name = `${service.charAt(0).toUpperCase()}${service.slice(1)}Client`;
  return { type: client[name] as ServiceClientClass, contract: handlers[`${service}Contract`] as Contract };
}

function host(contract: Contract): { contract: Contract; load: () => Promise<unknown> } {
  const names = Object.keys(contract.operations);
  const start = (): unknown => Object.fromEntries(names.map((name) => [name, () => sampleOutput]));
  return { contract, load: async () => defineModule({ contract, start }) };
}

function toCall(client: ServiceClient, name: string): Call {
  const method = (client as unknown as Record<string, (value: typeof sampleInput) => Promise<unknown>>)[name];
  if (method === undefined) throw new Error(`${name}: expected a method of the generated client, found none`);
  return method.bind(client, sampleInput);
}
