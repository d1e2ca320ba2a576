import { parse } from "yaml";
import type { Pipeline } from "../../pipelines/github/pipeline.ts";
import { workflowsOf } from "../../pipelines/github/workflows.ts";

/** What the workflows of the tests are written with. */
export const PIPELINE: Pipeline = {
  declaration: "examples/line",
  branch: "main",
  region: "eu-west-1",
  runner: "arn:aws:iam::100000000001:role/PalisadeRunner",
  previewer: "arn:aws:iam::100000000001:role/PalisadePreview",
};

export interface WorkflowStep {
  readonly name?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface WorkflowJob {
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps?: readonly WorkflowStep[];
}

export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly jobs: Readonly<Record<string, WorkflowJob>>;
}

export const TEXTS: ReadonlyMap<string, string> = new Map(
  workflowsOf(PIPELINE).map(({ file, text }) => [file.split("/").at(-1) ?? "", text]),
);

export const WORKFLOWS: ReadonlyMap<string, Workflow> = new Map([...TEXTS].map(([name, text]) => [name, parse(text) as Workflow]));

/** A job of a workflow; throws where there is none. */
export function jobOf(workflow: string, job: string): WorkflowJob {
  const found = WORKFLOWS.get(workflow)?.jobs[job];
  if (found === undefined) throw new Error(`${workflow} has no job ${job}`);
  return found;
}
