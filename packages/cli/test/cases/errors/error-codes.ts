// ERROR: operations.put.errors.gone: expected the code "not_found" that operations.get.errors.gone declares, found "aborted"
// ERROR: operations.put.errors.lost.details: expected the details that operations.get.errors.lost declares
// ERROR: operations.put.errors.late: expected the message "too late" that operations.get.errors.late declares, found "late"
import { defineContract } from "@seamline/core";
import { z } from "zod";

export const contract = defineContract("things", {
  operations: {
    get: {
      errors: {
        gone: { code: "not_found" },
        lost: { code: "data_loss", details: z.object({ id: z.int() }) },
        late: { code: "aborted", message: "too late" },
        same: { code: "aborted", details: z.object({ id: z.int() }) },
      },
    },
    put: {
      errors: {
        gone: { code: "aborted" },
        lost: { code: "data_loss", details: z.object({ id: z.string() }) },
        late: { code: "aborted" },
        same: { code: "aborted", details: z.object({ id: z.int() }) },
      },
    },
  },
});
