/** The walk over a file's syntax that finds its statements and transactions. */

import { isSql, parseTable, readSql } from "@seamline/data";
import type { Position } from "../text/line-counter.ts";
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

/** Code that runs as a unit: a function, or the callback of a transaction. */
interface Extent {
  readonly accesses: DataAccess[];
  /** The functions of this file that it may call, by name. */
  readonly calls: Set<string>;
}

/** The context of a visited node. */
interface WalkContext {
  /** The enclosing statement of a nested query. */
  readonly statement: DataAccess[] | undefined;
  /** Names of queries: those of `with`. */
  readonly names: ReadonlySet<string>;
  readonly extents: readonly Extent[];
}

/** Walks over one file. */
export class DataWalk {
  readonly #program: Node;
  readonly #locate: (offset: number) => Position;
  readonly #readText: ReadText;
  readonly #statements: DataAccess[][] = [];
  readonly #functions = new Map<string, Extent>();
  readonly #transactions: (Position & { readonly extent: Extent })[] = [];
  readonly #ofTexts: DataTransaction[] = [];

  constructor(program: Node, locate: (offset: number) => Position) {
    this.#program = program;
    this.#locate = locate;
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

  #visit(node: Node, context: WalkContext): void {
    if (node.type === "CallExpression") {
      this.#visitChain(readChain(node), context);
      return;
    }
    if (node.type === "TaggedTemplateExpression" && isSqlTag(partOf(node, "tag"))) {
      this.#visitTemplate(node, context);
      return;
    }
    const name = nameOfFunction(node);
    const extent = name === undefined ? undefined : this.#extentOf(name);
    const inner = extent === undefined ? context : { ...context, extents: [...context.extents, extent] };
    for (const child of childrenOf(node)) this.#visit(child, inner);
  }

  #visitChain({ links, base }: Chain, context: WalkContext): void {
    const begins = links.some(({ name }) => beginnings.has(name) || additions.has(name) || name === "createIndex");
    const own = begins && context.statement === undefined ? this.#newStatement() : undefined;
    let inner: WalkContext = own === undefined ? context : { ...context, statement: own };
    let schema: string | undefined;
    if (base !== undefined) this.#visit(base, inner);
    for (const [index, link] of links.entries()) {
      const { name, args } = link;
      if (index === 0 && (base === undefined || base.type === "ThisExpression")) {
        for (const { calls } of context.extents) calls.add(name);
      }
      if (name === "withSchema") schema = this.#readText(args[0])?.text ?? schema;
      if (begins || (name === "references" && context.statement !== undefined)) this.#readLink(link, schema, inner);
      if (textMethods.has(name)) this.#readTextOf(link, context);
      if (name === "withRecursive") inner = { ...inner, names: this.#addName(inner.names, args[0]) };
      const transaction = this.#transactionOf(links.slice(0, index), link);
      for (const argument of args) {
        const isWithin = transaction !== undefined && isFunction(argument);
        this.#visit(
          argument,
          isWithin ? { ...context, extents: [...context.extents, transaction], statement: undefined } : inner,
        );
      }
      if (name === "with") inner = { ...inner, names: this.#addName(inner.names, args[0]) };
      // Calls after the query has run are not part of it.
      if (/^(?:execute|stream|explain)/.test(name)) inner = { ...inner, statement: undefined };
    }
  }

  /** Adds the tables named by a link of a query. */
  #readLink({ name, args }: ChainLink, schema: string | undefined, context: WalkContext): void {
    const use = beginnings.get(name) ?? additions.get(name) ?? continuations.get(name);
    if (use !== undefined) {
      const [first] = args;
      const tables =
        first !== undefined && unwrap(first).type === "ArrayExpression" ? partsOf(unwrap(first), "elements") : [first];
      for (const [index, table] of tables.entries())
        this.#addNamed(table, index > 0 && use === "read" ? "join" : use, schema, context);
    } else if (name === "on" && args.length === 1) this.#addNamed(args[0], "alter", schema, context);
    else if (name === "addForeignKeyConstraint") this.#addNamed(args[2], "reference", schema, context);
    else if (name === "references") this.#addReferenced(args[0], context);
  }

  #addNamed(node: Node | undefined, use: DataAccess["use"], schema: string | undefined, context: WalkContext): void {
    const written = this.#readText(isNode(node) ? node : undefined);
    if (node === undefined || written === undefined) return;
    const name = written.text.split(/\s+as\s+/i)[0]?.trim() ?? "";
    if (!/^[\w$.]+$/.test(name) || context.names.has(name)) return;
    const parsed = parseTable(name);
    const offset = unwrap(node).start;
    this.#add([{ ...parsed, schema: parsed.schema ?? schema, use, offset, ...this.#locate(offset) }], context);
  }

  /** Adds the table of `references("order.id")`, for a column. */
  #addReferenced(node: Node | undefined, context: WalkContext): void {
    const parts = this.#readText(node)?.text.split(".") ?? [];
    if (node === undefined || parts.length < 2) return;
    const [table = "", schema] = parts.slice(0, -1).reverse();
    this.#add([{ schema, table, use: "reference", offset: node.start, ...this.#locate(node.start) }], context);
  }

  #visitTemplate(node: Node, context: WalkContext): void {
    const template = partOf(node, "quasi");
    const own = context.statement === undefined ? this.#newStatement() : context.statement;
    const inner = { ...context, statement: own };
    this.#readSql(readTaggedText(template, this.#readText), inner);
    for (const value of partsOf(template, "expressions")) this.#visit(value, inner);
  }

  /** Reads `query("select …")`, `query({ text: "select …" })`. */
  #readTextOf({ args }: ChainLink, context: WalkContext): void {
    const [first] = args;
    if (first === undefined) return;
    const properties = unwrap(first).type === "ObjectExpression" ? partsOf(unwrap(first), "properties") : [];
    const named = properties.find(({ key }) => isNode(key) && /^(?:text|sql)$/.test(String(key.name)));
    const written = this.#readText(named === undefined ? first : partOf(named, "value"));
    if (written !== undefined && isSql(written.text)) this.#readSql(written, context);
  }

  #readSql({ text, locate }: SourceText, context: WalkContext): void {
    const transactions = new Map<number, DataAccess[]>();
    for (const { accesses, transaction } of readSql(text)) {
      const located = accesses
        .filter(({ schema, table }) => schema !== undefined || !context.names.has(table))
        .map((access) => {
          const offset = locate(access.offset);
          return { ...access, offset, ...this.#locate(offset) };
        });
      this.#add(located, context);
      if (transaction !== undefined)
        transactions.set(transaction, [...(transactions.get(transaction) ?? []), ...located]);
    }
    for (const accesses of transactions.values()) this.#ofTexts.push({ ...this.#locate(locate(0)), accesses });
  }

  #add(accesses: readonly DataAccess[], { statement, extents }: WalkContext): void {
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

  /**
   * The extent of `database.transaction().execute(run)`, `pool.transaction(run)` and
   * `inTransaction(database, run)`.
   */
  #transactionOf(before: readonly ChainLink[], { name, args, node }: ChainLink): Extent | undefined {
    const begun = before.some((link) => /transaction$/i.test(link.name));
    if (args.length === 0 || !(/transaction$/i.test(name) || (begun && name === "execute"))) return undefined;
    // A named function may be declared in this file.
    const calls = args.flatMap((argument) => nameOfReference(argument) ?? []);
    const extent: Extent = { accesses: [], calls: new Set(calls) };
    this.#transactions.push({ extent, ...this.#locate(node.start) });
    return extent;
  }

  #extentOf(name: string): Extent {
    const extent = this.#functions.get(name) ?? { accesses: [], calls: new Set() };
    this.#functions.set(name, extent);
    return extent;
  }

  /** The accesses of an extent, with those of the functions of this file that it calls. */
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

/** Recognizes `sql`, `Prisma.sql`, `sql<Row>`. */
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

/** The name of a declared function or method, or of a constant function. */
function nameOfFunction(node: Node): string | undefined {
  const holder = node.type === "MethodDefinition" || node.type === "PropertyDefinition" ? node.key : node.id;
  if (!isNode(holder) || holder.name === undefined) return undefined;
  if (node.type === "FunctionDeclaration" || node.type === "MethodDefinition") return String(holder.name);
  const value = node.type === "VariableDeclarator" ? node.init : node.value;
  return isNode(value) && isFunction(value) ? String(holder.name) : undefined;
}
