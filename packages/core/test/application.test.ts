import { describe, expect, it } from "vitest";
import { z } from "zod";
import { getApplicationHost, type TransportProvider } from "../src/extend.ts";
import {
  type ApplicationOptions,
  type CallContext,
  ConfigurationError,
  createApplication,
  defineContract,
  defineModule,
  type ModuleContext,
} from "../src/index.ts";
import { GreeterClient, greeterContract, greeterHandlers } from "./greeter.ts";

const doorContract = defineContract("doorMan", { operations: { open: { output: z.string() } } });

const greeter = defineModule({ contract: greeterContract, start: () => greeterHandlers() });
const doorMan = defineModule({
  contract: doorContract,
  uses: [GreeterClient],
  start: (context) => {
    const client = context.client(GreeterClient);
    return { open: async () => (await client.greet({ name: "guest" })).text };
  },
});

function application(options: Partial<ApplicationOptions> = {}): ReturnType<typeof createApplication> {
  return createApplication({
    modules: {
      greeter: { contract: greeterContract, load: async () => ({ module: greeter }) },
      doorMan: { contract: doorContract, load: async () => ({ default: doorMan }) },
    },
    ...options,
  });
}

async function faultsOf(options: Partial<ApplicationOptions>): Promise<string[]> {
  const reason: unknown = await application(options)
    .start()
    .catch((error: unknown) => error);
  if (!(reason instanceof ConfigurationError)) throw new Error("expected faults", { cause: reason });
  return reason.faults.map(({ key, position, message }) => `${key}@${position ?? ""}: ${message}`);
}

/** Responds to every call itself, as a remote would. */
const remote: TransportProvider = {
  name: "remote",
  schemes: ["remote"],
  read(url, addFault) {
    for (const option of url.options)
      if (option.name !== "timeout") addFault(option.position, `no option ${option.name}`);
    return {
      settings: { timeout: "800ms", color: "red" },
      timeoutMs: 800,
      create: ({ service }) => ({ call: async () => ({ output: `${service} from ${url.rest}`, local: false }) }),
    };
  },
};

describe("createApplication", () => {
  it("starts hosted modules and calls through them", async () => {
    const app = application();
    await app.start();
    expect(app.state).toBe("ready");
    expect(app.hosted).toEqual(["greeter", "doorMan"]);
    expect(await app.client(doorContract).open()).toBe("hello guest");
    await app.stop();
    expect(app.state).toBe("stopped");
  });

  it("does not load a module that is not hosted here, and reaches it at the address in the environment", async () => {
    const app = application({
      modules: {
        greeter: { contract: greeterContract, load: async () => ({ module: greeter }) },
        doorMan: { contract: doorContract, load: () => expect.unreachable() },
      },
      transports: [remote],
      env: {
        SEAMLINE_MODULES: "greeter",
        SEAMLINE_DOOR_MAN: "remote:there?timeout=800ms",
        UNRELATED: "x",
        SEAMLINE_KEYS: "",
      },
    });
    await app.start();
    expect(app.hosted).toEqual(["greeter"]);
    expect(await app.client(doorContract).open()).toBe("doorMan from there");
    await app.stop();
  });

  it("routes one operation apart from its service, the environment above the code", async () => {
    const app = application({
      transports: [remote],
      topology: { "doorMan.open": "remote:code", greeter: "inprocess:" },
      env: { SEAMLINE_DOOR_MAN__OPEN: "remote:env" },
    });
    await app.start();
    expect(await app.client(doorContract).open()).toBe("doorMan from env");
    expect(await app.client(GreeterClient).greet({ name: "x" })).toEqual({ text: "hello x" });
    await app.stop();
  });

  it("lists every fault of the configuration in one error", async () => {
    const faults = await faultsOf({
      transports: [remote],
      topology: { nobody: "inprocess:" },
      env: {
        SEAMLINE_MODULES: "doorMan, greter",
        SEAMLINE_DOORMAN: "inprocess:",
        SEAMLINE_DOOR_MAN: "gopher://x",
        SEAMLINE_DOOR_MAN__OPEN: "fallback(remote:a",
        SEAMLINE_GREETER__WAVE: "mirror(remote:a?bad=1, inprocess:)",
        SEAMLINE_KEYS: "k1:short",
        SEAMLINE_STRICT: "yes",
      },
    });
    expect(faults).toEqual([
      "SEAMLINE_DOORMAN@: no service has this name; did you mean SEAMLINE_DOOR_MAN?",
      'SEAMLINE_MODULES@9: expected a service, found "greter"; did you mean greeter?',
      expect.stringContaining("SEAMLINE_KEYS@3: the secret of k1: expected base64 of at least 32 bytes"),
      'SEAMLINE_STRICT@0: expected a whole number from 0 to 4294967295 as the seed, found "yes"',
      'SEAMLINE_DOOR_MAN@0: the scheme "gopher:" is unknown to this build; known: inprocess, remote',
      'SEAMLINE_DOOR_MAN__OPEN@17: expected "," or ")" in fallback(…), found the end',
      "SEAMLINE_GREETER__WAVE@20: no option bad",
      expect.stringContaining("SEAMLINE_GREETER__WAVE@23: expected a URL: greeter is not hosted by this process"),
      "SEAMLINE_GREETER__WAVE@0: the combinator mirror(…) is not supported by this version; name one URL",
      "topology.nobody@: no service or operation has this name; services: greeter, doorMan",
      "SEAMLINE_GREETER@: greeter, which doorMan uses, is neither hosted here nor addressed; set SEAMLINE_GREETER to its URL, or add greeter to SEAMLINE_MODULES",
    ]);
  });

  it("does not report a service as unaddressed if its address has the fault", async () => {
    expect(await faultsOf({ env: { SEAMLINE_MODULES: "doorMan", SEAMLINE_GREETER: "gopher://x" } })).toEqual([
      'SEAMLINE_GREETER@0: the scheme "gopher:" is unknown to this build; known: inprocess',
    ]);
  });

  it("reports a listener's faults together with its own", async () => {
    const app = application({ env: { SEAMLINE_MODULES: "nobody" } });
    const start = getApplicationHost(app).start(() => [{ key: "public listener", message: "no port" }]);
    await expect(start).rejects.toMatchObject({ faults: [{ key: "SEAMLINE_MODULES" }, { key: "public listener" }] });
    expect(app.state).toBe("failed");
  });

  it("names the faults of a module, and of its registration", async () => {
    expect(() => application({ modules: { other: { contract: greeterContract } } })).toThrow(
      "modules.other: expected the contract of other, found greeter",
    );
    const load = async (): Promise<unknown> => ({ something: 1 });
    await expect(application({ modules: { greeter: { contract: greeterContract, load } } }).start()).rejects.toThrow(
      /modules\.greeter\.load: expected .* found something/,
    );
    const wrong = { greeter: { contract: greeterContract, load: async () => doorMan } };
    expect(await faultsOf({ modules: wrong })).toContainEqual(
      "modules.greeter@: expected the module of greeter, found the module of doorMan",
    );
    const incomplete = defineModule({ contract: greeterContract, start: () => ({ greet: () => ({ text: "" }) }) });
    const modules = { greeter: { contract: greeterContract, load: async () => incomplete } };
    await expect(application({ modules }).start()).rejects.toThrow(
      "The module greeter failed to start: handlers of greeter: expected a function for each operation, found none for wave, adminOnly",
    );
  });

  it("gives a module only the clients it declares", async () => {
    const curious = defineModule({
      contract: doorContract,
      start: (context) => ({ open: context.client(GreeterClient).greet }),
    });
    const modules = {
      greeter: { contract: greeterContract, load: async () => greeter },
      doorMan: { contract: doorContract, load: async () => curious },
    };
    await expect(application({ modules }).start()).rejects.toThrow(
      "The module doorMan does not declare GreeterClient; add it to `uses`",
    );
  });

  it("lets calls wait for readiness, and refuses them when nothing starts", async () => {
    const gate = Promise.withResolvers<void>();
    const slow = defineModule({
      contract: greeterContract,
      start: () => gate.promise.then(() => greeterHandlers()),
    });
    const app = application({ modules: { greeter: { contract: greeterContract, load: async () => slow } } });
    const client = app.client(GreeterClient);
    await expect(client.wave({ hand: "left" })).rejects.toMatchObject({ code: "unavailable", sent: "not_sent" });
    const starting = app.start();
    const call = client.greet({ name: "early" });
    gate.resolve();
    expect(await call).toEqual({ text: "hello early" });
    await starting;
    await app.stop();
  });

  it("stops although a handler never settles, once all deadlines have passed", async () => {
    const stubborn = defineModule({
      contract: greeterContract,
      start: () => greeterHandlers({ greet: () => new Promise(() => undefined) }),
    });
    const app = application({ modules: { greeter: { contract: greeterContract, load: async () => stubborn } } });
    await app.start();
    const call = app.client(GreeterClient).greet({ name: "Ada" }, { timeoutMs: 50 });
    await expect(call).rejects.toMatchObject({ code: "deadline_exceeded" });
    await app.stop();
    expect(app.state).toBe("stopped");
  });

  it("drains: new calls are refused, calls in flight and the calls they make finish, then modules stop in reverse order", async () => {
    const events: string[] = [];
    const entered = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const watched = (context: ModuleContext, name: string): void => {
      context.onStop(() => void events.push(`${name} first`));
      context.onStop(() => void events.push(`${name} second`));
    };
    const slowDoor = defineModule({
      contract: doorContract,
      uses: [GreeterClient],
      start: (context) => {
        watched(context, "doorMan");
        const client = context.client(GreeterClient);
        return {
          open: async () => {
            entered.resolve();
            await gate.promise;
            return (await client.greet({ name: "late" })).text;
          },
        };
      },
    });
    const slowGreeter = defineModule({
      contract: greeterContract,
      start: (context) => (watched(context, "greeter"), greeterHandlers()),
    });
    const app = application({
      modules: {
        greeter: { contract: greeterContract, load: async () => slowGreeter },
        doorMan: { contract: doorContract, load: async () => slowDoor },
      },
    });
    await app.start();
    const call = app.client(doorContract).open();
    await entered.promise;
    const stopping = app.stop();
    await expect(app.client(GreeterClient).greet({ name: "x" })).rejects.toMatchObject({
      code: "unavailable",
      sent: "not_sent",
    });
    expect(events).toEqual([]);
    gate.resolve();
    expect(await call).toBe("hello late");
    await stopping;
    expect(events).toEqual(["doorMan second", "doorMan first", "greeter second", "greeter first"]);
  });

  it("releases what had started when a later module fails", async () => {
    const events: string[] = [];
    const first = defineModule({
      contract: greeterContract,
      start: (context) => (context.onStop(() => void events.push("released")), greeterHandlers()),
    });
    const second = defineModule({
      contract: doorContract,
      uses: [GreeterClient],
      start: () => {
        throw new Error("no database");
      },
    });
    const app = application({
      modules: {
        doorMan: { contract: doorContract, load: async () => second },
        greeter: { contract: greeterContract, load: async () => first },
      },
    });
    await expect(app.start()).rejects.toThrow("The module doorMan failed to start: no database");
    expect(events).toEqual(["released"]);
    await app.stop();
  });

  it("counts results that come after their call has settled", async () => {
    const gate = Promise.withResolvers<void>();
    const entered = Promise.withResolvers<CallContext>();
    const slow = defineModule({
      contract: greeterContract,
      start: () => greeterHandlers({ wave: (_input, context) => (entered.resolve(context), gate.promise) }),
    });
    const app = application({ modules: { greeter: { contract: greeterContract, load: async () => slow } } });
    await app.start();
    await expect(app.client(GreeterClient).wave({ hand: "left" }, { timeoutMs: 5 })).rejects.toMatchObject({
      code: "deadline_exceeded",
    });
    await entered.promise;
    gate.resolve();
    await app.stop();
    expect(app.stats.lateResults).toBe(1);
  });

  it("explains the effective settings of an operation with their sources, before it starts", () => {
    const app = application({
      transports: [remote],
      env: { SEAMLINE_DOOR_MAN: "remote:there?timeout=800ms", SEAMLINE_MODULES: "greeter" },
    });
    const [explanation] = app.explain("doorMan.open");
    const settings = Object.fromEntries(
      (explanation?.settings ?? []).map(({ name, value, source }) => [name, [value, source]]),
    );
    expect(settings).toMatchObject({
      transport: ["remote:there?timeout=800ms", "SEAMLINE_DOOR_MAN"],
      "hosted here": ["no", "SEAMLINE_MODULES"],
      timeout: ["800 ms", "SEAMLINE_DOOR_MAN"],
      color: ["red", "default"],
      keys: ["none: calls are not signed", "default"],
    });
    expect(app.explain("greeter")).toHaveLength(3);
    expect(() => app.explain("nobody")).toThrow(RangeError);
  });
});
