/** The database that `seamline events` works on: a URL or a file, from a flag or the environment. */

import { resolve } from "node:path";
import { UserError } from "../error/user-error.ts";

/** A database and how it is named in messages: never with a password. */
export type DatabaseAddress = { readonly shown: string } & (
  | { readonly dialect: "sqlite"; readonly file: string }
  | { readonly dialect: "postgres" | "mysql"; readonly url: string }
);

/** The flags that choose a database. */
export interface DatabaseFlags {
  readonly cwd?: string;
  readonly database?: string;
  readonly service?: string;
}

const dialects: Readonly<Record<string, "postgres" | "mysql">> = {
  "postgres:": "postgres",
  "postgresql:": "postgres",
  "mysql:": "mysql",
  "mariadb:": "mysql",
};

const forms =
  "postgres://user@host/database, mysql://user@host/database, or a SQLite file as sqlite:data/courier.sqlite";

/** Reads the address. @throws {UserError} if there is none, or none of a known form. */
export function readAddress(
  { cwd, database, service }: DatabaseFlags,
  env: Readonly<Record<string, string | undefined>>,
): DatabaseAddress {
  const variable = service === undefined ? "DATABASE_URL" : variableOf(service);
  const text = database ?? env[variable];
  const source = database === undefined ? variable : "--database";
  if (text === undefined || text === "") {
    throw new UserError([
      `events: expected a database, found neither --database nor ${variable}; give --database <url> (${forms}), or --service <name> for <NAME>_DATABASE_URL`,
    ]);
  }
  const file = /^(?:sqlite|file):(?:\/\/)?(.+)$/s.exec(text)?.[1];
  const isPath = !/^[a-z][a-z0-9+.-]*:/i.test(text);
  if (file !== undefined || isPath) {
    const path = resolve(cwd ?? ".", file ?? text);
    return { dialect: "sqlite", file: path, shown: path };
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const dialect = url && dialects[url.protocol];
  if (url === undefined || dialect === undefined) {
    const found = url === undefined ? "text that is no URL" : `a URL of ${url.protocol}//`;
    throw new UserError([`events: ${source}: expected ${forms}, found ${found}`]);
  }
  const name = url.username === "" ? "" : `${url.username}@`;
  return { dialect, url: text, shown: `${url.protocol}//${name}${url.host}${url.pathname}` };
}

/** `food-court` has its database in `FOOD_COURT_DATABASE_URL`. */
function variableOf(service: string): string {
  return `${service
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll("-", "_")
    .toUpperCase()}_DATABASE_URL`;
}
