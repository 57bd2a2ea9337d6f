/**
 * The reader of one statement. It follows the words that precede tables (`FROM`, `JOIN`, `INTO`, …)
 * and parentheses, which may contain statements, and skips everything else: tables can be found
 * without parsing a statement completely.
 */

import { isSystemTable, type TableAccess, type TableUse } from "./table-access.ts";
import { type SqlName, TokenCursor } from "./token-cursor.ts";
import type { SqlToken } from "./tokenize.ts";

/** The state of a statement, or of one in parentheses, while it is read. */
interface Level {
  /** The first word; empty before it. */
  verb: string;
  /** The use of the tables in the current list; `undefined` outside of lists. */
  list: TableUse | undefined;
  /** `true` if the next `FROM` begins a list of tables. */
  readsFrom: boolean;
  /** Names of common table expressions. */
  readonly names: Set<string>;
  /** `true` until the first word has been read. */
  fresh: boolean;
}

const endsOfLists = new Set(
  "where group order having limit offset fetch union intersect except window for returning set values select when".split(
    " ",
  ),
);
/** Words that may precede a statement. */
const beforeStatements = new Set(["begin", "as", "explain", "analyze", "verbose", "else", "then"]);
const statementStarts = new Set(["select", "with", "values", "insert", "update", "delete", "merge", "replace"]);

/**
 * The maximum depth of parentheses: far above that of real queries, and far below the limit of the
 * stack.
 */
const maxDepth = 1000;

/** A reader of the tokens of one statement. */
export class StatementReader {
  /** Texts within the statement that may contain SQL. */
  readonly bodies: SqlToken[] = [];
  readonly #cursor: TokenCursor;
  readonly #temporary: Set<string>;
  readonly #accesses: TableAccess[] = [];
  #depth = 0;

  /** Creates a reader. @param temporary names of temporary tables, to which statements add. */
  constructor(tokens: readonly SqlToken[], temporary: Set<string>) {
    this.#cursor = new TokenCursor(tokens);
    this.#temporary = temporary;
  }

  read(): readonly TableAccess[] {
    while (this.#cursor.peek() !== undefined) {
      this.#readLevel(new Set());
      this.#cursor.skip(); // an unmatched closing parenthesis
    }
    return this.#accesses;
  }

  /** Reads up to the closing parenthesis, or to the end. */
  #readLevel(outer: ReadonlySet<string>): void {
    const level: Level = { verb: "", list: undefined, readsFrom: false, names: new Set(outer), fresh: true };
    for (let token = this.#cursor.peek(); token !== undefined; token = this.#cursor.peek()) {
      if (this.#cursor.isSymbol(")")) return;
      if (token.kind === "body") this.bodies.push(token);
      if (this.#cursor.isSymbol("(")) this.#readParentheses(level);
      else if (this.#cursor.isSymbol(",") && level.list !== undefined) {
        this.#cursor.skip();
        this.#readTable(level, level.list);
      } else if (token.kind === "word") this.#readWord(level, token.text.toLowerCase());
      else this.#cursor.skip();
      level.fresh &&= level.verb === "";
    }
  }

  /** Reads parentheses, which contain a statement or an expression with further parentheses. */
  #readParentheses(level: Level): void {
    this.#cursor.skip();
    if (this.#depth >= maxDepth) return;
    this.#depth += 1;
    if (statementStarts.has(this.#cursor.word() ?? "")) this.#readLevel(level.names);
    else this.#readExpression(level);
    this.#depth -= 1;
    this.#cursor.skip();
  }

  #readExpression(level: Level): void {
    for (let token = this.#cursor.peek(); token !== undefined; token = this.#cursor.peek()) {
      if (this.#cursor.isSymbol(")")) return;
      if (this.#cursor.isSymbol("(")) this.#readParentheses(level);
      else if (this.#cursor.word() === "references") this.#readReference(level);
      else this.#cursor.skip();
    }
  }

  #readWord(level: Level, word: string): void {
    const cursor = this.#cursor;
    if (word === "with") {
      cursor.skip();
      if (this.#startsNames()) this.#readNames(level);
      return;
    }
    const opens = level.fresh ? openings[word] : undefined;
    if (opens !== undefined) {
      level.verb = word;
      cursor.skip();
      this.#open(level, word, opens);
      return;
    }
    const before = cursor.word(-1);
    cursor.skip();
    if (endsOfLists.has(word)) level.list = undefined;
    if (word === "select" && level.verb !== "grant" && level.verb !== "revoke") level.readsFrom = true;
    else if (word === "from") {
      const compares = before === "distinct" && /^(?:is|not)$/.test(cursor.word(-3) ?? "");
      if (compares || !(level.readsFrom || level.fresh)) return;
      this.#startList(level, level.verb === "delete" && before === "delete" ? "write" : "read");
    } else if (word === "join" || word === "straight_join") {
      level.list ??= "join";
      this.#readTable(level, "join");
    } else if (word === "into" && /^(?:insert|replace|merge)$/.test(level.verb)) this.#readTable(level, "write");
    else if (word === "using" && /^(?:delete|merge)$/.test(level.verb)) this.#startList(level, "join");
    else if (word === "references") this.#readReference(level, true);
    else if (word === "on" && level.verb === "create") {
      cursor.skipWords("only");
      this.#readTable(level, "alter");
      level.verb = "created"; // only the first `ON` names a table
    } else if (word === "rename" && level.verb === "alter" && cursor.word() === "to") {
      cursor.skip();
      this.#readTable(level, "create");
    } else if (word === "begin" || (word === "as" && level.verb === "created")) {
      level.fresh = true; // a statement follows: in a block, or as the definition of a view or table
      level.verb = "";
    }
    if (level.verb === "" && !beforeStatements.has(word)) level.verb = word;
  }

  /** Reads the words after the first word of a statement. */
  #open(level: Level, word: string, { use, skip }: Opening): void {
    const cursor = this.#cursor;
    if (word === "create") {
      this.#openCreate(level);
      return;
    }
    if (word === "select" || word === "delete") level.readsFrom = true;
    if (word === "alter" || word === "drop") {
      if (cursor.word() === "materialized") cursor.skip();
      if (cursor.word() !== "table" && cursor.word() !== "view") return;
    }
    cursor.skipWords(...skip);
    if (use === undefined) return;
    if (word === "update") level.readsFrom = true;
    if (word === "alter" || word === "copy") this.#readTable(level, use);
    else this.#startList(level, use);
  }

  #openCreate(level: Level): void {
    const cursor = this.#cursor;
    let temporary = false;
    for (let word = cursor.word(); word !== undefined; word = cursor.word()) {
      temporary ||= word === "temp" || word === "temporary";
      cursor.skip();
      if (word === "table" || word === "view") {
        cursor.skipWords("if", "not", "exists");
        const name = cursor.readName();
        if (name === undefined) return;
        if (temporary) this.#temporary.add(name.name);
        else this.#add(level, name, "create");
        level.verb = "created";
        return;
      }
      if (word === "index" || word === "trigger" || word === "policy" || word === "rule") return;
      if (word === "function" || word === "procedure" || word === "type") {
        level.verb = "created";
        return;
      }
    }
  }

  /**
   * Returns `true` if names follow `WITH`, unlike `WITH TIME ZONE`, `WITH ORDINALITY`, `WITH
   * (fillfactor = 70)`.
   */
  #startsNames(): boolean {
    const cursor = this.#cursor;
    if (cursor.word() === "recursive") return true;
    const kind = cursor.peek()?.kind;
    if (kind !== "word" && kind !== "quoted") return false;
    if (cursor.isSymbol("(", 1)) return true;
    return cursor.word(1) === "as" && (cursor.isSymbol("(", 2) || /^(?:not|materialized)$/.test(cursor.word(2) ?? ""));
  }

  /**
   * Reads `WITH name (columns) AS (…), …`. A name is a table within its own definition, unless it
   * is recursive.
   */
  #readNames(level: Level): void {
    const cursor = this.#cursor;
    const recursive = cursor.word() === "recursive";
    cursor.skipWords("recursive");
    for (;;) {
      const name = cursor.readName();
      if (name === undefined) return;
      if (recursive) level.names.add(name.name);
      if (cursor.isSymbol("(")) this.#readParentheses(level);
      cursor.skipWords("as", "not", "materialized");
      if (cursor.isSymbol("(")) this.#readParentheses(level);
      level.names.add(name.name);
      while (!cursor.isSymbol(",") && !statementStarts.has(cursor.word() ?? "select")) cursor.skip();
      if (!cursor.isSymbol(",")) return;
      cursor.skip();
    }
  }

  #startList(level: Level, use: TableUse): void {
    level.list = use === "read" ? "join" : use;
    this.#readTable(level, use);
  }

  /** Reads a table of a list: a name, a function, or parentheses. */
  #readTable(level: Level, use: TableUse): void {
    const cursor = this.#cursor;
    cursor.skipWords("only", "lateral", "table");
    if (cursor.isSymbol("(")) {
      if (statementStarts.has(cursor.word(1) ?? "")) return; // read like any other statement in parentheses
      cursor.skip();
      this.#readJoined(level, use);
      return;
    }
    const name = cursor.readName();
    if (name === undefined) return;
    const isFunction = cursor.isSymbol("(") && (use === "read" || use === "join");
    if (!isFunction) this.#add(level, name, use);
  }

  /** Reads tables joined in parentheses: `FROM (a JOIN b ON …)`. */
  #readJoined(level: Level, use: TableUse): void {
    if (this.#depth >= maxDepth) return;
    this.#depth += 1;
    this.#readTable(level, use);
    const cursor = this.#cursor;
    while (cursor.peek() !== undefined && !cursor.isSymbol(")")) {
      if (cursor.isSymbol("(")) this.#readParentheses(level);
      else if (cursor.word() === "join" || cursor.isSymbol(",")) {
        cursor.skip();
        this.#readTable(level, "join");
      } else cursor.skip();
    }
    this.#depth -= 1;
    cursor.skip();
  }

  #readReference(level: Level, behind = false): void {
    if (!behind) this.#cursor.skip();
    const name = this.#cursor.readName();
    if (name !== undefined) this.#add(level, name, "reference");
  }

  #add(level: Level, { schema, name, offset }: SqlName, use: TableUse): void {
    const standsForOther = schema === undefined && (level.names.has(name) || this.#temporary.has(name));
    const access: TableAccess = { schema, table: name, use, offset };
    if (!standsForOther && !isSystemTable(access)) this.#accesses.push(access);
  }
}

/** The first word of a statement. */
interface Opening {
  /** The use of tables directly after it; absent if none follow. */
  readonly use?: TableUse;
  /** Words to skip before the tables. */
  readonly skip: readonly string[];
}

const conflict = ["or", "ignore", "replace", "abort", "fail", "rollback", "only"];

const openings: Readonly<Record<string, Opening | undefined>> = {
  select: { skip: [] },
  insert: { skip: [] },
  replace: { skip: [] },
  merge: { skip: [] },
  delete: { skip: [] },
  update: { use: "write", skip: conflict },
  truncate: { use: "write", skip: ["table", "only"] },
  lock: { use: "read", skip: ["table", "tables", "only"] },
  copy: { use: "write", skip: [] },
  create: { skip: [] },
  alter: { use: "alter", skip: ["table", "view", "if", "exists", "only"] },
  drop: { use: "drop", skip: ["table", "view", "if", "exists"] },
  grant: { skip: [] },
  revoke: { skip: [] },
};
