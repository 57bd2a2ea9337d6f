/** The sizes of contracts and applications at which a call is measured. */

/** One size: an application with some services, each with the same number of operations. */
export interface Point {
  readonly services: number;
  readonly operations: number;
}

/** Points that differ in one dimension; the first is the smallest. */
export interface Series {
  /** The dimension that grows. */
  readonly grows: "operations" | "services";
  readonly points: readonly Point[];
}

/** Operations per service where the number of services grows. */
const few = 5;

/** Both series. */
export const series: readonly Series[] = [
  { grows: "operations", points: [1, 10, 100, 1_000].map((operations) => ({ services: 1, operations })) },
  { grows: "services", points: [1, 10, 50, 200].map((services) => ({ services, operations: few })) },
];

/** The services of a point's application by name. Points share equal services. */
export function servicesOf({ services, operations }: Point): readonly string[] {
  return Array.from({ length: services }, (_, index) => `s${index}x${operations}`);
}

/** `s0x5` has five operations. */
export function operationsOf(service: string): number {
  return Number(service.slice(service.indexOf("x") + 1));
}

/** Every service of every point, once. */
export function allServices(): readonly string[] {
  return [...new Set(series.flatMap(({ points }) => points.flatMap(servicesOf)))];
}
