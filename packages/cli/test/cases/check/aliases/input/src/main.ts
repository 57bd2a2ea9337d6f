import express from "express";
import { checkout } from "@/features/checkout";
import { listProducts } from "~features/catalog";

express().get("/", () => [checkout(), listProducts()]);
