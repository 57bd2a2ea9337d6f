/** @seamline/opentelemetry: spans and metrics of calls, the same on every transport. */

export { type Telemetry, type TelemetryOptions, telemetry } from "./telemetry/telemetry.ts";
