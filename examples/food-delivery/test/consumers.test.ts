/** Each module does what the others' tests recorded, in-process and over HTTP. */

import { listen } from "@seamline/http";
import { verifyInteractions } from "@seamline/testing/vitest";
import { afterAll, describe } from "vitest";
import type { Service } from "../app/demo/shape.ts";
import { contracts, createProvider, createStates, type Provider } from "./provider.ts";

const files = new URL("../contracts/interactions", import.meta.url);

describe.each(Object.keys(contracts) as Service[])("the %s module", (service) => {
  describe.each(["in process", "over HTTP"])("%s", (way) => {
    let provider: Provider;
    afterAll(() => provider?.stop());

    verifyInteractions({
      contract: contracts[service],
      files,
      async target() {
        provider = await createProvider(service);
        if (way === "in process") return provider.app;
        const { internal = "" } = await listen(provider.app, { internal: { port: 0 } });
        return internal;
      },
      states: createStates(() => provider.databases),
    });
  });
});
