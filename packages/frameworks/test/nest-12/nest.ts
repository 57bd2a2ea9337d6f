/** Nest 12. */

import "reflect-metadata";

export * as common from "@nestjs/common";
export { NestFactory } from "@nestjs/core";
export { FastifyAdapter } from "@nestjs/platform-fastify";
