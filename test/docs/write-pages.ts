import { writeFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../../model/folder/read-declaration.ts";
import { PAGES, textOf } from "./page.ts";
import { refreshed } from "./run-page.ts";

// Brings the outputs of all pages up to date; `npm run docs` runs it.
for (const page of PAGES) {
  const text = textOf(page);
  const fresh = await refreshed(page, text);
  if (fresh !== text) writeFileSync(path.join(ROOT, page), fresh);
}
