/** The pages in the life of a listener: faults before it starts, files when it opens. */

import type { Fault } from "@seamline/core";
import type { ApplicationHost, Operation } from "@seamline/core/extend";
import { createOpenapiPages, lacksReferencePage, type Pages } from "./openapi-pages.ts";
import { findPageFaults, type OpenapiPagesOptions } from "./openapi-pages-options.ts";

/** A listener that may have pages. */
interface PagesPlan {
  readonly openapi?: OpenapiPagesOptions | undefined;
  readonly serves: (operation: Operation) => boolean;
}

/** Finds the faults of a listener's pages. */
export function findFaults(host: ApplicationHost, { openapi, serves }: PagesPlan): readonly Fault[] {
  if (openapi === undefined) return [];
  const contracts = host.dispatchers.map(({ contract }) => contract);
  const faults = findPageFaults(openapi, contracts, serves);
  if (faults.length > 0 || !lacksReferencePage(openapi)) return faults;
  const message = "expected the package swagger-ui-dist, found none; install it, or leave out the page";
  return [{ key: "public listener openapi.page", message }];
}

/** Creates the pages of a listener; `undefined` if it has none. */
export async function open(host: ApplicationHost, { openapi, serves }: PagesPlan): Promise<Pages | undefined> {
  const contracts = host.dispatchers.map(({ contract }) => contract);
  return openapi === undefined ? undefined : await createOpenapiPages(openapi, contracts, serves);
}
