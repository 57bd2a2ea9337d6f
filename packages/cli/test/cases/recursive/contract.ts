import { defineContract } from "@seamline/core";
import { z } from "zod";

const Category = z
  .object({
    name: z.string(),
    get children() {
      return z.array(Category);
    },
    get parent() {
      return Category.optional();
    },
  })
  .meta({ id: "Category", description: "A category and those below it." });

interface Expression {
  op: "add" | "value";
  value?: number | undefined;
  args: Expression[];
}

const Expression: z.ZodType<Expression, Expression> = z
  .lazy(() =>
    z.object({ op: z.enum(["add", "value"]), value: z.number().optional(), args: z.array(Expression) }),
  )
  .meta({ id: "Expression" });

type Tree = { [key: string]: Tree };
const Tree: z.ZodType<Tree, Tree> = z.lazy(() => z.record(z.string(), Tree)).meta({ id: "Tree" });

/** Two that contain each other, one with a default. */
const Person = z
  .object({
    name: z.string(),
    rank: z.int().default(0),
    get groups() {
      return z.array(Group);
    },
  })
  .meta({ id: "Person" });
const Group = z.object({ title: z.string(), owner: z.lazy(() => Person) }).meta({ id: "Group" });

export const recursiveContract = defineContract("recursive", {
  operations: {
    move: { input: z.object({ category: Category, into: Category.nullable() }), output: Category },
    evaluate: { input: z.object({ expression: Expression }), output: z.number() },
    plant: { input: z.object({ tree: Tree }), output: Tree },
    join: { input: z.object({ person: Person, group: Group }), output: z.array(Person) },
    annotate: {
      input: z.object({ value: z.json() }),
      output: z.json(),
      errors: { badNote: { code: "invalid_argument", details: z.json() } },
    },
  },
});
