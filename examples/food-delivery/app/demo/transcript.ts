/**
 * A transcript: requests and answers, with the ids that differ from run to run replaced by names.
 */

/** One request and its answer. */
export interface Exchange {
  /** What it is about, for people. */
  readonly title: string;
  /** `POST /api/customer/orders {"restaurantId":"restaurant 1"}` */
  readonly request: string;
  /** `200 {"id":"order 1",…}`, with the keys in the order they came. */
  readonly answer: string;
  /** Milliseconds until the answer had been read. */
  readonly ms: number;
}

/** What to send. */
export interface Request {
  readonly title: string;
  readonly method: "GET" | "POST" | "PATCH";
  readonly path: string;
  readonly body?: unknown;
}

/** Sends requests and keeps what came back. */
export class Transcript {
  readonly exchanges: Exchange[] = [];
  readonly #origin: (path: string) => string;
  readonly #names = new Map<string, string>();

  /** @param origin the base URL for a path. */
  constructor(origin: (path: string) => string) {
    this.#origin = origin;
  }

  /** The exchanges as text, without what differs from run to run. */
  get text(): string {
    return this.exchanges.map(({ title, request, answer }) => `${title}\n  ${request}\n  ${answer}\n`).join("\n");
  }

  /** Sends a request, notes the exchange and returns the answer's body. */
  async send({ title, method, path, body }: Request): Promise<Record<string, unknown>> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const start = performance.now();
    const response = await fetch(this.#origin(path) + path, {
      method,
      ...(text !== undefined && { body: text, headers: { "content-type": "application/json" } }),
    });
    const answer = await response.text();
    const ms = performance.now() - start;
    const request = `${method} ${this.#namePath(path)}${text === undefined ? "" : ` ${this.#nameIds(text, path)}`}`;
    this.exchanges.push({ title, request, answer: `${response.status} ${this.#nameIds(answer, path)}`, ms });
    return JSON.parse(answer) as Record<string, unknown>;
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

/** Which keys hold whose ids. */
const kinds: Readonly<Record<string, string>> = {
  orderId: "order",
  relatedOrderId: "order",
  deliveryId: "delivery",
  restaurantId: "restaurant",
};

function kindOfPath(path: string): string {
  return path.includes("/orders") ? "order" : "delivery";
}
