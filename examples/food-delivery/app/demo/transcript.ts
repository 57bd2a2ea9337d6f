/**
 * A transcript: requests and responses, in which names replace the ids that differ from run to run.
 */

/** One request and its response. */
export interface Exchange {
  /** The subject, for readers. */
  readonly title: string;
  /** `POST /api/customer/orders {"restaurantId":"restaurant 1"}` */
  readonly request: string;
  /** `200 {"id":"order 1",…}`, with the keys in their received order. */
  readonly response: string;
  /** Milliseconds until the response had been read, and what followed from it had settled. */
  readonly ms: number;
}

/** A request to send. */
export interface Request {
  readonly title: string;
  readonly method: "GET" | "POST" | "PATCH";
  readonly path: string;
  readonly body?: unknown;
  /**
   * Waits for what follows from a successful request; its text is recorded as the response's body.
   * Default: the body is recorded as it came.
   */
  settle?(body: string, origin: (path: string) => string): Promise<string>;
}

/** Sends requests and keeps their responses. */
export class Transcript {
  readonly exchanges: Exchange[] = [];
  readonly #origin: (path: string) => string;
  readonly #names = new Map<string, string>();

  /** @param origin returns the base URL for a path. */
  constructor(origin: (path: string) => string) {
    this.#origin = origin;
  }

  /** The exchanges as text, without parts that differ from run to run. */
  get text(): string {
    return this.exchanges.map(({ title, request, response }) => `${title}\n  ${request}\n  ${response}\n`).join("\n");
  }

  /** Sends a request, records the exchange and returns the response's body. */
  async send({ title, method, path, body, settle }: Request): Promise<Record<string, unknown>> {
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const start = performance.now();
    const received = await fetch(this.#origin(path) + path, {
      method,
      ...(sent !== undefined && { body: sent, headers: { "content-type": "application/json" } }),
    });
    const first = await received.text();
    const text = received.ok && settle ? await settle(first, this.#origin) : first;
    const ms = performance.now() - start;
    const request = `${method} ${this.#namePath(path)}${sent === undefined ? "" : ` ${this.#nameIds(sent, path)}`}`;
    this.exchanges.push({ title, request, response: `${received.status} ${this.#nameIds(text, path)}`, ms });
    return JSON.parse(text) as Record<string, unknown>;
  }

  #namePath(path: string): string {
    return path.replace(/\d+$/, (id) => this.#name(kindOfPath(path), Number(id)));
  }

  #nameIds(json: string, path: string): string {
    return JSON.stringify(JSON.parse(json), (key, value: unknown) => {
      if (key === "instance") return "the call's id";
      const kind = key === "id" ? kindOfPath(path) : kinds[key];
      return kind !== undefined && typeof value === "number" && value > 0 ? this.#name(kind, value) : value;
    });
  }

  /** Names count up in the order in which ids first appear. */
  #name(kind: string, id: number): string {
    const key = `${kind} ${id}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const others = [...this.#names.values()].filter((name) => name.startsWith(`${kind} `));
    const name = `${kind} ${others.length + 1}`;
    this.#names.set(key, name);
    return name;
  }
}

/** The kind of id in each key. */
const kinds: Readonly<Record<string, string>> = {
  orderId: "order",
  relatedOrderId: "order",
  deliveryId: "delivery",
  restaurantId: "restaurant",
};

function kindOfPath(path: string): string {
  return path.includes("/orders") ? "order" : "delivery";
}
