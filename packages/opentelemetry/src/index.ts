/** @seamline/opentelemetry: spans and metrics of calls, equal on every transport. */

export { type Telemetry, type TelemetryOptions, telemetry } from "./telemetry/telemetry.ts";
