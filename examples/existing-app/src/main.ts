/** One process: the monolith on its port, or the module that has left it. */

import { listen } from "@seamline/http";
import { application, monolith } from "./application.ts";

const { PORT = "3000", SEAMLINE_MODULES } = process.env;
const serves = SEAMLINE_MODULES === "restaurants";

if (serves) {
  const { internal } = await listen(application, { internal: { port: PORT } });
  console.log(`ready ${internal}`);
} else {
  await application.start();
  const server = monolith.listen(Number(PORT), "127.0.0.1", () => {
    const address = server.address();
    console.log(`ready http://127.0.0.1:${typeof address === "object" ? address?.port : PORT}`);
  });
  process.once("SIGTERM", () => server.close().closeAllConnections());
}
process.once("SIGTERM", () => void application.stop());
