/** The walk over a file's syntax that finds its statements and transactions. */

import { isSql, parseTable, readSql } from "@seamline/data";
import type { Place } from "../text/line-counter.ts";
import { additions, beginnings, continuations, textMethods } from "./data-words.ts";
import type { DataAccess, DataTransaction, FileData } from "./file-data.ts";
import { createTextReader, type ReadText, readTaggedText, type SourceText } from "./source-text.ts";
import {
  type Chain,
  type ChainLink,
  childrenOf,
  isFunction,
  isNode,
  type Node,
  partOf,
  partsOf,
  readChain,
  unwrap,
} from "./syntax.ts";

/** Code that runs as one: a function, or what is handed to a transaction. */
interface Extent {
  readonly accesses: DataAccess[];
  /** The functions of this file that it may call, by name. */
  readonly calls: Set<string>;
}

/** Where the walk is. */
interface Surroundings {
  /** The statement that is being written, when a query stands inside another. */
  readonly statement: DataAccess[] | undefined;
  /** Names that stand for queries: those of `with`. */
  readonly names: ReadonlySet<string>;
  readonly extents: readonly Extent[];
}

/** Walks over one file. */
export class DataWalk {
  readonly #program: Node;
  readonly #place: (offset: number) => Place;
  readonly #readText: ReadText;
  readonly #statements: DataAccess[][] = [];
  readonly #functions = new Map<string, Extent>();
  readonly #transactions: (Place & { readonly extent: Extent })[] = [];
  readonly #ofTexts: DataTransaction[] = [];

  constructor(program: Node, place: (offset: number) => Place) {
    this.#program = program;
    this.#place = place;
    this.#readText = createTextReader(program);
  }

  read(): FileData {
    this.#visit(this.#program, { statement: undefined, names: new Set(), extents: [] });
    const transactions = this.#transactions.map(({ extent, line, column }) => ({
      line,
      column,
      accesses: [...this.#accessesOf(extent, new Set())],
    }));
    const statements = this.#statements.filter((one) => one.length > 0);
    return { statements, transactions: [...transactions, ...this.#ofTexts].filter((one) => one.accesses.length > 0) };
  }

  #visit(node: Node, around: Surroundings): void {
    if (node.type === "CallExpression") {
      this.#visitChain(readChain(node), around);
      return;
    }
    if (node.type === "TaggedTemplateExpression" && isSqlTag(partOf(node, "tag"))) {
      this.#visitTemplate(node, around);
      return;
    }
    const name = nameOfFunction(node);
    const extent = name === undefined ? undefined : this.#extentOf(name);
    const inner = extent === undefined ? around : { ...around, extents: [...around.extents, extent] };
    for (const child of childrenOf(node)) this.#visit(child, inner);
  }

  #visitChain({ links, base }: Chain, around: Surroundings): void {
    const begins = links.some(({ name }) => beginnings.has(name) || additions.has(name) || name === "createIndex");
    const own = begins && around.statement === undefined ? this.#newStatement() : undefined;
    let inner: Surroundings = own === undefined ? around : { ...around, statement: own };
    let schema: string | undefined;
    if (base !== undefined) this.#visit(base, inner);
    for (const [index, link] of links.entries()) {
      const { name, args } = link;
      if (index === 0 && (base === undefined || base.type === "ThisExpression")) {
        for (const { calls } of around.extents) calls.add(name);
      }
      if (name === "withSchema") schema = this.#readText(args[0])?.text ?? schema;
      if (begins || (name === "references" && around.statement !== undefined)) this.#readLink(link, schema, inner);
      if (textMethods.has(name)) this.#readTextOf(link, around);
      if (name === "withRecursive") inner = { ...inner, names: this.#addName(inner.names, args[0]) };
      const transaction = this.#transactionOf(links.slice(0, index), link);
      for (const argument of args) {
        const isWithin = transaction !== undefined && isFunction(argument);
        this.#visit(
          argument,
          isWithin ? { ...around, extents: [...around.extents, transaction], statement: undefined } : inner,
        );
      }
      if (name === "with") inner = { ...inner, names: this.#addName(inner.names, args[0]) };
      // What comes after a query has run is no part of it.
      if (/^(?:execute|stream|explain)/.test(name)) inner = { ...inner, statement: undefined };
    }
  }

  /** The tables that a link of a query names. */
  #readLink({ name, args }: ChainLink, schema: string | undefined, around: Surroundings): void {
    const use = beginnings.get(name) ?? additions.get(name) ?? continuations.get(name);
    if (use !== undefined) {
      const [first] = args;
      const tables =
        first !== undefined && unwrap(first).type === "ArrayExpression" ? partsOf(unwrap(first), "elements") : [first];
      for (const [index, table] of tables.entries())
        this.#addNamed(table, index > 0 && use === "read" ? "join" : use, schema, around);
    } else if (name === "on" && args.length === 1) this.#addNamed(args[0], "alter", schema, around);
    else if (name === "addForeignKeyConstraint") this.#addNamed(args[2], "reference", schema, around);
    else if (name === "references") this.#addReferenced(args[0], around);
  }

  #addNamed(node: Node | undefined, use: DataAccess["use"], schema: string | undefined, around: Surroundings): void {
    const written = this.#readText(isNode(node) ? node : undefined);
    if (node === undefined || written === undefined) return;
    const name = written.text.split(/\s+as\s+/i)[0]?.trim() ?? "";
    if (!/^[\w$.]+$/.test(name) || around.names.has(name)) return;
    const parsed = parseTable(name);
    const offset = unwrap(node).start;
    this.#add([{ ...parsed, schema: parsed.schema ?? schema, use, offset, ...this.#place(offset) }], around);
  }

  /** `references("order.id")`, of a column that a table is given. */
  #addReferenced(node: Node | undefined, around: Surroundings): void {
    const parts = this.#readText(node)?.text.split(".") ?? [];
    if (node === undefined || parts.length < 2) return;
    const [table = "", schema] = parts.slice(0, -1).reverse();
    this.#add([{ schema, table, use: "reference", offset: node.start, ...this.#place(node.start) }], around);
  }

  #visitTemplate(node: Node, around: Surroundings): void {
    const template = partOf(node, "quasi");
    const own = around.statement === undefined ? this.#newStatement() : around.statement;
    const inner = { ...around, statement: own };
    this.#readSql(readTaggedText(template, this.#readText), inner);
    for (const value of partsOf(template, "expressions")) this.#visit(value, inner);
  }

  /** `query("select …")`, `query({ text: "select …" })`. */
  #readTextOf({ args }: ChainLink, around: Surroundings): void {
    const [first] = args;
    if (first === undefined) return;
    const properties = unwrap(first).type === "ObjectExpression" ? partsOf(unwrap(first), "properties") : [];
    const named = properties.find(({ key }) => isNode(key) && /^(?:text|sql)$/.test(String(key.name)));
    const written = this.#readText(named === undefined ? first : partOf(named, "value"));
    if (written !== undefined && isSql(written.text)) this.#readSql(written, around);
  }

  #readSql({ text, locate }: SourceText, around: Surroundings): void {
    const transactions = new Map<number, DataAccess[]>();
    for (const { accesses, transaction } of readSql(text)) {
      const located = accesses
        .filter(({ schema, table }) => schema !== undefined || !around.names.has(table))
        .map((access) => {
          const offset = locate(access.offset);
          return { ...access, offset, ...this.#place(offset) };
        });
      this.#add(located, around);
      if (transaction !== undefined)
        transactions.set(transaction, [...(transactions.get(transaction) ?? []), ...located]);
    }
    for (const accesses of transactions.values()) this.#ofTexts.push({ ...this.#place(locate(0)), accesses });
  }

  #add(accesses: readonly DataAccess[], { statement, extents }: Surroundings): void {
    (statement ?? this.#newStatement()).push(...accesses);
    for (const extent of extents) extent.accesses.push(...accesses);
  }

  #newStatement(): DataAccess[] {
    const statement: DataAccess[] = [];
    this.#statements.push(statement);
    return statement;
  }

  #addName(names: ReadonlySet<string>, node: Node | undefined): ReadonlySet<string> {
    const name = this.#readText(node)?.text.split("(")[0]?.trim();
    return name === undefined ? names : new Set([...names, name]);
  }

  /** The extent of `database.transaction().execute(run)`, `pool.transaction(run)` and `inTransaction(database, run)`. */
  #transactionOf(before: readonly ChainLink[], { name, args, node }: ChainLink): Extent | undefined {
    const begun = before.some((link) => /transaction$/i.test(link.name));
    if (args.length === 0 || !(/transaction$/i.test(name) || (begun && name === "execute"))) return undefined;
    // A function that is not written out here may be one of this file.
    const calls = args.flatMap((argument) => nameOfReference(argument) ?? []);
    const extent: Extent = { accesses: [], calls: new Set(calls) };
    this.#transactions.push({ extent, ...this.#place(node.start) });
    return extent;
  }

  #extentOf(name: string): Extent {
    const extent = this.#functions.get(name) ?? { accesses: [], calls: new Set() };
    this.#functions.set(name, extent);
    return extent;
  }

  /** What runs in an extent, in the functions of this file that it calls too. */
  #accessesOf({ accesses, calls }: Extent, seen: Set<string>): ReadonlySet<DataAccess> {
    const found = new Set(accesses);
    for (const name of calls) {
      const called = this.#functions.get(name);
      if (called === undefined || seen.has(name)) continue;
      seen.add(name);
      for (const access of this.#accessesOf(called, seen)) found.add(access);
    }
    return found;
  }
}

/** `sql`, `Prisma.sql`, `sql<Row>`. */
function isSqlTag(tag: Node): boolean {
  const inner = unwrap(tag);
  if (inner.type === "TSInstantiationExpression") return isSqlTag(partOf(inner, "expression"));
  const name = inner.type === "MemberExpression" ? partOf(inner, "property").name : inner.name;
  return String(name).toLowerCase() === "sql";
}

/** `run`, `this.run`. */
function nameOfReference(node: Node): string | undefined {
  if (node.type === "Identifier") return String(node.name);
  if (node.type !== "MemberExpression" || partOf(node, "object").type !== "ThisExpression") return undefined;
  return String(partOf(node, "property").name);
}

/** The name of a function or method that is declared here, or of a constant that is one. */
function nameOfFunction(node: Node): string | undefined {
  const holder = node.type === "MethodDefinition" || node.type === "PropertyDefinition" ? node.key : node.id;
  if (!isNode(holder) || holder.name === undefined) return undefined;
  if (node.type === "FunctionDeclaration" || node.type === "MethodDefinition") return String(holder.name);
  const value = node.type === "VariableDeclarator" ? node.init : node.value;
  return isNode(value) && isFunction(value) ? String(holder.name) : undefined;
}
