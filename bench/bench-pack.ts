import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { bundledFiles, INSTALLED, writeBundle } from "../policy-pack/bundle/bundle-pack.ts";
import type { RegisteredResource } from "../policy-pack/judge-resources.ts";
import { inTurn, machine, medianOf } from "./measure.ts";
import { type ServedPack, servePack } from "./served-pack.ts";

const SIZE = 2000;
const RUNS = 5;
const ROUNDS = 3;
const ROOT = path.join(import.meta.dirname, "..");
const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "dynamodb:GetItem", Resource: "arn:aws:dynamodb:eu-west-1:300000000001:table/orders" }],
});

/** Size of the bundle, time until it answers, time of all rules for each resource of one large stack, and of a resource over gRPC. */
export async function benchPack(out: (line: string) => void): Promise<void> {
  out(`pack: the bundle, and all rules over one stack of the blueprint's resources; median of ${RUNS.toString()}, ${machine()}`);
  const folder = mkdtempSync(path.join(tmpdir(), "palisade-bench-"));
  try {
    const [full, empty] = [path.join(folder, "full"), path.join(folder, "empty")];
    const files = await bundledFiles();
    writeBundle(full, files);
    mkdirSync(empty);
    for (const [name, text] of Object.entries(EMPTY_PACK)) writeFileSync(path.join(empty, name), text);
    for (const each of [full, empty]) linkPackages(each);
    const bytes = Object.keys(files).reduce((sum, name) => sum + statSync(path.join(full, name)).size, 0);
    out(`  size: ${(bytes / 1e6).toFixed(1)} MB without packages`);
    const [loads, without] = [await starts(full), await starts(empty)];
    out(
      `  until it answers: ${loads.toFixed(0)} ms, of which ${without.toFixed(0)} ms are Pulumi's SDK with an empty pack, and ${(loads - without).toFixed(0)} ms ours`,
    );
    const pack = await servePack(full);
    out(`  over gRPC: ${(await perResource(pack)).toFixed(2)} ms for each resource`);
    await pack.stop();
  } finally {
    rmSync(folder, { recursive: true });
  }
  // The resources are rehearsed first, which takes far longer than the rules.
  for (const { median } of inTurn("pack-subject.ts", [[SIZE.toString()]], ROUNDS)) {
    const { resources = 0 } = median.counts;
    const [each, worked] = [median.milliseconds / resources, median.cpuMilliseconds / resources];
    out(
      `  all rules without the SDK: ${each.toFixed(2)} ms for each of ${resources.toString()} resources, ${worked.toFixed(2)} ms of a processor`,
    );
  }
}

/** A pack without policies: what Pulumi's SDK takes by itself. */
const EMPTY_PACK = {
  "package.json": JSON.stringify({ name: "empty", version: "1.0.0", main: "index.js" }),
  "PulumiPolicy.yaml": "runtime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.js\n",
  "index.js": 'const { PolicyPack } = require("@pulumi/policy"); new PolicyPack("empty", { policies: [] });\n',
};

function linkPackages(folder: string): void {
  for (const name of Object.keys(INSTALLED)) {
    const link = path.join(folder, "node_modules", name);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(path.join(ROOT, "node_modules", name), link);
  }
}

async function starts(folder: string): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const pack = await servePack(folder);
    times.push(pack.milliseconds);
    await pack.stop();
  }
  return medianOf(times);
}

/** The time of one resource among many, each with a document of its own. */
async function perResource({ analyze }: ServedPack): Promise<number> {
  const type = "aws:iam/rolePolicy:RolePolicy";
  const at = (index: number): RegisteredResource => {
    const name = `one-${index.toString()}`;
    const policy = POLICY.replace("orders", name);
    return { urn: `urn:pulumi:bench::pack::${type}::${name}`, type, name, inputs: { role: name, policy }, outputs: {} };
  };
  for (let index = 0; index < 50; index++) await analyze(at(index));
  const count = 1000;
  const start = performance.now();
  for (let index = 0; index < count; index++) await analyze(at(100 + index));
  return (performance.now() - start) / count;
}
