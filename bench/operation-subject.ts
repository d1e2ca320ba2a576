import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { accountCalls } from "../cli/output/calls.ts";
import { OperationOutput } from "../cli/output/operation-output.ts";
import { load } from "../model/checks/load.ts";
import { plan as planOf } from "../model/plan/plan-declaration.ts";
import { problemLine } from "../model/problem.ts";
import { shortHash } from "../model/short-hash.ts";
import { Operator } from "../operation/operate.ts";
import { runStacks } from "../operation/run-stacks.ts";
import { report } from "./measure.ts";
import { multiplyDeclaration, readFiles } from "./multiply-declaration.ts";
import { RecordingCli } from "./recording-cli.ts";

const AT_ONCE = 8;
const [, , size = "100"] = process.argv;
const files = multiplyDeclaration(readFiles(path.join(import.meta.dirname, "..", "examples", "line")), Number(size));
const { declaration, problems } = load(files, { now: new Date("2026-11-22T00:00:00Z") });
if (declaration === undefined) throw new Error(problems.slice(0, 5).map(problemLine).join("\n"));
const { stacks } = planOf(declaration);
const projectFolder = mkdtempSync(path.join(tmpdir(), "palisade-bench-"));
const cli = new RecordingCli();

/** One run of `up` over all stacks, with what it prints; answers the stacks that were done. */
async function up(): Promise<number> {
  const operator = await Operator.open({ cli: cli.command, projectFolder, environment: {}, policyPacks: ["policy-pack"] });
  const existing = new Set(await operator.stacks());
  const streams = { out: () => undefined, err: () => undefined };
  const listener = new OperationOutput({ verb: "up", isJson: false, calls: accountCalls({}) }, streams);
  listener.begin({ declaration: "line", stacks: stacks.map(({ name }) => name), version: "3" });
  const fingerprints = new Map(stacks.map(({ name }) => [name, shortHash(name, 16)]));
  const stop = { signal: new AbortController().signal, reachedEngines: false };
  const { fates } = await runStacks(operator, stacks, { verb: "up", fingerprints }, { existing, atOnce: AT_ONCE, stop, listener });
  listener.close();
  return [...fates.values()].filter((fate) => fate === "done").length;
}

await report(async () => {
  try {
    const [began, worked] = [performance.now(), process.cpuUsage()];
    const done = await up();
    const first = performance.now() - began;
    const { user, system } = process.cpuUsage(worked);
    if (done !== stacks.length || new Set(cli.updated).size !== stacks.length || cli.updated.length !== stacks.length)
      throw new Error(`${done.toString()} of ${stacks.length.toString()} stacks done, ${cli.updated.length.toString()} updates`);
    const again = performance.now();
    await up();
    const second = performance.now() - again;
    if (cli.updated.length !== stacks.length) throw new Error("an unchanged stack was deployed again");
    const calls = [...cli.calls.values()].reduce((total, each) => total + each, 0);
    return { stacks: stacks.length, first, firstCpu: (user + system) / 1000, second, calls };
  } finally {
    rmSync(projectFolder, { recursive: true, force: true });
  }
});
