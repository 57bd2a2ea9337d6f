import { bytes, defineContract, isoDateTime, stream } from "@seamline/core";
import { z } from "zod";

const Tick = z.object({ symbol: z.string(), price: z.number(), at: isoDateTime() }).meta({ id: "Tick" });

export const marketContract = defineContract("market", {
  operations: {
    watch: {
      http: "GET /ticks/{symbol}",
      summary: "The ticks of a symbol, as they come",
      input: z.object({ symbol: z.string() }),
      output: stream(Tick),
      errors: { unknownSymbol: { code: "not_found", details: z.object({ symbol: z.string() }) } },
      timeoutMs: 3_600_000,
    },
    list: { http: "GET /symbols", output: stream(z.object({ symbol: z.string(), lot: z.int().default(1) })) },
    record: { http: "POST /ticks", input: stream(Tick), output: z.object({ recorded: z.int() }) },
    convert: { http: "POST /convert", input: stream(z.object({ from: z.string().default("EUR") })), output: stream(z.number()) },
    download: { http: "GET /archive", input: z.object({ year: z.int() }), output: bytes() },
    upload: { http: "PUT /archive", input: bytes() },
  },
});
