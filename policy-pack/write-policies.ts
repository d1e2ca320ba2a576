import { writeFileSync } from "node:fs";
import { policiesPage } from "./policies-page.ts";

writeFileSync(new URL("../docs/policies.md", import.meta.url), policiesPage());
