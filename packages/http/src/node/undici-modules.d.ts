/** Types of undici's own modules, which it declares in its main entry only. */

declare module "undici/lib/dispatcher/client.js" {
  import { Client } from "undici";
  export = Client;
}
declare module "undici/lib/core/connect.js" {
  import { buildConnector } from "undici";
  export = buildConnector;
}
declare module "undici/lib/core/symbols.js" {
  const symbols: Readonly<Record<string, symbol>>;
  export = symbols;
}
