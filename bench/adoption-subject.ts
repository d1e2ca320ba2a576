import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "../cli/main.ts";
import { writeAwsFolder } from "../test/support/aws-folder.ts";
import { report } from "./measure.ts";

const [, , accounts = "50"] = process.argv;
const folder = mkdtempSync(path.join(tmpdir(), "palisade-adoption-"));
const from = path.join(folder, "aws");
const declaration = path.join(folder, "declaration");
writeAwsFolder(from, Number(accounts));

try {
  await report(async () => {
    const start = performance.now();
    // The command says first what it wrote, and then what a rehearsal of that makes.
    let written: number | undefined;
    let said = "";
    const out = (text: string) => {
      written ??= performance.now() - start;
      said += text;
    };
    const code = await run(["adopt", "--from", from, "--declaration", declaration, "--home-region", "eu-west-1"], { out, err: out });
    const referenced = /^([\d,]+) referenced, 0 created, 0 changed$/m.exec(said)?.[1];
    if (code !== 0 || written === undefined || referenced === undefined) throw new Error(said.slice(-1000));
    return { written, referenced: Number(referenced.replaceAll(",", "")) };
  });
} finally {
  rmSync(folder, { recursive: true });
}
