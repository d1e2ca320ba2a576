import path from "node:path";
import { load } from "../model/checks/load.ts";
import { plan } from "../model/plan/plan-declaration.ts";
import { problemLine } from "../model/problem.ts";
import { judgeResources, type RegisteredResource } from "../policy-pack/judge-resources.ts";
import { loadCatalogueFor } from "../policy-pack/pack-catalogue.ts";
import { rehearsePlan } from "../rehearsal/rehearse-plan.ts";
import { report } from "./measure.ts";
import { multiplyDeclaration, readFiles } from "./multiply-declaration.ts";

const [, , size = "2000"] = process.argv;
const wanted = Number(size);
const files = multiplyDeclaration(readFiles(path.join(import.meta.dirname, "..", "examples", "line")), Math.ceil(wanted / 100));
const { declaration, problems } = load(files, { now: new Date("2026-11-22T00:00:00Z") });
if (declaration === undefined) throw new Error(problems.slice(0, 5).map(problemLine).join("\n"));
const rehearsed = await rehearsePlan(plan(declaration));

/** A URN in the one stack that all resources are put into, which is the hardest for rules that compare resources. */
function inOneStack(urn: string): string {
  const [stack = "", , type = "", ...name] = urn.split("::");
  return ["urn:pulumi:one", "big", type, `${name[0] ?? ""}@${stack}`, ...name.slice(1)].join("::");
}

const base = rehearsed.resources
  .filter(({ type }) => /^(?:aws:|pulumi:providers:)/.test(type))
  .map((resource): RegisteredResource => {
    const { urn, provider, dependsOn } = resource as RegisteredResource;
    return {
      ...resource,
      urn: inOneStack(urn),
      ...(provider === undefined ? {} : { provider: inOneStack(provider) }),
      ...(dependsOn === undefined ? {} : { dependsOn: dependsOn.map(inOneStack) }),
    };
  });

/** The same resources in other accounts, so that no document of them is that of another. */
function copied(copy: number): readonly RegisteredResource[] {
  if (copy === 0) return base;
  const text = JSON.stringify(base).replace(/\b\d(?=\d{11}\b)/g, (copy + 3).toString());
  return JSON.parse(text.replaceAll(/@([a-z])/g, `@copy${copy}.$1`)) as RegisteredResource[];
}
const copies = Array.from({ length: Math.ceil(wanted / base.length) }, (_, copy) => copied(copy));
const resources = copies.flat().slice(0, wanted);
const catalogue = await loadCatalogueFor(resources);

await report(() => ({ resources: resources.length, findings: judgeResources(resources, catalogue).length }));
