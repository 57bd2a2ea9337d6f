/** The part of an OpenAPI document that no contract holds: title, servers, security. */

import { arrayOf, either, object, oneOf, recordOf, type Setting, text } from "../platform/setting.ts";
import { isRecord } from "../platform/unknown-value.ts";

/** The people behind an interface. */
export interface OpenapiContact {
  /** Default: none. */
  readonly name?: string;
  /** Default: none. */
  readonly url?: string;
  /** Default: none. */
  readonly email?: string;
}

/** The licence of an interface. */
export interface OpenapiLicense {
  /** As people call it: `Apache 2.0`. */
  readonly name: string;
  /** Its SPDX expression: `Apache-2.0`. Not beside a `url`. Default: none. */
  readonly identifier?: string;
  /** Its text. Not beside an `identifier`. Default: none. */
  readonly url?: string;
}

/** A place where the interface is served. */
export interface OpenapiServer {
  /** The URL in front of every path, without a slash at its end; relative to the document's own. */
  readonly url: string;
  /** One line for people. Default: none. */
  readonly description?: string;
}

/**
 * A way to authenticate, as a security scheme object of OpenAPI. `authenticate` of the listener
 * checks it; a document only describes it.
 * @see https://spec.openapis.org/oas/v3.1.1.html#security-scheme-object
 */
export type SecurityScheme = HttpScheme | ApiKeyScheme | MutualTlsScheme | OpenIdScheme | OauthScheme;

/** The `authorization` header. */
export interface HttpScheme {
  /** Marks this kind. */
  readonly type: "http";
  /** The scheme of the header, as `bearer` or `basic`. */
  readonly scheme: string;
  /** A hint for people, as `JWT`. Default: none. */
  readonly bearerFormat?: string;
  /** More for people. Default: none. */
  readonly description?: string;
}

/** A key that travels as a text. */
export interface ApiKeyScheme {
  /** Marks this kind. */
  readonly type: "apiKey";
  /** The part of a request with the key. */
  readonly in: "header" | "query" | "cookie";
  /** The name of the header, the query parameter or the cookie. */
  readonly name: string;
  /** More for people. Default: none. */
  readonly description?: string;
}

/** A certificate of the caller. */
export interface MutualTlsScheme {
  /** Marks this kind. */
  readonly type: "mutualTLS";
  /** More for people. Default: none. */
  readonly description?: string;
}

/** OpenID Connect, whose provider publishes all else. */
export interface OpenIdScheme {
  /** Marks this kind. */
  readonly type: "openIdConnect";
  /** The URL of the provider's discovery document. */
  readonly openIdConnectUrl: string;
  /** More for people. Default: none. */
  readonly description?: string;
}

/** OAuth 2. */
export interface OauthScheme {
  /** Marks this kind. */
  readonly type: "oauth2";
  /** An OAuth flows object of OpenAPI. */
  readonly flows: Readonly<Record<string, unknown>>;
  /** More for people. Default: none. */
  readonly description?: string;
}

/** The parts of an OpenAPI document that no contract holds. */
export interface OpenapiOptions {
  /** The name of the interface. Default: the service's name, or `API` if there are several. */
  readonly title?: string;
  /** The version of the interface. Default: a hash of the document's content. */
  readonly version?: string;
  /** One line for people. Default: that of the contract, if there is one only. */
  readonly summary?: string;
  /** More for people, in Markdown. Default: that of the contract, if there is one only. */
  readonly description?: string;
  /** Default: none. */
  readonly contact?: OpenapiContact;
  /** Default: none. */
  readonly license?: OpenapiLicense;
  /** The URL of the terms of service. Default: none. */
  readonly termsOfService?: string;
  /** The places where it is served, or their URLs alone. Default: the document's own place. */
  readonly servers?: readonly (string | OpenapiServer)[];
  /** The ways to authenticate, by a name of your own. Default: the document is silent about them. */
  readonly securitySchemes?: Readonly<Record<string, SecurityScheme>>;
  /**
   * The alternatives that admit a caller: names of schemes that are needed together. Default: each
   * scheme alone.
   */
  readonly security?: readonly (readonly string[])[];
  /**
   * The operations that need no authentication, as `restaurant.getMenu`, or services with all
   * operations. Default: none.
   */
  readonly anonymous?: readonly string[];
}

const schemes: Readonly<Record<string, Setting>> = {
  http: object({ ...common(), scheme: text('a scheme such as "bearer"'), bearerFormat: text("a format") }, ["scheme"]),
  apiKey: object({ ...common(), in: oneOf("header", "query", "cookie"), name: text("a name") }, ["in", "name"]),
  mutualTLS: object(common()),
  openIdConnect: object({ ...common(), openIdConnectUrl: text("a URL") }, ["openIdConnectUrl"]),
  oauth2: object({ ...common(), flows: recordOf("an object of flows", () => []) }, ["flows"]),
};

function common(): Readonly<Record<string, Setting>> {
  return { type: oneOf("http", "apiKey", "mutualTLS", "openIdConnect", "oauth2"), description: text("a description") };
}

/** The settings of the options, by name, for objects that have others beside them. */
export const openapiSettings: Readonly<Record<string, Setting>> = {
  title: text("a title"),
  version: text("a version"),
  summary: text("a summary"),
  description: text("a description"),
  contact: object({ name: text("a name"), url: text("a URL"), email: text("an address") }),
  license: object({ name: text("a name"), identifier: text("an SPDX expression"), url: text("a URL") }, ["name"]),
  termsOfService: text("a URL"),
  servers: arrayOf(
    "an array of servers",
    either((given) =>
      typeof given === "string"
        ? text("a URL")
        : object({ url: text("a URL"), description: text("a description") }, ["url"]),
    ),
  ),
  securitySchemes: recordOf(
    "an object of security schemes",
    either((given) => {
      const { type } = isRecord(given) ? given : {};
      const known = typeof type === "string" && Object.hasOwn(schemes, type) ? schemes[type] : undefined;
      return known ?? object(common(), ["type"]);
    }),
  ),
  security: arrayOf("an array of alternatives", arrayOf("an array of schemes", text("a scheme"))),
  anonymous: arrayOf("an array of operations", text("an operation or a service")),
};
