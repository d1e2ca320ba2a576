import { writeFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../../model/folder/read-declaration.ts";
import { PAGES, textOf } from "./page.ts";
import { refreshed } from "./run-page.ts";

// Brings the outputs of all pages up to date; `npm run docs` runs it. A page that has to be mended by hand holds up no other.
for (const page of PAGES) {
  const text = textOf(page);
  try {
    const fresh = await refreshed(page, text);
    if (fresh !== text) writeFileSync(path.join(ROOT, page), fresh);
  } catch (error) {
    process.stderr.write(
      `${error instanceof Error ? error.message : String(error)}; correct the page by hand, and run npm run docs again\n`,
    );
    process.exitCode = 1;
  }
}
