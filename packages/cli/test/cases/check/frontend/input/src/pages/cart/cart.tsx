import type { ReactNode } from "react";
import routes from "virtual:routes";
import { Button } from "../../ui/button.jsx";

const lazy = <T,>(load: () => T): T => load();
export const Home = lazy(() => import("../home/home.tsx"));
export const Cart = (): ReactNode => <p>{routes.length} &gt; {1 < 2 ? <Button text="import('./nowhere')" /> : null}</p>;
