import { dishes } from "$model/dishes";
import type { Server } from "$server/server";
import { start } from "$server/server";

export const Page = (server: Server) => <p>don't {dishes.length} {start(server)}</p>;
