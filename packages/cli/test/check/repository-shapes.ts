/**
 * Repositories shaped like real ones, to be divided by `init`, checked, and compared with
 * TypeScript's resolution.
 */

/** One repository. */
export interface RepositoryShape {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** The links of a package manager, with their targets. */
  readonly links: Readonly<Record<string, string>>;
  /** The modules that `init` finds. */
  readonly modules: readonly string[];
  readonly shared: readonly string[];
  readonly roots: readonly string[];
  readonly notices?: readonly string[];
}

const json = (value: object): string => JSON.stringify(value, undefined, 2);
const entities = ["order", "product", "customer"];

/** Express in CommonJS: the modules are the names that repeat in the layers. */
const express: RepositoryShape = {
  name: "Express layers in CommonJS",
  files: {
    "package.json": json({ name: "shop", main: "src/server.js", dependencies: { express: "4", pg: "8" } }),
    "src/server.js": 'const app = require("./app");\nconst { port } = require("./config/env");\napp.listen(port);\n',
    "src/app.js":
      'const express = require("express");\nconst app = express();\n' +
      'for (const router of [require("./routes/orderRoutes"), require("./routes/productRoutes"), require("./routes/customerRoutes")]) app.use(router);\n' +
      'app.use(require("./middlewares/errors"));\nmodule.exports = app;\n',
    "src/config/env.js": "exports.port = process.env.PORT;\n",
    "src/config/db.js":
      'const { Pool } = require("pg");\nconst env = require("./env");\nexports.pool = new Pool(env);\n',
    "src/middlewares/errors.js": "module.exports = (error, request, response, next) => next(error);\n",
    "src/utils/money.js": "exports.round = (value) => Math.round(value);\n",
    ...Object.fromEntries(
      entities.flatMap((name) => [
        [
          `src/controllers/${name}Controller.js`,
          `const service = require("../services/${name}Service");\nconst { round } = require("../utils/money");\nexports.get = (request) => round(service.get(request));\n`,
        ],
        [
          `src/services/${name}Service.js`,
          `const model = require("../models/${name}");\n${name === "order" ? 'const products = require("./productService");\nexports.products = products;\n' : ""}exports.get = (id) => model.find(id);\n`,
        ],
        [
          `src/models/${name}.js`,
          'const { pool } = require("../config/db");\nexports.find = (id) => pool.query(id);\n',
        ],
        [
          `src/routes/${name}Routes.js`,
          `const { Router } = require("express");\nconst controller = require("../controllers/${name}Controller");\nmodule.exports = Router().get("/", controller.get);\n`,
        ],
        [
          `test/unit/${name}Service.test.js`,
          `const service = require("../../src/services/${name}Service");\nservice.get(1);\n`,
        ],
      ]),
    ),
    "src/models/orderItem.js":
      'const order = require("./order");\nconst product = require("./product");\nmodule.exports = [order, product];\n',
    "src/controllers/index.js": 'module.exports = { order: require("./orderController") };\n',
  },
  links: {},
  modules: ["customer", "order", "product"],
  shared: ["src/config", "src/utils"],
  roots: ["src/app.js", "src/controllers/index.js", "src/server.js", "test"],
};

const strict = { compilerOptions: { module: "nodenext", strict: true, composite: true } };

/** A pnpm workspace with packages built to dist, before the build. */
const monorepo: RepositoryShape = {
  name: "a pnpm monorepo of packages that are not built",
  files: {
    "package.json": json({ name: "root", private: true, devDependencies: { typescript: "6" } }),
    "pnpm-workspace.yaml":
      "packages:\n  - 'apps/*' # deployed\n  - \"packages/*\"\n  - '!packages/templates'\ncatalog:\n  zod: 4\n",
    "tsconfig.json": json({ files: [], references: [{ path: "apps/web" }, { path: "packages/billing" }] }),
    "packages/tsconfig/package.json": json({ name: "@acme/tsconfig", version: "1.0.0" }),
    "packages/tsconfig/base.json": json(strict),
    "packages/templates/package.json": json({ name: "@acme/billing", version: "9.0.0" }),
    "packages/templates/index.ts": "export const template = 1;\n",
    ...Object.fromEntries(
      ["billing", "catalog", "orders", "utils"].flatMap((name) => [
        [
          `packages/${name}/package.json`,
          json({
            name: `@acme/${name}`,
            version: "1.2.0",
            type: "module",
            exports: {
              ".": { types: "./dist/index.d.ts", import: "./dist/index.js" },
              "./testing": { types: "./dist/testing/index.d.ts", default: "./dist/testing/index.js" },
            },
            dependencies: { "@acme/utils": "workspace:*", "@acme/catalog": "workspace:^", "@acme/billing": "^1.0.0" },
          }),
        ],
        [
          `packages/${name}/tsconfig.json`,
          json({
            extends: "@acme/tsconfig/base.json",
            include: ["src"],
            compilerOptions: { outDir: "dist", rootDir: "src" },
          }),
        ],
        [`packages/${name}/src/testing/index.ts`, `export const fake${name} = 1;\n`],
        [`packages/${name}/src/internal.ts`, "export const inner = 1;\n"],
      ]),
    ),
    "packages/utils/src/index.ts": 'export * from "./internal.js";\n',
    "packages/catalog/src/index.ts":
      'import { inner } from "@acme/utils";\nexport { inner as price } from "./internal.js";\nexport const all = inner;\n',
    "packages/billing/src/index.ts":
      'import { inner } from "@acme/utils";\nimport { price } from "@acme/catalog";\nexport const bill = inner + price;\n',
    "packages/orders/src/index.ts":
      'import { bill } from "@acme/billing";\nimport type { all } from "@acme/catalog";\nimport { fakecatalog } from "@acme/catalog/testing";\nexport const order: typeof all = bill + fakecatalog;\nexport * from "@acme/utils";\n',
    "apps/web/package.json": json({
      name: "web",
      type: "module",
      dependencies: { "@acme/orders": "workspace:*", "@acme/billing": "workspace:*" },
    }),
    "apps/web/tsconfig.json": json({
      extends: "@acme/tsconfig/base.json",
      include: ["src"],
      compilerOptions: { jsx: "preserve" },
    }),
    "apps/web/src/main.tsx":
      'import { order } from "@acme/orders";\nimport { bill } from "@acme/billing";\nimport { Page } from "./page.jsx";\nexport default () => <Page order={order} bill={bill} />;\n',
    "apps/web/src/page.tsx": "export const Page = (given: { order: number; bill: number }) => <p>{given.order}</p>;\n",
  },
  links: {
    ...Object.fromEntries(
      ["billing", "catalog", "orders", "utils", "tsconfig"].map((name) => [
        `node_modules/@acme/${name}`,
        `packages/${name}`,
      ]),
    ),
  },
  modules: ["billing", "catalog", "orders", "web"],
  roots: [],
  shared: ["packages/utils"],
};

const nestModule = (name: string, other?: string): Readonly<Record<string, string>> => ({
  [`src/modules/${name}/${name}.module.ts`]: `import { Service } from "./${name}.service";\nimport { Controller } from "./${name}.controller";\n@Module({ providers: [Service, Controller] })\nexport class ${name}Module {}\ndeclare const Module: any;\n`,
  [`src/modules/${name}/${name}.controller.ts`]: `import { Service } from "./${name}.service";\nimport type { Dto } from "./dto/create-${name}.dto";\nexport class Controller { constructor(private readonly service: Service) {} create(dto: Dto) { return [this.service, dto]; } }\n`,
  [`src/modules/${name}/${name}.service.ts`]: `import { Entity } from "@modules/${name}/entities/${name}.entity";\nimport { log } from "@common/log";\n${other === undefined ? "" : `import { Service as Other } from "@modules/${other}/${other}.service";\nexport const other = Other;\n`}export class Service { entity = new Entity(); log = log; }\n`,
  [`src/modules/${name}/entities/${name}.entity.ts`]:
    'import { Base } from "src/common/base.entity";\nexport class Entity extends Base {}\n',
  [`src/modules/${name}/dto/create-${name}.dto.ts`]: "export interface Dto { name: string }\n",
  [`src/modules/${name}/${name}.service.spec.ts`]: `import { Service } from "@modules/${name}/${name}.service";\nnew Service();\n`,
});

/**
 * Nest: `baseUrl`, `paths`, a build configuration beside, specs beside the code and end-to-end
 * tests apart.
 */
const nest: RepositoryShape = {
  name: "a Nest application with paths",
  files: {
    "package.json": json({ name: "api", dependencies: { "@nestjs/common": "11" }, devDependencies: { jest: "30" } }),
    "tsconfig.json": `{
  // written by the framework
  "compilerOptions": {
    "module": "commonjs", "moduleResolution": "node10", "ignoreDeprecations": "6.0", "experimentalDecorators": true, "outDir": "./dist",
    "baseUrl": "./",
    "paths": { "@modules/*": ["src/modules/*"], "@common/*": ["src/common/*"], }, /* jest has the same */
  },
}`,
    "tsconfig.build.json": json({
      extends: "./tsconfig.json",
      exclude: ["node_modules", "test", "dist", "**/*spec.ts"],
    }),
    "src/main.ts": 'import { AppModule } from "./app.module";\nexport default AppModule;\n',
    "src/app.module.ts":
      'import { usersModule } from "./modules/users/users.module";\nimport { ordersModule } from "@modules/orders/orders.module";\nimport { paymentsModule } from "@modules/payments/payments.module";\nexport const AppModule = [usersModule, ordersModule, paymentsModule];\n',
    "src/common/log.ts": "export const log = console.log;\n",
    "src/common/base.entity.ts": "export class Base {}\n",
    ...nestModule("users"),
    ...nestModule("orders", "users"),
    ...nestModule("payments", "orders"),
    "test/app.e2e-spec.ts":
      'import { AppModule } from "./../src/app.module";\nimport { log } from "@common/log";\nlog(AppModule);\n',
    "test/jest-e2e.json": "{}",
  },
  links: {},
  modules: ["orders", "payments", "users"],
  shared: ["src/common"],
  roots: ["src/app.module.ts", "src/main.ts", "test"],
};

/**
 * npm workspaces of JavaScript with JSX, one package without `exports`, one by `file:`, one name
 * twice.
 */
const javascript: RepositoryShape = {
  name: "npm workspaces of JavaScript and JSX",
  files: {
    "package.json": json({ name: "front", private: true, workspaces: { packages: ["packages/*", "extra/forms/"] } }),
    "jsconfig.json": json({
      compilerOptions: {
        module: "esnext",
        moduleResolution: "bundler",
        jsx: "preserve",
        paths: { "~/*": ["./packages/app/src/*"] },
      },
    }),
    "packages/app/package.json": json({
      name: "app",
      version: "0.0.1",
      dependencies: { ui: "*", cart: "0.x", react: "19", forms: "file:../../extra/forms" },
    }),
    "packages/app/src/index.js":
      'import React from "react";\nimport { Button } from "ui";\nimport cart from "cart";\nimport { Field } from "forms";\nimport { Page } from "~/pages/Page";\nexport const App = () => <Page><Button>{cart}</Button><Field /></Page>;\nexport default React;\n',
    "packages/app/src/pages/Page.jsx":
      'import { Layout } from "../layout";\nexport const Page = ({ children }) => <Layout>{children}</Layout>;\n',
    "packages/app/src/layout/index.js": "export const Layout = ({ children }) => <main>{children}</main>;\n",
    "packages/app/src/App.test.js": 'import { App } from "./index";\nit("renders", () => <App />);\n',
    "packages/ui/package.json": json({ name: "ui", version: "1.0.0", main: "src/index.js" }),
    "packages/ui/src/index.js": 'export { Button } from "./Button";\nexport * from "./icons/";\n',
    "packages/ui/src/Button.jsx": "export const Button = (props) => <button {...props} />;\n",
    "packages/ui/src/icons/index.js": "export const Icon = () => <i />;\n",
    "packages/cart/package.json": json({
      name: "cart",
      version: "0.2.0",
      main: "./lib/cart.js",
      dependencies: { ui: "^1.0.0" },
    }),
    "packages/cart/lib/cart.js":
      '/** @typedef {import("./state").State} State */\nconst { Icon } = require("ui/src/icons");\nconst load = () => import("./state.js");\nmodule.exports = { load, Icon };\n',
    "packages/cart/lib/state.js": "/** @typedef {number} State */\nexports.state = 1;\n",
    "packages/cart/lib/dev.js": 'const { App } = require("app/src/index.js");\nmodule.exports = App;\n',
    "extra/forms/package.json": json({
      name: "forms",
      version: "3.0.0",
      exports: { ".": "./forms.js", "./package.json": "./package.json" },
    }),
    "extra/forms/forms.js": 'import { Button } from "ui";\nexport const Field = () => <Button />;\n',
    "examples/ui/package.json": json({ name: "ui", version: "1.0.0" }),
    "examples/ui/index.js": "export const Button = 1;\n",
  },
  links: {
    "node_modules/ui": "packages/ui",
    "node_modules/cart": "packages/cart",
    "node_modules/app": "packages/app",
    "node_modules/forms": "extra/forms",
  },
  modules: ["app", "cart"],
  shared: ["extra", "packages/ui"],
  roots: [],
};

/**
 * Tests beside the code, in separate folders, and below packages; settings beside the packages; a
 * nested workspace with packages of the same names.
 */
const mixed: RepositoryShape = {
  name: "a mixed monorepo with tests beside and apart",
  files: {
    "package.json": json({
      name: "mixed",
      private: true,
      type: "module",
      workspaces: ["packages/*"],
      imports: { "#fixtures/*": "./test/fixtures/*.ts" },
    }),
    "tsconfig.base.json": json({
      compilerOptions: {
        module: "nodenext",
        allowImportingTsExtensions: true,
        noEmit: true,
        paths: { "@mixed/*": ["./packages/*/src/index.ts"], "@mixed/*/*": ["./packages/*/src/*"] },
      },
    }),
    "tsconfig.json": json({ extends: "./tsconfig.base", include: ["packages/*/src/**/*.ts", "test"] }),
    "vitest.config.mts": 'import { shared } from "./scripts/shared.mjs";\nexport default shared;\n',
    "scripts/shared.mjs": "export const shared = {};\n",
    ...Object.fromEntries(
      ["auth", "mail", "store"].flatMap((name) => [
        [
          `packages/${name}/package.json`,
          json({
            name: `@mixed/${name}`,
            type: "module",
            exports: { ".": { source: "./src/index.ts", default: "./dist/index.mjs" } },
            imports: { "#part": { types: "./src/part.ts", development: "./src/part.ts", default: "./dist/part.mjs" } },
          }),
        ],
        [`packages/${name}/src/part.ts`, "export const part = 1;\n"],
        [
          `packages/${name}/src/part.test.ts`,
          'import { part } from "./part.ts";\nimport { fixture } from "#fixtures/one";\npart + fixture;\n'.replace(
            "#fixtures/one",
            "../../../test/fixtures/one.ts",
          ),
        ],
        [
          `packages/${name}/test/whole.spec.ts`,
          `import { value } from "@mixed/${name}";\nimport { fixture } from "../../../test/fixtures/one.ts";\nvalue + fixture;\n`,
        ],
      ]),
    ),
    "packages/auth/src/index.ts": 'export { part as value } from "#part";\n',
    "packages/mail/src/index.ts":
      'import { value as auth } from "@mixed/auth";\nexport { part as value } from "#part";\nexport default auth;\n',
    "packages/store/src/index.ts":
      'import mail, { type value as mailed } from "@mixed/mail";\nimport auth = require("@mixed/auth");\nexport const value: typeof mailed = mail + auth.value;\nexport const later = () => import("./part.ts");\n',
    "test/fixtures/one.ts": "export const fixture = 1;\n",
    "test/flow/one.test.ts":
      'import { value } from "@mixed/store";\nimport { fixture } from "#fixtures/one";\nvalue + fixture;\n',
    "test/flow/two.test.ts": 'import { value } from "@mixed/mail";\nvalue;\n',
    "examples/first/package.json": json({ name: "first", private: true, workspaces: ["lib"] }),
    "examples/first/tsconfig.json": json({ compilerOptions: { module: "nodenext" } }),
    "examples/first/lib/package.json": json({ name: "@mixed/auth", main: "index.ts" }),
    "examples/first/lib/index.ts": "export const value = 2;\n",
    "examples/first/main.ts": 'import { value } from "@mixed/auth";\nvalue;\n',
  },
  links: {
    ...Object.fromEntries(["auth", "mail", "store"].map((name) => [`node_modules/@mixed/${name}`, `packages/${name}`])),
    "examples/first/node_modules/@mixed/auth": "examples/first/lib",
  },
  modules: ["auth", "mail", "store"],
  shared: [],
  roots: ["test"],
};

export const repositoryShapes: readonly RepositoryShape[] = [express, monorepo, nest, javascript, mixed];
